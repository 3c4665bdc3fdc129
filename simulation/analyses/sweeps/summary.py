"""What a sweep says: how policies rank in each world, what each dimension does, and what a wrong choice costs.

All of it is of the target: one outcome, at the last quarter, for all clients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.sweeps.results import NAME
from simulation.analyses.sweeps.specification import Sweep

Floats = NDArray[np.float64]
FEW_VALUES = 6  # a dimension with no more than these is read value by value, others by thirds


@dataclass(frozen=True)
class Rank:
    """One policy in one world, over the points of the design; differences are from the baseline."""

    policy: str
    difference: float  # mean over points
    low: float  # of the middle 90 % of points; with a single point, of the Monte-Carlo interval
    high: float
    best_share: float  # of points at which no other policy is better
    mean_regret: float  # how much worse than the best policy of each point
    most_regret: float


@dataclass(frozen=True)
class Effect:
    """What a dimension does to one policy's difference from the baseline."""

    policy: str
    at_low: float  # mean difference at the lowest value (or over the lowest third of values)
    at_high: float

    @property
    def change(self) -> float:
        """The difference at high values less that at low ones."""
        return self.at_high - self.at_low


@dataclass(frozen=True)
class WorldSummary:
    """The target at every point of the design in one world, as far as all replications succeeded."""

    name: str
    policies: tuple[str, ...]  # the baseline first
    names: tuple[str, ...]  # of the dimensions
    values: Floats  # [n_points, n_names]
    difference: Floats  # [n_points, n_policies]; of the baseline 0
    half_width: Floats  # same shape; of the baseline nan
    n_replications: NDArray[np.int64]  # [n_points]
    is_lower_better: bool

    @property
    def n_points(self) -> int:
        """How many points have a result."""
        return len(self.values)

    @cached_property
    def regret(self) -> Floats:
        """How much worse each policy is than the best one of the same point [n_points, n_policies]."""
        good = -self.difference if self.is_lower_better else self.difference
        return np.asarray(good.max(axis=1, keepdims=True) - good)

    def ranking(self) -> list[Rank]:
        """Return the policies, the baseline too, the best first."""
        ranks = [self._rank(number) for number in range(len(self.policies))]
        return sorted(ranks, key=lambda rank: rank.difference if self.is_lower_better else -rank.difference)

    def _rank(self, number: int) -> Rank:
        difference, regret = self.difference[:, number], self.regret[:, number]
        mean = float(difference.mean())
        if self.n_points == 1:
            half = float(self.half_width[0, number])
            low, high = mean - half, mean + half
        else:
            low, high = (float(end) for end in np.percentile(difference, (5.0, 95.0)))
        return Rank(
            self.policies[number], mean, low, high, float((regret == 0.0).mean()), float(regret.mean()),
            float(regret.max()),
        )  # fmt: skip

    def groups(self, dimension: int) -> list[tuple[float, NDArray[np.bool_]]]:
        """Return values of a dimension from low to high, each with the points [n_points] at it.

        A dimension of many values is cut into thirds with as many points each, named by their means.
        """
        column = self.values[:, dimension]
        unique = np.unique(column)
        if len(unique) <= FEW_VALUES:
            return [(float(value), column == value) for value in unique]
        third = np.argsort(np.argsort(column, kind="stable"), kind="stable") * 3 // len(column)
        return [(float(column[third == number].mean()), third == number) for number in range(3)]

    def effects(self, dimension: int) -> list[Effect]:
        """Return what a dimension does to each policy but the baseline."""
        groups = self.groups(dimension)
        low, high = (self.difference[rows].mean(axis=0) for rows in (groups[0][1], groups[-1][1]))
        return [
            Effect(policy, float(low[number]), float(high[number]))
            for number, policy in enumerate(self.policies)
            if number
        ]

    @cached_property
    def changing(self) -> list[int]:
        """The dimensions with more than one value, those with the largest effect first."""
        several = [number for number in range(len(self.names)) if len(np.unique(self.values[:, number])) > 1]
        return sorted(several, key=lambda number: -max((abs(e.change) for e in self.effects(number)), default=0.0))


def most_telling(summaries: Sequence[WorldSummary], most: int) -> list[int]:
    """Return the dimensions with the largest effect in any world, the largest first: the same for all worlds."""
    largest: dict[int, float] = {}
    for summary in summaries:
        for dimension in summary.changing:
            change = max((abs(effect.change) for effect in summary.effects(dimension)), default=0.0)
            largest[dimension] = max(change, largest.get(dimension, 0.0))
    return sorted(largest, key=lambda dimension: -largest[dimension])[:most]


def summarise(sweep: Sweep, folder: Path) -> list[WorldSummary]:
    """Return the summaries of all worlds that have results, from the table of results."""
    import pandas as pd

    columns = ["world", "point", "policy", "quarter", "difference", "mc_high", "n_replications"]
    frame = pd.read_parquet(
        folder / f"{NAME}.parquet", columns=columns, filters=[("outcome", "==", sweep.target), ("group", "==", "all")]
    )
    summaries = []
    for world in sweep.worlds:
        rows = frame[(frame["world"] == world.name) & (frame["quarter"] == world.settings.n_quarters)]
        rows = rows[rows["n_replications"] > 0]
        if rows.empty:
            continue
        wide = rows.assign(half=rows["mc_high"] - rows["difference"]).set_index(["point", "policy"]).unstack("policy")
        difference = wide["difference"][list(sweep.arms)].to_numpy(np.float64, copy=True)
        difference[:, 0] = 0.0
        summaries.append(
            WorldSummary(
                name=world.name,
                policies=sweep.arms,
                names=sweep.design.names,
                values=sweep.design.values[wide.index.to_numpy()],
                difference=difference,
                half_width=wide["half"][list(sweep.arms)].to_numpy(np.float64),
                n_replications=wide["n_replications"][sweep.arms[0]].to_numpy(np.int64),
                is_lower_better=sweep.target_better == "lower",
            )
        )
    return summaries
