"""Forecasts of a job within 12 months from questionnaires, as ERIQ makes them: logistic regression and boosted trees.

Cross-validated by client, so that no client's later forms help to score his or her earlier ones. The sources don't say
which method they used. This module alone imports scikit-learn; nothing but `tilltro predict` needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from simulation.analyses.validation.prediction import STRONG_INDICATORS, Assessments, area_under_curve
from simulation.model.indicators import CARRIED, Indicator

Floats = NDArray[np.float64]
FOLDS = 5
LEAST_IN_FOLD = 5  # clients with a job, and without
SHUFFLES = 5  # permutations of each question in each fold
SEED = 1
N_TREES = 100
MODELS = ("logistic", "boosting")
# What is predicted from, with the fact that publishes its area under the curve, in percent (D-3 as an area).
PREDICTORS: Mapping[str, str] = {"all_items": "A12", "short_form": "A13", "belief": "D-3", "register": "A14"}
N_FITS = FOLDS * (len(MODELS) * len(PREDICTORS) + 1)  # of all areas, and of the ranking


@dataclass(frozen=True)
class Question:
    """A question of one of the forms, and what the forecast loses when its answers are shuffled among the forms."""

    indicator: Indicator
    is_caseworkers: bool
    loss: float  # loss in area under the curve

    @property
    def is_listed(self) -> bool:
        """Whether the institute lists its indicator among the seven strong ones (A10)."""
        return self.indicator in STRONG_INDICATORS


def can_forecast(assessed: Assessments) -> bool:
    """Return whether there are clients enough, with and without a job, for every fold."""
    with_job, without = (np.unique(assessed.client[assessed.gets_job == kind]) for kind in (True, False))
    return min(len(with_job), len(without)) >= LEAST_IN_FOLD * FOLDS


@contextmanager
def _on_one_thread() -> Iterator[None]:
    """Keep OpenMP to the calling thread: its threads wait by spinning, which takes minutes on a busy computer.

    Once for many fits and scores: finding OpenMP among all that is loaded takes longer than a score.
    """
    with threadpool_limits(1, user_api="openmp"):
        yield


@_on_one_thread()
def areas(assessed: Assessments, model: str, on_fit: Callable[[], None] = lambda: None) -> dict[str, float]:
    """Return the area under the curve of a model by what it predicts from, the mean over the folds.

    `on_fit` is called after each fit, once a fold and predictor.
    """
    found = {}
    for name in PREDICTORS:
        x = getattr(assessed, name)
        scores = []
        for fit, test in _folds(assessed):
            score = _score(_fitted(model, x[fit], assessed.gets_job[fit]), x[test])
            scores.append(area_under_curve(score, assessed.gets_job[test]))
            on_fit()
        found[name] = float(np.nanmean(scores))
    return found


@_on_one_thread()
def ranking(assessed: Assessments, on_fit: Callable[[], None] = lambda: None) -> list[Question]:
    """Return the questions of both forms, the one whose shuffling costs a logistic forecast most first (A10, A15).

    `on_fit` is called after each fit, once a fold.
    """
    x = assessed.all_items
    losses = np.zeros(x.shape[1])
    rng = np.random.default_rng(SEED)
    for fit, test in _folds(assessed):
        model, answers, gets_job = _fitted("logistic", x[fit], assessed.gets_job[fit]), x[test], assessed.gets_job[test]
        whole = area_under_curve(_score(model, answers), gets_job)
        for item in range(x.shape[1]):
            for _ in range(SHUFFLES):
                shuffled = answers.copy()
                shuffled[:, item] = rng.permutation(shuffled[:, item])
                losses[item] += (whole - area_under_curve(_score(model, shuffled), gets_job)) / (FOLDS * SHUFFLES)
        on_fit()
    questions = [Question(item, False, float(losses[item])) for item in CARRIED]
    questions += [Question(item, True, float(losses[len(CARRIED) + item])) for item in Indicator]
    return sorted(questions, key=lambda question: -question.loss)


def _folds(assessed: Assessments) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    return list(GroupKFold(FOLDS).split(assessed.client, groups=assessed.client))


def _fitted(model: str, x: Floats, gets_job: NDArray[np.bool_]) -> object:
    if model == "boosting":
        trees = HistGradientBoostingClassifier(max_iter=N_TREES, learning_rate=0.06, random_state=SEED)
        return trees.fit(x, gets_job)
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(x, gets_job)


def _score(model: object, x: Floats) -> Floats:
    chance: Floats = model.predict_proba(x)[:, 1]  # type: ignore[attr-defined]
    return chance
