"""The sources' own shares, 0..1, worked out on simulated follow-up data. Other estimators have files of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves, year_after

Floats = NDArray[np.float64]
STEPS = (1, 2, 3, 4, 5)


def job_within_a_year_by_belief(waves: Waves) -> Floats:
    """Return the share in job within 12 months by the caseworker's answer [5], pooled over waves (F1..F5)."""
    counted, gets_job = year_after(waves)
    answers = waves.caseworker_belief[:, : counted.shape[1]]
    return np.array([_mean(gets_job[counted & (answers == step)]) for step in STEPS])


def answer_distribution(answers: NDArray[np.uint8], is_asked: NDArray[np.bool_]) -> Floats:
    """Return the share of each answer 1..5 [5] among forms filled in, pooled over waves (F7, F8)."""
    given = answers[is_asked & (answers > 0)]
    return np.array([_mean(given == step) for step in STEPS])


def forms_a_client(waves: Waves) -> float:
    """Return how many forms a client fills in on average (I-18)."""
    return float(np.count_nonzero(waves.is_asked & (waves.client_belief > 0)) / len(waves.is_asked))


def share_with_job(waves: Waves, horizon: int) -> float:
    """Return the share that has entered a job by wave `horizon`, or by the study's end if that comes first (G7)."""
    return _mean(waves.has_worked[:, horizon])


def share_with_change(waves: Waves, horizon: int) -> float:
    """Return the share with a change of caseworker by wave `horizon`, as the job centres' records show it (G11)."""
    return _mean(waves.n_changes[:, horizon] > 0)


def share_with_change_on_forms(waves: Waves, horizon: int) -> float:
    """Return the same as the forms show it: a change counts once the new caseworker has filled in a form (G11)."""
    shown = waves.is_asked & (waves.caseworker_belief > 0)
    return _mean((shown & (waves.n_changes > 0))[:, : horizon + 1].any(axis=1))


def _mean(values: NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if values.size else float("nan")
