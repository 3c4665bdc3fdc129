"""The sources' estimators on follow-up data made by hand."""

import numpy as np
import pytest

from simulation.analyses.validation import estimators
from simulation.analyses.validation.waves import Waves, follow
from simulation.model.indicators import Indicator
from simulation.model.state import State
from tests.analyses.validation.follow_up import waves
from tests.conftest import environment, policies, run
from tests.model.engine.environments import with_inflow


def test_jobs_within_a_year_by_belief() -> None:
    # Quarters 0..5: the year after the forms of intake and of quarters 1 and 2 ends with quarters 4, 4 and 5. Client 0
    # answers 5 and works from quarter 4: 3 of 3. Client 1 answers 5 and never works: 0 of 3. Step 5: 3 of 6.
    # Client 2 answers 1 and works from quarter 5: only within the year after quarter 2, 1 of 3. Client 3 answers 1:
    # 0 of 3. Step 1: 1 of 6. Nobody gave 2, 3 or 4.
    has_worked = np.zeros((4, 6), bool)
    has_worked[0, 4:] = has_worked[2, 5:] = True
    belief = np.array([[5] * 6, [5] * 6, [1] * 6, [1] * 6], np.uint8)
    found = estimators.job_within_a_year_by_belief(waves(has_worked=has_worked, caseworker_belief=belief))
    assert found[[0, 4]].tolist() == [1 / 6, 0.5]
    assert np.isnan(found[1:4]).all()


def test_who_is_not_asked_is_not_counted() -> None:
    has_worked, is_asked = np.zeros((4, 6), bool), np.ones((4, 6), bool)
    has_worked[0, 2:] = True
    is_asked[1:, 1:] = False
    # intake: client 0 of four works within a year; quarters 1 and 2: only client 0 is asked, and works: 3 of 6
    found = estimators.job_within_a_year_by_belief(waves(has_worked=has_worked, is_asked=is_asked))
    assert found[0] == pytest.approx(3 / 6)


def test_the_distribution_of_answers_leaves_out_forms_not_filled_in() -> None:
    answers = np.array([[1, 2, 0], [5, 5, 4]], np.uint8)
    is_asked = np.array([[True, True, True], [True, True, False]])
    # counted: 1, 2, 5, 5
    assert estimators.answer_distribution(answers, is_asked).tolist() == [0.25, 0.25, 0, 0, 0.5]


def test_share_with_a_job_is_read_at_the_horizon() -> None:
    has_worked = np.zeros((4, 6), bool)
    has_worked[0, 2:] = has_worked[1, 5:] = True
    assert [estimators.share_with_job(waves(has_worked=has_worked), quarter) for quarter in (1, 2, 5)] == [0, 0.25, 0.5]


def test_share_with_a_change_counts_people_not_changes() -> None:
    changes = np.zeros((4, 6), np.int64)
    changes[0, 1:], changes[1, 4:] = 3, 1
    found = [estimators.share_with_change(waves(n_changes=changes), quarter) for quarter in (0, 3, 5)]
    assert found == [0, 0.25, 0.5]


def test_forms_a_client_are_those_filled_in_while_asked() -> None:
    # client 0: asked in three waves, one form left out: 2; client 1: asked once: 1. 3 forms of 2 clients
    is_asked = np.array([[True, True, True], [True, False, False]])
    belief = np.array([[1, 0, 4], [2, 2, 2]], np.uint8)
    assert estimators.forms_a_client(waves(2, 3, is_asked=is_asked, client_belief=belief)) == 1.5


def test_a_change_that_no_form_shows_is_in_the_records_only() -> None:
    # All change caseworker in wave 1. Client 0's new caseworker fills in a form then; client 1's leaves it out but not
    # the next one; client 2 has stopped answering.
    changes = np.array([[0, 1, 1]] * 3)
    is_asked = np.array([[True] * 3, [True] * 3, [True, False, False]])
    belief = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
    made = waves(3, 3, n_changes=changes, is_asked=is_asked, caseworker_belief=belief)
    assert [estimators.share_with_change(made, quarter) for quarter in (0, 1, 2)] == [0, 1, 1]
    assert [estimators.share_with_change_on_forms(made, quarter) for quarter in (0, 1, 2)] == [0, 1 / 3, 2 / 3]


@pytest.fixture(scope="module")
def followed() -> Waves:
    return follow(environment(500, 4), policies("observed_mix")[0], 7, 0)


def test_what_is_followed_is_what_the_engine_gives(followed) -> None:
    clients = run(["observed_mix"], 4, environment(500, 4)).clients[0]
    assert followed.n_waves == 5
    assert np.array_equal(followed.has_worked[:, 4], clients["has_worked"] == 1)
    assert np.array_equal(followed.n_changes[:, 4], clients["n_caseworker_changes"])
    before = run(["observed_mix"], 3, environment(500, 4)).clients[0]
    on_benefit = before["state"] <= State.ORDINARY_HOURS
    assert np.array_equal(followed.is_asked[:, 4], on_benefit & (before["has_worked"] == 0))
    answered = clients["has_caseworker_answered"] == 1
    belief = clients["caseworker_answer"][:, Indicator.CASEWORKER_BELIEF]
    assert np.array_equal(followed.caseworker_belief[:, 4], belief * answered)


def test_who_arrives_later_is_not_of_the_cohort() -> None:
    alone = environment(
        500, 4, parameters={"client_time": {"effect": 0.0}}
    )  # or those who arrive would take time from the others
    followed, opened = (follow(of, policies("observed_mix")[0], 7, 0) for of in (alone, with_inflow(alone, 20)))
    assert opened.register.shape == followed.register.shape
    for name in ("has_worked", "state", "caseworker_answers", "first_caseworker"):
        assert np.array_equal(getattr(opened, name), getattr(followed, name))


def test_everybody_answers_at_intake(followed) -> None:
    assert followed.is_asked[:, 0].all()
    assert followed.caseworker_belief[:, 0].min() >= 1
    assert followed.client_belief[:, 0].min() >= 1
