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

from simulation.analyses.sweeps.aggregate import BETTER_OF
from simulation.analyses.sweeps.effects import (
    Effect,
    can_tell,
    changes_of_crossed,
    changes_of_sampled,
    is_crossed,
    varying,
    without_other_effects,
)
from simulation.analyses.sweeps.results import NAME
from simulation.analyses.sweeps.specification import Sweep

Floats = NDArray[np.float64]
LEAST_REPLICATIONS, LEAST_RUNS = 10, 40  # of a point, and of a world: with fewer of both, nobody is named the best
FEW_VALUES = 6  # a dimension with no more than these is read value by value, others by thirds


@dataclass(frozen=True)
class Rank:
    """One policy in one world, over the points of the design; differences are from the baseline."""

    policy: str
    difference: float  # mean over points
    low: float  # ends of the middle 90 % of points; with a single point, of the Monte-Carlo interval
    high: float
    error: float  # half its Monte-Carlo interval at a point, on average; nan if unknown, 0 for the baseline
    best_share: float  # share of points at which no other policy is better; ties count for all
    mean_regret: float  # how much worse than the best policy of each point
    most_regret: float


@dataclass(frozen=True)
class WorldSummary:
    """The target at every point of the design in one world, as far as all replications succeeded."""

    name: str
    policies: tuple[str, ...]  # the baseline first
    names: tuple[str, ...]  # names of the dimensions
    values: Floats  # [n_points, n_names]
    difference: Floats  # [n_points, n_policies]; of the baseline 0
    half_width: Floats  # same shape; of the baseline nan
    n_replications: NDArray[np.int64]  # [n_points]
    is_lower_better: bool
    kind: str  # kind of the design

    @property
    def n_points(self) -> int:
        """How many points have a result."""
        return len(self.values)

    @property
    def is_few(self) -> bool:
        """Whether there are too few replications to say anything: at its points, and in all."""
        return bool(self.has_few and self.n_replications.sum() < LEAST_RUNS)

    @property
    def has_few(self) -> bool:
        """Whether a point has too few replications; points share their luck, so that many points don't mend it."""
        return bool(self.n_replications.min() < LEAST_REPLICATIONS)

    def between(self, policy: str, against: str) -> tuple[float, float, float]:
        """Return how far a policy is above another: the mean over points, and its range.

        That is the middle 90 % of points; with a single point, as far as luck can move it. Of two policies each held
        against the baseline luck is told by their intervals; both together are at least as wide as that of the pair.
        """
        one, other = self.policies.index(policy), self.policies.index(against)
        found = self.difference[:, one] - self.difference[:, other]
        middle = float(found.mean())
        if self.n_points == 1:
            half = self.luck_between(policy, against)
            return middle, middle - half, middle + half
        low, high = (float(end) for end in np.percentile(found, (5.0, 95.0)))
        return middle, min(low, middle), max(high, middle)

    def luck_between(self, policy: str, against: str) -> float:
        """Return how far luck at most moves the difference of two policies either way; nan if unknown."""
        return float(self.errors[self.policies.index(policy)] + self.errors[self.policies.index(against)])

    @cached_property
    def regret(self) -> Floats:
        """How much worse each policy is than the best one of the same point [n_points, n_policies]."""
        good = -self.difference if self.is_lower_better else self.difference
        return np.asarray(good.max(axis=1, keepdims=True) - good)

    @cached_property
    def errors(self) -> Floats:
        """Half of each policy's Monte-Carlo interval at a point, on average [n_policies]; of the baseline 0.

        Points share their luck, so that a mean over points is hardly surer than one point.
        """
        errors = self.half_width.mean(axis=0)
        errors[0] = 0.0
        return np.asarray(errors)

    @property
    def tied_share(self) -> float:
        """The share of points at which several policies are equally good and none is better."""
        return float(((self.regret == 0.0).sum(axis=1) > 1).mean())

    def ranking(self) -> list[Rank]:
        """Return the policies, the baseline too, the best first."""
        ranks = [self._rank(number) for number in range(len(self.policies))]
        return sorted(ranks, key=lambda rank: rank.difference if self.is_lower_better else -rank.difference)

    def _rank(self, number: int) -> Rank:
        difference, regret = self.difference[:, number], self.regret[:, number]
        mean, error = float(difference.mean()), float(self.errors[number])
        if self.n_points == 1:
            half = float(self.half_width[0, number])
            low, high = mean - half, mean + half
        else:
            low, high = (float(end) for end in np.percentile(difference, (5.0, 95.0)))
        return Rank(
            self.policies[number], mean, low, high, error, float((regret == 0.0).mean()), float(regret.mean()),
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

    @cached_property
    def changing(self) -> list[int]:
        """The dimensions with more than one value."""
        return varying(self.values)

    @cached_property
    def can_tell(self) -> bool:
        """Whether the points identify the effect of each dimension."""
        return can_tell(self.kind, self.values)

    @cached_property
    def _effects(self) -> dict[int, list[Effect]]:
        """What each dimension does, by its number; empty where the points can't tell."""
        if not self.changing or not self.can_tell:
            return {}
        groups = [self.groups(dimension) for dimension in self.changing]
        ends = [(group[0][1], group[-1][1]) for group in groups]
        difference = self.difference[:, 1:]
        if is_crossed(self.values):
            found = changes_of_crossed(difference, self.half_width[:, 1:], ends, int(self.n_replications.min()))
        else:
            found = changes_of_sampled(self.values, difference, self.changing, ends)
        return {
            dimension: [
                Effect(policy, *(float(part[row, number]) for part in (found.at_low, found.at_high, found.chance)))
                for number, policy in enumerate(self.policies[1:])
            ]
            for row, dimension in enumerate(self.changing)
        }

    def effects(self, dimension: int) -> list[Effect]:
        """Return a dimension's effect on each policy but the baseline, those that may be chance too."""
        return self._effects.get(dimension, [])

    def clear_effects(self, dimension: int) -> list[Effect]:
        """Return the effects of a dimension that are larger than chance alone may make them."""
        return [effect for effect in self.effects(dimension) if effect.is_beyond_chance]

    def without_other_effects(self, dimension: int) -> Floats:
        """Return the differences [n_points, n_policies] with the linear effects of the other dimensions removed."""
        return without_other_effects(self.values, self.difference, dimension)


def largest_effects(summaries: Sequence[WorldSummary], most: int) -> list[int]:
    """Return the dimensions with the largest effect in any world, the largest first: the same for all worlds.

    Those without an effect that is more than chance aren't among them.
    """
    largest: dict[int, float] = {}
    for summary in summaries:
        for dimension in summary.changing:
            for effect in summary.clear_effects(dimension):
                largest[dimension] = max(abs(effect.change), largest.get(dimension, 0.0))
    return sorted(largest, key=lambda dimension: -largest[dimension])[:most]


def without_clear_effect(summaries: Sequence[WorldSummary]) -> list[str]:
    """Return the names of the dimensions whose effects may be chance in every world; none where they can't be told."""
    told = largest_effects(summaries, len(summaries[0].names))
    varied = {dimension for summary in summaries if summary.can_tell for dimension in summary.changing}
    return [name for dimension, name in enumerate(summaries[0].names) if dimension in varied - set(told)]


def summarise(sweep: Sweep, folder: Path, outcome: str = "", group: str = "all") -> list[WorldSummary]:
    """Return the summaries of all worlds that have results, from the table of results.

    Args:
        sweep: as declared.
        folder: of its results.
        outcome: what the summaries are of; none: the target.
        group: among whom.
    """
    import pandas as pd

    columns = ["world", "point", "policy", "quarter", "difference", "mc_high", "n_replications"]
    outcome = outcome or sweep.target
    wanted = [("outcome", "==", outcome), ("group", "==", group)]
    frame = pd.read_parquet(folder / f"{NAME}.parquet", columns=columns, filters=wanted)
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
                is_lower_better=BETTER_OF[outcome] == "lower",
                kind=sweep.design.kind,
            )
        )
    return summaries
