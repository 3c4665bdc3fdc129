"""How changes of caseworker go with job entry (G12, G13).

What the sources don't state: whether changes are counted or only whether there was one, the regression, what is
adjusted for, and the period. Here changes are counted up to each quarter (never over the whole study: who finds a job
early has had less time to change caseworker), with the quarter and register characteristics adjusted for. It is the
total association: with the new caseworker come a new belief and another effectiveness.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.rates import log_rate_ratios
from simulation.analyses.validation.waves import Waves


def job_chance_by_change(waves: Waves, horizon: int | None = None) -> float:
    """Return the relative change of job chances at each change of caseworker so far (G12), -0.22 for 22 % less.

    It is a ratio of quarterly rates; at one or two jobs per hundred client-quarters, that of chances is the same to
    within a hundredth of itself.
    """
    return _relative_change(waves, waves.n_changes, horizon)


def job_rate_after_change(waves: Waves, horizon: int | None = None) -> float:
    """Return the relative change of the job-finding rate once there has been a change of caseworker (G13)."""
    return _relative_change(waves, np.minimum(waves.n_changes, 1), horizon)


def _relative_change(waves: Waves, n_changes: NDArray[np.int64], horizon: int | None) -> float:
    last = waves.n_waves - 1 if horizon is None else horizon
    before, client = np.nonzero(waves.is_at_risk[:, 1 : last + 1].T)  # at risk in quarter `before` + 1
    has_event = waves.has_worked[client, before + 1]
    exposure = n_changes[client, before + 1].astype(np.float64)
    slopes = log_rate_ratios(np.column_stack([exposure, waves.register[client]]), has_event, before)
    return math.expm1(slopes[0])
