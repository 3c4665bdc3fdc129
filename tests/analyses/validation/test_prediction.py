"""Areas under the curve."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.analyses.validation.prediction import (
    Assessments,
    area_under_curve,
    areas,
    assessments,
    belief_rank,
    indicator_weights,
    linear_area,
    n_listed_among_strongest,
)
from simulation.model.evidence import fact
from simulation.model.indicators import Indicator
from tests.analyses.validation.follow_up import waves, works_from


def test_area_is_the_share_of_pairs_in_order_ties_half() -> None:
    # cases score 2 and 3, others 1, 2 and 4: of six pairs (2,1) and (3,1), (3,2) are in order, (2,2) is a tie: 3.5 / 6
    score = np.array([2.0, 3.0, 1.0, 2.0, 4.0])
    is_case = np.array([True, True, False, False, False])
    assert area_under_curve(score, is_case) == pytest.approx(3.5 / 6)
    assert area_under_curve(-score, is_case) == pytest.approx(2.5 / 6)


@pytest.mark.parametrize("is_case", [np.zeros(3, bool), np.ones(3, bool)])
def test_no_pairs_no_area(is_case: np.ndarray) -> None:
    assert math.isnan(area_under_curve(np.arange(3.0), is_case))


def test_the_published_belief_table_gives_the_derived_area() -> None:
    # D-3: F1..F5 with the shares of F7, in ten thousands of answers
    shares = np.array(fact("F7").value) / 100.1
    rates = np.array([fact(f"F{step}").value for step in range(1, 6)]) / 100
    cases = np.round(1e6 * shares * rates).astype(int)
    others = np.round(1e6 * shares * (1 - rates)).astype(int)
    score = np.repeat(np.tile(np.arange(5.0), 2), np.concatenate([cases, others]))
    is_case = np.repeat([True, False], [cases.sum(), others.sum()])
    assert area_under_curve(score, is_case) == pytest.approx(fact("D-3").value, abs=0.001)


def test_only_complete_forms_with_a_year_of_follow_up_count() -> None:
    # six waves: the forms of intake and of quarters 1 and 2 are followed for a year, to the end of quarter 4, 4, 5.
    # Client 1's caseworker leaves out intake; client 2 is no longer asked in quarter 1. Client 0 works from quarter 5,
    # so not within a year of the first two forms; client 1 from quarter 4.
    caseworker_belief = np.ones((3, 6), np.uint8)
    caseworker_belief[1, 0] = 0
    is_asked = np.ones((3, 6), bool)
    is_asked[2, 1:] = False
    made = assessments(waves(3, caseworker_belief=caseworker_belief, is_asked=is_asked, has_worked=works_from(5, 4, 2)))
    assert made.client.tolist() == [0, 0, 0, 1, 1, 2]
    assert made.gets_job.tolist() == [False, False, True, True, True, True]


def test_a_form_whose_year_ends_after_the_client_was_last_seen_does_not_count() -> None:
    # as above, but client 0 is followed to quarter 4 only: the form of quarter 2 drops out; client 1 to 3: all do
    made = assessments(waves(2, last_wave=[4, 3]))
    assert made.client.tolist() == [0, 0]


def made_up(n: int = 4000) -> Assessments:
    """Return assessments in which the first client item and the belief item tell, and nothing else does."""
    rng = np.random.default_rng(2)
    client, caseworker = rng.integers(1, 6, (n, 10)), rng.integers(1, 6, (n, 11))
    chance = 0.02 + 0.03 * client[:, 0] + 0.06 * caseworker[:, Indicator.CASEWORKER_BELIEF]
    return Assessments(
        np.arange(n), client.astype(np.uint8), caseworker.astype(np.uint8), rng.random((n, 14)), rng.random(n) < chance
    )


def test_a_linear_score_finds_what_tells() -> None:
    made = made_up()
    best = area_under_curve(
        made.client_answers[:, 0] + 2.0 * made.caseworker_answers[:, Indicator.CASEWORKER_BELIEF], made.gets_job
    )
    # Fitted on half the clients, 21 items lose a little against the true weights.
    assert linear_area(made, made.all_items) == pytest.approx(best, abs=0.015)
    assert linear_area(made, made.belief) == pytest.approx(area_under_curve(made.belief[:, 0], made.gets_job), abs=0.01)


def test_what_tells_nothing_scores_like_chance() -> None:
    # cross-fitted, so that fourteen useless characteristics don't seem to tell something
    made = made_up()
    n_jobs = made.gets_job.sum()
    chance_error = math.sqrt(1 / (12 * n_jobs) + 1 / (12 * (len(made.client) - n_jobs)))
    assert linear_area(made, made.register) == pytest.approx(0.5, abs=4 * chance_error)


def test_the_short_form_asks_the_client_six_things_and_the_caseworker_one() -> None:
    made = made_up(10)
    assert made.short_form.shape == (10, 7)
    assert np.array_equal(made.short_form[:, -1:], made.belief)


def test_the_most_telling_question_ranks_first() -> None:
    # made_up: belief tells twice as much a step as the client's first item; the other nineteen tell nothing
    made = made_up()
    assert belief_rank(made) == 1.0
    swapped = Assessments(
        made.client, made.client_answers, made.caseworker_answers[:, ::-1].copy(), made.register, made.gets_job
    )
    assert belief_rank(swapped) > 2.0


def test_weights_of_an_indicator_add_up_over_both_forms() -> None:
    # The chance of a job is 0.02 + 0.03 a step of the client's first item + 0.06 a step of the caseworker's belief;
    # an item uniform on 1..5 has SD sqrt(2). SE of a slope times SD: sqrt(0.2 / 40000) = 0.002.
    made = made_up(40_000)
    expected = np.zeros(11)
    expected[[0, 10]] = 0.03 * math.sqrt(2), 0.06 * math.sqrt(2)
    assert indicator_weights(made) == pytest.approx(expected, abs=4 * math.sqrt(2) * 0.0024)


def test_listed_indicators_among_the_strongest() -> None:
    # seven indicators tell, five of them listed (knowledge, own belief, goals, health, caseworker's belief), two not
    # (concentration, contact)
    rng = np.random.default_rng(4)
    client, caseworker = rng.integers(1, 6, (20_000, 10)), rng.integers(1, 6, (20_000, 11))
    telling = client[:, [0, 2, 3, 8, 1, 4]].sum(axis=1) + caseworker[:, 10]
    made = Assessments(
        np.arange(20_000), client.astype(np.uint8), caseworker.astype(np.uint8), np.zeros((20_000, 14)),
        rng.random(20_000) < telling / 60,
    )  # fmt: skip
    assert n_listed_among_strongest(made) == 5.0


def test_without_jobs_nothing_ranks() -> None:
    made = assessments(waves(4))
    assert math.isnan(belief_rank(made))
    assert math.isnan(n_listed_among_strongest(made))


def test_too_short_a_study_tells_nothing() -> None:
    assert all(math.isnan(area) for area in areas(assessments(waves(4, 4))).values())
