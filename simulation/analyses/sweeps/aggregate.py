"""From replications to results: running moments of a point, to which units are added in the order of replications."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.analyses.sweeps.shards import Rows
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit, units
from simulation.model.outcomes.registry import OUTCOMES
from simulation.study.contrasts.moments import Floats, RunningMoments

BETTER_OF = {outcome.id: outcome.better for outcome in OUTCOMES}
UNIT_OF = {outcome.id: outcome.unit for outcome in OUTCOMES}


@dataclass
class Point:
    """A point of a sweep while its units come in, in any order; they are added in the order of their replications."""

    sweep: Sweep
    world: int
    point: int
    n_asked: int = 0  # replications handed out so far
    n_taken: int = 0  # and come back, failed ones too
    n_failed: int = 0
    _early: dict[int, tuple[Unit, Rows | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings, recorded = self.sweep.worlds[self.world].settings, self.sweep.recorded
        self.quarters = recorded.quarters_of(settings.n_quarters)
        shape = (len(self.sweep.arms), len(self.quarters), len(recorded.groups), len(recorded.outcomes))
        self.level, self.difference = RunningMoments(shape), RunningMoments(shape)
        self.higher, self.lower = RunningMoments(shape), RunningMoments(shape)

    def ask(self, n_replications: int) -> Iterator[Unit]:
        """Yield the units for more replications."""
        first, self.n_asked = self.n_asked, self.n_asked + n_replications
        yield from units(self.sweep, self.world, self.point, first, n_replications)

    def take(self, unit: Unit, rows: Rows | None) -> None:
        """Add a unit's rows, or none if it failed, once all units before it have come in."""
        self._early[unit.first] = unit, rows
        while self.n_taken in self._early:
            unit, rows = self._early.pop(self.n_taken)
            self.n_taken += unit.n_replications
            if rows is None:
                self.n_failed += unit.n_replications
            else:
                self._add(rows)

    def _add(self, rows: Rows) -> None:
        for value, higher, lower in zip(rows.value, rows.higher, rows.lower, strict=True):
            self.level.add(value)
            self.difference.add(value - value[0])
            self.higher.add(higher)
            self.lower.add(lower)

    def n_lacking(self) -> int:
        """Return how many replications to add, once all asked for are in: 0 when the point is finished."""
        sweep = self.sweep
        if self.n_asked == 0:
            return sweep.n_replications
        if sweep.precision is None or self.n_failed:
            return 0
        return sweep.precision.n_wanted(self.n_asked, self.target_half_width()) - self.n_asked

    def target_half_width(self) -> Floats:
        """Return half the intervals of the policies' differences in the target [n_policies]; of the baseline 0."""
        return np.asarray(self.difference.half_width()[:, *target_place(self.sweep)])

    def results(self) -> pa.Table:
        """Return the point's rows of the table of results."""
        sweep, recorded = self.sweep, self.sweep.recorded
        shape = self.level.mean.shape
        arm, quarter, group, outcome = (axis.ravel() for axis in np.indices(shape))
        difference, half = self.difference.observed_mean(), self.difference.half_width()
        difference[0] = half[0] = np.nan  # the baseline
        higher, lower = self.higher.observed_mean(), self.lower.observed_mean()
        higher[0] = lower[0] = np.nan
        is_lower_better = np.array([BETTER_OF[id] == "lower" for id in recorded.outcomes])
        n_rows = arm.size
        values = zip(sweep.design.names, sweep.design.values[self.point], strict=True)
        columns: dict[str, Any] = {
            "world": np.full(n_rows, sweep.worlds[self.world].name, object),
            "point": np.full(n_rows, self.point, np.int32),
            **{name: np.full(n_rows, value) for name, value in values},
            "policy": np.array(sweep.arms, object)[arm],
            "group": np.array(recorded.groups, object)[group],
            "outcome": np.array(recorded.outcomes, object)[outcome],
            "unit": np.array([UNIT_OF[id] for id in recorded.outcomes], object)[outcome],
            "quarter": np.array(self.quarters, np.int16)[quarter],
            "n_replications": self.level.n.ravel(),
            "level": self.level.observed_mean().ravel(),
            "difference": difference.ravel(),
            "mc_low": (difference - half).ravel(),
            "mc_high": (difference + half).ravel(),
            "gain_share": np.where(is_lower_better, lower, higher).ravel(),
            "loss_share": np.where(is_lower_better, higher, lower).ravel(),
        }
        arrays = [pa.array(column, from_pandas=True) for column in columns.values()]
        return pa.Table.from_arrays(arrays, schema=results_schema(sweep))


def results_schema(sweep: Sweep) -> pa.Schema:
    """Return the columns of the table of results."""
    text, number = pa.string(), pa.float64()
    fields = [
        *(("world", text), ("point", pa.int32())),
        *((name, number) for name in sweep.design.names),
        *((name, text) for name in ("policy", "group", "outcome", "unit")),
        *(("quarter", pa.int16()), ("n_replications", pa.int64())),
        *((name, number) for name in ("level", "difference", "mc_low", "mc_high", "gain_share", "loss_share")),
    ]
    return pa.schema(fields)


def target_place(sweep: Sweep) -> tuple[int, int, int]:
    """Return the target's place [quarter, group, outcome] in what is recorded."""
    return -1, sweep.recorded.groups.index("all"), sweep.recorded.outcomes.index(sweep.target)


class InterimRanking:
    """The ranking while a sweep runs: moments of the target over all replications so far, by world and policy."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._moments = [RunningMoments((len(sweep.arms),)) for _ in sweep.worlds]

    def add(self, unit: Unit, rows: Rows) -> None:
        """Take in a unit's rows, in whatever order they are finished: good enough to look at."""
        for value in rows.value[(..., *target_place(self._sweep))]:
            self._moments[unit.world].add(value - value[0])

    def differences(self) -> dict[str, dict[str, float | None]]:
        """Return the mean difference from the baseline by world and policy; None where nothing has come in."""
        return self._by_policy([moments.observed_mean() for moments in self._moments])

    def errors(self) -> dict[str, dict[str, float | None]]:
        """Return half the intervals of the differences; None where there is none yet."""
        return self._by_policy([moments.half_width() for moments in self._moments])

    def _by_policy(self, numbers: Sequence[Floats]) -> dict[str, dict[str, float | None]]:
        sweep = self._sweep
        return {
            world.name: {
                policy: None if math.isnan(number) else float(number)
                for policy, number in zip(sweep.arms[1:], own[1:], strict=True)
            }
            for world, own in zip(sweep.worlds, numbers, strict=True)
        }
