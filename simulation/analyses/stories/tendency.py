"""What tends to happen to a person over many paths, with Monte-Carlo intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.stories.follow import Paths
from simulation.analyses.stories.intervals import (
    Interval,
    interval_of_mean,
    interval_of_median,
    interval_of_paired_difference,
    interval_of_share,
)
from simulation.model.state import State

if TYPE_CHECKING:
    import pandas as pd

SHARE, QUARTERS = "share of paths", "quarters"
FIRST_JOB = "first_job"
SHARES = (FIRST_JOB, "in_job", "ordinary_hours", "education", "disability_pension", "other_exit")
WORKED, WAIT = "quarters_worked", "quarters_to_first_job"
PAIRED = ("more_work", "less_work", "same_work")


@dataclass(frozen=True)
class Tendency:
    """One number over the paths with its interval; nan where it isn't known.

    `against` names the other policy where the number is of pairs with the same luck, else it is empty. A median wait
    that isn't reached within the quarters is nan, and so is an end of its interval.
    """

    measure: str
    policy: str
    against: str
    quarter: int
    value: float
    mc_low: float
    mc_high: float
    unit: str
    n_paths: int


def tendencies(paths: Paths, policy: str, against: str) -> list[Tendency]:
    """Return all tendencies: levels of both policies by quarter, and comparisons of paths with equal random numbers."""
    found = []
    for arm, name in enumerate((policy, against)):
        for measure, quarter, value, interval, unit in _levels(paths, arm):
            found.append(Tendency(measure, name, "", quarter, value, *interval, unit, paths.n_paths))
    for measure, quarter, value, interval, unit in _pairs(paths):
        found.append(Tendency(measure, policy, against, quarter, value, *interval, unit, paths.n_paths))
    return found


type _Number = tuple[str, int, float, Interval, str]


def happened(paths: Paths, measure: str) -> NDArray[np.bool_]:
    """Return in which quarters of which paths a person counts for a share of `SHARES` [2, n_quarters + 1, n_paths]."""
    if measure == FIRST_JOB:
        return np.asarray(paths.has_worked == 1, np.bool_)
    if measure == "in_job":
        in_job = (paths.state >= State.SUPPORTED_JOB) & (paths.state <= State.ORDINARY_JOB)
        return np.asarray(in_job, np.bool_)
    if measure == "disability_pension":  # ever granted, as wherever this outcome is told of: people retire out of one
        return np.logical_or.accumulate(paths.state == State.DISABILITY_PENSION, axis=1)
    return np.asarray(paths.state == State[measure.upper()], np.bool_)


def quarters_to_first_job(paths: Paths, arm: int) -> NDArray[np.float64]:
    """Return the quarter of the first job [n_paths]; infinite without one."""
    worked = paths.has_worked[arm] == 1
    return np.where(worked.any(axis=0), worked.argmax(axis=0), np.inf)


def _levels(paths: Paths, arm: int) -> Iterator[_Number]:
    n = paths.n_paths
    for measure in SHARES:
        counts = happened(paths, measure)[arm].sum(axis=1)
        for quarter, count in enumerate(counts.tolist()):
            yield measure, quarter, count / n, interval_of_share(count, n), SHARE
    for quarter, worked in enumerate(paths.n_quarters_worked[arm].astype(np.float64)):
        low, high = interval_of_mean(worked)
        yield WORKED, quarter, float(worked.mean()), (max(0.0, low), high), QUARTERS  # nobody works less than nothing
    waits = quarters_to_first_job(paths, arm)
    low, high = interval_of_median(waits)
    yield WAIT, paths.last, _finite(float(np.median(waits))), (_finite(low), _finite(high)), QUARTERS


def _pairs(paths: Paths) -> Iterator[_Number]:
    n = paths.n_paths
    for measure in SHARES:
        first, second = happened(paths, measure)
        only_first, only_second = (first & ~second).sum(axis=1), (second & ~first).sum(axis=1)
        for quarter, (gained, lost) in enumerate(zip(only_first.tolist(), only_second.tolist(), strict=True)):
            yield measure, quarter, (gained - lost) / n, interval_of_paired_difference(gained, lost, n), SHARE
    worked = paths.n_quarters_worked.astype(np.float64)
    for quarter, more in enumerate(worked[0] - worked[1]):
        yield WORKED, quarter, float(more.mean()), interval_of_mean(more), QUARTERS
    more = worked[0, -1] - worked[1, -1]
    for measure, count in zip(PAIRED, ((more > 0).sum(), (more < 0).sum(), (more == 0).sum()), strict=True):
        yield measure, paths.last, int(count) / n, interval_of_share(int(count), n), SHARE


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def as_table(found: Sequence[Tendency]) -> pd.DataFrame:
    """Return tendencies as a table, a row each."""
    import pandas as pd

    return pd.DataFrame([vars(tendency) for tendency in found])


def from_table(frame: pd.DataFrame) -> list[Tendency]:
    """Return the tendencies of a table as `as_table` makes it."""
    rows: list[dict[str, Any]] = frame.assign(against=frame["against"].fillna("")).to_dict("records")  # type: ignore[assignment]
    return [Tendency(**{**row, "policy": str(row["policy"])}) for row in rows]
