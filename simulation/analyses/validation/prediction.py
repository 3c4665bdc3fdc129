"""How well answers and registers predict a job within 12 months (A12..A14, D-3): area under the curve, in plain NumPy.

The sources print "precision" without naming the metric; only the area under the curve fits their figures (D-3, I-15).
The fits here are linear and cross-fitted: half the clients score the other half. `forecast.py` has the slower ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves, year_after
from simulation.model.indicators import CARRIED, Indicator

Floats = NDArray[np.float64]
# The seven indicators that the institute lists as strong predictors (evidence: A10, 2.2).
STRONG_INDICATORS = (
    Indicator.KNOWLEDGE,
    Indicator.OWN_BELIEF,
    Indicator.GOALS,
    Indicator.COOPERATION,
    Indicator.HEALTH,
    Indicator.JOB_SEARCH,
    Indicator.CASEWORKER_BELIEF,
)


@dataclass(frozen=True)
class Assessments:
    """Questionnaires with both forms filled in, followed for a year; a row an assessment [n]."""

    client: NDArray[np.intp]  # [n] row of the client
    client_answers: NDArray[np.uint8]  # [n, 10]
    caseworker_answers: NDArray[np.uint8]  # [n, 11]
    register: Floats  # [n, 14]
    gets_job: NDArray[np.bool_]  # [n] within 12 months

    @property
    def belief(self) -> Floats:
        """The caseworker's belief item [n, 1]."""
        return self.caseworker_answers[:, [Indicator.CASEWORKER_BELIEF]].astype(np.float64)

    @property
    def all_items(self) -> Floats:
        """All answers of both forms [n, 21]: the client's ten, then the caseworker's eleven."""
        return np.concatenate([self.client_answers, self.caseworker_answers], axis=1).astype(np.float64)

    @property
    def short_form(self) -> Floats:
        """The seven strong indicators [n, 7]: six asked of the client, and the caseworker's belief.

        Stands in for the Swedish version, of which nothing says what it leaves out (A13).
        """
        asked = [item for item in STRONG_INDICATORS if item in CARRIED]
        return np.concatenate([self.client_answers[:, asked].astype(np.float64), self.belief], axis=1)


def assessments(waves: Waves) -> Assessments:
    """Return all assessments that are followed for a year, pooled over waves (as F1..F5 are)."""
    counted, gets_job = year_after(waves)
    n = counted.shape[1]
    has_both = (waves.client_belief[:, :n] > 0) & (waves.caseworker_belief[:, :n] > 0)
    client, wave = np.nonzero(counted & has_both)
    return Assessments(
        client,
        waves.client_answers[client, wave],
        waves.caseworker_answers[client, wave],
        waves.register[client],
        gets_job[client, wave],
    )


def area_under_curve(score: NDArray[Any], is_case: NDArray[np.bool_]) -> float:
    """Return the chance that a case scores above a non-case, ties counting half; nan without both kinds."""
    if is_case.all() or not is_case.any():
        return float("nan")
    level = score if score.dtype.kind == "u" else np.unique(score, return_inverse=True)[1]  # answers need no sorting
    cases = np.bincount(level, weights=is_case, minlength=int(level.max()) + 1)
    others = np.bincount(level, weights=~is_case, minlength=len(cases))
    below = np.cumsum(others) - others
    return float((cases * (below + 0.5 * others)).sum() / (cases.sum() * others.sum()))


def belief_rank(assessed: Assessments) -> float:
    """Return the rank of the caseworker's belief among all questions by what each alone tells of jobs (A15); 1 is best.

    nan where nothing can be told.
    """
    answers = np.concatenate([assessed.client_answers, assessed.caseworker_answers], axis=1)
    alone = np.array([area_under_curve(item, assessed.gets_job) for item in answers.T])
    return float("nan") if np.isnan(alone).any() else float(1 + np.count_nonzero(alone > alone[-1]))


def n_listed_among_strongest(assessed: Assessments) -> float:
    """Return how many of the seven listed indicators have most weight in a linear prediction (A10); nan without jobs.

    An indicator's weight is that of its questions together, the client's and the caseworker's.
    """
    if assessed.gets_job.all() or not assessed.gets_job.any():
        return float("nan")
    weights = indicator_weights(assessed)
    strongest = np.argsort(-weights, kind="stable")[: len(STRONG_INDICATORS)]
    return float(len(set(strongest.tolist()) & {int(item) for item in STRONG_INDICATORS}))


def indicator_weights(assessed: Assessments) -> Floats:
    """Return the weight of each of the eleven indicators [11] in the linear score: its slopes times their items' SD."""
    slopes = _slopes(assessed.all_items, assessed.gets_job) * assessed.all_items.std(axis=0)
    together = slopes[len(CARRIED) :].copy()
    together[: len(CARRIED)] += slopes[: len(CARRIED)]
    return together


def _slopes(predictors: Floats, gets_job: NDArray[np.bool_]) -> Floats:
    x = predictors - predictors.mean(axis=0)
    found: Floats = np.linalg.lstsq(x.T @ x, x.T @ gets_job.astype(np.float64), rcond=None)[0]
    return found


def linear_area(assessed: Assessments, predictors: Floats) -> float:
    """Return the area under the curve of a linear score of the predictors [n, k], cross-fitted by client.

    The score is that of least squares of the outcome, which orders assessments as linear discrimination does.
    """
    half = assessed.client % 2
    areas = []
    for side in (0, 1):
        fitted, scored = half != side, half == side
        if not fitted.any() or not scored.any():
            return float("nan")
        slopes = _slopes(predictors[fitted], assessed.gets_job[fitted])
        areas.append(area_under_curve(np.round(predictors[scored] @ slopes, 12), assessed.gets_job[scored]))
    return float(np.mean(areas))


def areas(assessed: Assessments) -> dict[str, float]:
    """Return the areas under the curve of the belief item (D-3), all items (A12), short form (A13), register (A14)."""
    return {
        "D-3": area_under_curve(assessed.belief[:, 0], assessed.gets_job),
        "A12": linear_area(assessed, assessed.all_items),
        "A13": linear_area(assessed, assessed.short_form),
        "A14": linear_area(assessed, assessed.register),
    }
