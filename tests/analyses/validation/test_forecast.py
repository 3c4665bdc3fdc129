"""Forecasts with scikit-learn on questionnaires made by hand."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_info, threadpool_limits

from simulation.analyses.validation import forecast
from simulation.analyses.validation.forecast import MODELS, N_FITS, PREDICTORS, areas, can_forecast, ranking
from simulation.analyses.validation.prediction import Assessments, area_under_curve, assessments
from simulation.model.indicators import Indicator
from tests.analyses.validation.follow_up import waves


@pytest.fixture(scope="module")
def made() -> Assessments:
    """Return 3,000 forms of 1,000 clients: belief tells most, the client's job search less, the rest nothing."""
    rng = np.random.default_rng(6)
    client, caseworker = rng.integers(1, 6, (3000, 10)), rng.integers(1, 6, (3000, 11))
    index = 0.9 * caseworker[:, Indicator.CASEWORKER_BELIEF] + 0.4 * client[:, Indicator.JOB_SEARCH] - 5.5
    gets_job = rng.random(3000) < 1 / (1 + np.exp(-index))
    return Assessments(
        np.arange(3000) % 1000, client.astype(np.uint8), caseworker.astype(np.uint8), rng.random((3000, 14)), gets_job
    )


def test_questions_rank_by_what_the_forecast_loses(made) -> None:
    questions = ranking(made)
    assert len(questions) == 21
    first, second = questions[:2]
    assert (first.indicator, first.is_caseworkers, first.is_listed) == (Indicator.CASEWORKER_BELIEF, True, True)
    assert (second.indicator, second.is_caseworkers) == (Indicator.JOB_SEARCH, False)
    assert first.loss > 2 * second.loss > 0
    assert max(abs(question.loss) for question in questions[2:]) < second.loss / 2
    assert [question.loss for question in questions] == sorted((q.loss for q in questions), reverse=True)
    assert sum(question.is_listed for question in questions) == 6 * 2 + 1  # six asked on both forms, and belief


@pytest.fixture
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fits that are counted or watched, and not scored, need no more."""
    monkeypatch.setattr(forecast, "N_TREES", 5)


@pytest.mark.usefixtures("few_trees")
def test_every_fit_is_told_of(made) -> None:
    few = Assessments(*(getattr(made, field.name)[:600] for field in fields(made)))
    told: list[str] = []
    for model in MODELS:
        areas(few, model, lambda: told.append("fit"))
    assert len(told) == 2 * 4 * 5  # models, predictors, folds
    ranking(few, lambda: told.append("fit"))
    assert len(told) == N_FITS == 2 * 4 * 5 + 5


@pytest.mark.usefixtures("few_trees")
def test_fits_keep_to_the_calling_thread(made, monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(HistGradientBoostingClassifier):
        """Boosted trees that note how many threads they may use."""

        def fit(self, x, y, **given):
            used.update(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "openmp")
            return super().fit(x, y, **given)

    used: set[int] = set()
    monkeypatch.setattr(forecast, "HistGradientBoostingClassifier", Watched)
    few = Assessments(*(getattr(made, field.name)[:600] for field in fields(made)))
    with threadpool_limits(2, user_api="openmp"):
        areas(few, "boosting")
    assert used == {1}


@pytest.mark.parametrize("model", MODELS)
def test_areas_of_a_forecast(made, model: str) -> None:
    found = areas(made, model)
    assert list(found) == list(PREDICTORS)
    # One question with five answers: no model can order its steps better than they stand.
    belief = area_under_curve(made.belief[:, 0], made.gets_job)
    assert found["belief"] == pytest.approx(belief, abs=0.015)
    # The best that there is: the index that jobs were drawn with. Fitting 21 questions on 2,400 forms loses some.
    index = 0.9 * made.belief[:, 0] + 0.4 * made.client_answers[:, Indicator.JOB_SEARCH]
    best = area_under_curve(index, made.gets_job)
    assert best - 0.06 < found["all_items"] < best + 0.01
    assert found["register"] == pytest.approx(0.5, abs=0.05)


def test_no_client_helps_to_score_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each client answers by chance but always the same, and jobs are the client's own, by chance: a forecast that had
    # seen other forms of the same clients would know their jobs.
    rng = np.random.default_rng(8)
    n, forms = 120, 10
    answers = np.repeat(rng.integers(1, 6, (n, 21)), forms, axis=0).astype(np.uint8)
    gets_job = np.repeat(rng.random(n) < 0.4, forms)
    made = Assessments(
        np.repeat(np.arange(n), forms), answers[:, :10], answers[:, 10:], np.zeros((n * forms, 14)), gets_job
    )
    monkeypatch.setattr(forecast, "PREDICTORS", ("all_items",))  # what is looked at
    assert areas(made, "boosting")["all_items"] < 0.7


def test_too_few_jobs_for_folds(made) -> None:
    assert can_forecast(made)
    assert not can_forecast(assessments(waves(40)))
