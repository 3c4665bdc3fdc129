"""Caseworkers who believe in their other clients: association and instrument."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analyses.validation.leniency import (
    effect_by_instrument,
    gain_with_believing_caseworker,
    mean_over_others,
)
from tests.analyses.validation.follow_up import waves, works_from


def belief(*answers: int) -> np.ndarray:
    return np.repeat(np.array(answers, np.uint8)[:, None], 6, axis=1)


def test_the_view_of_the_others_leaves_oneself_out() -> None:
    # caseworker 7 answered 1, 3 and 5; caseworker 9 answered 4 and nothing else; the last form wasn't filled in
    made = waves(5, caseworker_belief=belief(1, 3, 5, 4, 0), first_caseworker=[7, 7, 7, 9, 9])
    found = mean_over_others(made, np.array([1.0, 3.0, 5.0, 4.0, 0.0]))
    assert found[:3].tolist() == [4.0, 3.0, 2.0]
    assert np.isnan(found[3:]).all()


def test_clients_of_believing_caseworkers_against_the_others() -> None:
    # Caseworker 1 answers 1 of all four clients, caseworker 2 answers 4. Jobs by wave 3: 1 of 4 against 3 of 4, three
    # times as many: +200 %. By wave 1: 1 of 4 each.
    made = waves(
        8,
        caseworker_belief=belief(1, 1, 1, 1, 4, 4, 4, 4),
        first_caseworker=[1, 1, 1, 1, 2, 2, 2, 2],
        has_worked=works_from(1, None, None, None, 1, 2, 3, None),
    )
    assert gain_with_believing_caseworker(made, [1, 3]).tolist() == [0.0, 2.0]


def test_thirds_leave_the_middle_out() -> None:
    # three caseworkers who answer 1, 3 and 5 of two clients each; jobs 1, 0 and 2 of 2: the top third has twice as many
    made = waves(
        6,
        caseworker_belief=belief(1, 1, 3, 3, 5, 5),
        first_caseworker=[1, 1, 2, 2, 3, 3],
        has_worked=works_from(1, None, None, None, 1, 1),
    )
    assert gain_with_believing_caseworker(made, [2], n_parts=3).tolist() == [1.0]
    assert np.isnan(gain_with_believing_caseworker(made, [0], n_parts=3)).all()  # nobody works at intake


def test_the_instrument_divides_what_jobs_gain_by_what_belief_gains() -> None:
    # Caseworker 1 believes in 1 of 3, caseworker 2 in 2 of 3. The share believed in of the other two is
    #   caseworker 1: 0 for the one believed in, 1/2 for the two others; caseworker 2: 1/2, 1/2, 1 for who isn't.
    # Mean 1/2, so deviations: -1/2, 0, 0; 0, 0, 1/2. Sum with "believed in" (1,0,0; 1,1,0): -1/2.
    # Sum with jobs (client 1 of the first caseworker only): -1/2 -> effect 1. With a job for the last client: 1/2 ->
    # effect -1.
    made = waves(6, caseworker_belief=belief(4, 1, 1, 5, 4, 2), first_caseworker=[1, 1, 1, 2, 2, 2],
                 has_worked=works_from(1, None, None, None, None, None))  # fmt: skip
    assert effect_by_instrument(made, [1]) == pytest.approx([1.0])
    other = waves(6, caseworker_belief=belief(4, 1, 1, 5, 4, 2), first_caseworker=[1, 1, 1, 2, 2, 2],
                  has_worked=works_from(None, None, None, None, None, 2))  # fmt: skip
    assert effect_by_instrument(other, [1, 2]) == pytest.approx([0.0, -1.0])


def test_the_instrument_recovers_an_effect_that_selection_hides() -> None:
    # Jobs: 10 % + 20 points if believed in + 30 points if ready. Caseworkers believe in the ready more often, so the
    # plain difference is larger; their own inclination (0.2 or 0.6 of the clients) is unrelated to readiness.
    rng = np.random.default_rng(3)
    n = 60_000
    caseworker = np.arange(n) // 30
    inclination = np.where(caseworker % 2, 0.6, 0.2)
    is_ready = rng.random(n) < 0.5
    believed = rng.random(n) < inclination + np.where(is_ready, 0.2, -0.2) * 0.9
    works = rng.random(n) < 0.1 + 0.2 * believed + 0.3 * is_ready
    has_worked = np.zeros((n, 2), bool)
    has_worked[:, 1] = works
    made = waves(n, 2, caseworker_belief=np.repeat(np.where(believed, 4, 2)[:, None], 2, axis=1),
                 first_caseworker=caseworker, has_worked=has_worked)  # fmt: skip
    plain = works[believed].mean() - works[~believed].mean()
    assert plain > 0.28
    assert effect_by_instrument(made, [1]) == pytest.approx([0.2], abs=0.04)


def test_without_other_views_there_is_no_answer() -> None:
    made = waves(4, caseworker_belief=belief(1, 1, 1, 1), first_caseworker=[0, 0, 1, 1])
    assert np.isnan(effect_by_instrument(made, [1])).all()
