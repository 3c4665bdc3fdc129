"""The sources' own shares, 0..1, worked out on simulated follow-up data. Other estimators have files of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves, year_after_forms

Floats = NDArray[np.float64]
STEPS = (1, 2, 3, 4, 5)


def job_within_a_year_by_belief(waves: Waves) -> Floats:
    """Return the share in job within 12 months by the caseworker's answer [5], pooled over waves (F1..F5)."""
    year_after = year_after_forms(waves.n_waves)
    n = len(year_after)
    answers, counted = waves.caseworker_belief[:, :n], waves.is_asked[:, :n]
    later = waves.has_worked[:, year_after]
    return np.array([_mean(later[counted & (answers == step)]) for step in STEPS])


def answer_distribution(answers: NDArray[np.uint8], is_asked: NDArray[np.bool_]) -> Floats:
    """Return the share of each answer 1..5 [5] among forms filled in, pooled over waves (F7, F8)."""
    given = answers[is_asked & (answers > 0)]
    return np.array([_mean(given == step) for step in STEPS])


def share_with_job(waves: Waves, horizon: int) -> float:
    """Return the share that has entered a job by wave `horizon` (G7)."""
    return _mean(waves.has_worked[:, horizon])


def share_with_change(waves: Waves, horizon: int) -> float:
    """Return the share with at least one change of caseworker by wave `horizon` (G11)."""
    return _mean(waves.n_changes[:, horizon] > 0)


def _mean(values: NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if values.size else float("nan")
