"""Quartiles of caseworkers, in-sample, on split samples and by chance."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analyses.validation import quartiles
from simulation.model.evidence import fact
from tests.analyses.validation.follow_up import waves


def test_quartiles_rank_caseworkers_on_their_own_results() -> None:
    # four caseworkers of two clients with 2, 0, 1 and 0 jobs: ranked 0, 0, 1/2, 1
    has_worked = np.zeros((8, 6), bool)
    has_worked[[0, 1, 4], 5] = True
    made = waves(8, has_worked=has_worked, first_caseworker=[0, 0, 3, 3, 7, 7, 9, 9])
    assert quartiles.in_sample(made, 5).tolist() == [0.0, 0.0, 0.5, 1.0]


def test_quartiles_are_shares_of_clients_not_of_caseworkers() -> None:
    # eight caseworkers in quartiles of two; the last two have 1 of 1 and 2 of 3 clients in work: (1 + 2) / 4 = 0.75
    caseworker = [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]
    has_worked = np.zeros((10, 6), bool)
    has_worked[[6, 7, 8], 5] = True
    found = quartiles.in_sample(waves(10, has_worked=has_worked, first_caseworker=caseworker), 5)
    assert found.tolist() == [0.0, 0.0, 0.0, 0.75]


def test_split_samples_rank_on_one_half_and_measure_on_the_other() -> None:
    # Four caseworkers of four clients, whose rows alternate between the halves. Jobs in the first half (rows 1 and 3 of
    # each caseworker) and in the second (rows 2 and 4):
    #   a: 0 and 2;   b: 1 and 0;   c: 2 and 1;   d: 2 and 2     (of 2 clients each)
    # Ranked on the first half: a, b, c, d -> measured on the second: 1, 0, 1/2, 1.
    # Ranked on the second: b (0), c (1), a (2), d (2) -> measured on the first: 1/2, 1, 0, 1.
    # Mean of both: 3/4, 1/2, 1/4, 1.
    jobs = np.array([[0, 1, 0, 1], [1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]], bool)
    has_worked = np.zeros((16, 6), bool)
    has_worked[:, 5] = jobs.ravel()
    made = waves(16, has_worked=has_worked, first_caseworker=np.repeat([2, 4, 6, 8], 4))
    assert quartiles.split_sample(made, 5).tolist() == [0.75, 0.5, 0.25, 1.0]


def test_caseworkers_with_a_single_client_have_no_second_half() -> None:
    # five caseworkers; the one with a single client is left out, the others have 2 of 2 in work
    has_worked = np.ones((9, 6), bool)
    has_worked[8] = False
    made = waves(9, has_worked=has_worked, first_caseworker=[0, 0, 1, 1, 2, 2, 3, 3, 4])
    assert quartiles.split_sample(made, 5).tolist() == [1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("caseload", "published"),
    [(13, (3.9, 10.6, 17.0, 27.8)), (30, fact("D-9").value), (40, (8.0, 12.7, 16.3, 22.0))],
)
def test_chance_alone_gives_what_was_worked_out_for_its_caseload(caseload: int, published: tuple[float, ...]) -> None:
    # D-9: no true differences, 14.76 % with a job. 200 caseworkers, of whose clients that share works.
    n = 200 * caseload
    has_worked = np.zeros((n, 2), bool)
    has_worked[: round(0.1476 * n), 1] = True
    made = waves(n, 2, has_worked=has_worked, first_caseworker=np.arange(n) % 200)
    assert 100 * quartiles.by_chance(made, 1) == pytest.approx(np.array(published), abs=0.15)


def test_without_true_differences_split_samples_are_flat_and_ranking_on_itself_is_not() -> None:
    rng = np.random.default_rng(5)
    has_worked = np.zeros((30_000, 2), bool)
    has_worked[:, 1] = rng.random(30_000) < 0.15
    made = waves(30_000, 2, has_worked=has_worked, first_caseworker=np.arange(30_000) // 30)
    # SE of a quartile of 7,500 clients: sqrt(0.15 * 0.85 / 7500) = 0.004, of two halves together about the same
    assert quartiles.split_sample(made, 1) == pytest.approx([0.15] * 4, abs=4 * 0.0042)
    assert quartiles.in_sample(made, 1) == pytest.approx(quartiles.by_chance(made, 1), abs=4 * 0.0042)
    assert quartiles.in_sample(made, 1)[3] > 0.21
