"""Caseworkers stand in their offices in order of effectiveness, and harder clients go to the more effective."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.parameters import build_parameters, central
from simulation.model.population.caseworkers import draw_caseworkers, first_caseworker, n_offices_for, office_starts
from simulation.model.population.intake import draw_population
from tests.conftest import environment

PLAN = environment(1000, caseload=10).population


def test_offices_share_the_caseworkers_out_by_hand() -> None:
    # 7 caseworkers in 3 offices: ceil(0), ceil(7/3 = 2.33), ceil(14/3 = 4.67), 7
    assert office_starts(7, 3).tolist() == [0, 3, 5, 7]


@given(st.integers(1, 300), st.integers(1, 50))
def test_every_caseworker_has_an_office_and_offices_are_of_even_size(n: int, wished: int) -> None:
    n_offices = n_offices_for(n, wished)
    starts = office_starts(n, n_offices)
    sizes = np.diff(starts)
    assert (starts[0], starts[-1]) == (0, n)
    assert sizes.max() - sizes.min() <= 1
    assert 1 <= n_offices <= max(1, wished)
    assert sizes.min() >= 2 or n_offices == 1


@pytest.mark.parametrize(("n", "wished", "given_offices"), [(100, 10, 10), (7, 10, 3), (1, 10, 1), (20, 10, 10)])
def test_there_are_at_least_two_caseworkers_an_office(n: int, wished: int, given_offices: int) -> None:
    assert n_offices_for(n, wished) == given_offices


def test_caseworkers_stand_in_office_order_and_by_effectiveness() -> None:
    caseworkers = draw_caseworkers(53, 7, 0.0, 1, 0)
    assert np.all(np.diff(caseworkers["office"].astype(int)) >= 0)
    starts = office_starts(53, 7)
    for first, stop in pairwise(starts):
        assert len(set(caseworkers["office"][first:stop])) == 1
        assert np.all(np.diff(caseworkers["effectiveness"][first:stop]) > 0)


@pytest.mark.parametrize("correlation", [0.0, -0.5])
def test_leniency_and_effectiveness_are_standard_normal_and_correlated_as_stated(correlation: float) -> None:
    pooled = np.concatenate([draw_caseworkers(500, 10, correlation, 1, replication) for replication in range(20)])
    for name in ("leniency", "effectiveness"):
        assert pooled[name].mean() == pytest.approx(0.0, abs=4 / math.sqrt(len(pooled)))
        assert pooled[name].std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * len(pooled)))
    found = np.corrcoef(pooled["leniency"], pooled["effectiveness"])[0, 1]
    assert found == pytest.approx(correlation, abs=4 * (1 - correlation**2) / math.sqrt(len(pooled)))


def test_the_first_caseworker_by_hand() -> None:
    # sorting 0: the score is the chance alone; an office of rows 4..7. Phi(-3) * 4 = 0.005 -> the first, row 4;
    # Phi(0.1) * 4 = 2.16 -> row 6; Phi(3) * 4 = 3.995 -> row 7
    starts = np.array([0, 4, 8])
    chance, office = np.array([-3.0, 0.1, 3.0]), np.array([1, 1, 1])
    assert first_caseworker(np.zeros(3), chance, office, starts, 0.0).tolist() == [4, 6, 7]
    # sorting -0.9, chance 0: readiness 3 has score -2.7, readiness -3 score 2.7: the hardest to the last
    assert first_caseworker(np.array([3.0, -3.0]), np.zeros(2), office[:2], starts, -0.9).tolist() == [4, 7]


def test_clients_have_a_caseworker_of_their_own_office() -> None:
    population = draw_population(PLAN, central(), 1, 0)
    own = population.caseworkers["office"][population.clients["caseworker"]]
    assert np.array_equal(own, population.clients["office"])


def test_caseloads_are_counted_from_the_clients() -> None:
    population = draw_population(PLAN, central(), 1, 0)
    for row, caseload in enumerate(population.caseworkers["caseload"]):
        assert caseload == np.sum(population.clients["caseworker"] == row)


def mean_sorting(stated: float) -> tuple[float, float]:
    """Return the mean correlation of readiness and effectiveness over replications, and its standard error."""
    parameters = build_parameters({"caseworkers": {"sorting": stated}})
    found = []
    for replication in range(30):
        population = draw_population(PLAN, parameters, 3, replication)
        effectiveness = population.caseworkers["effectiveness"][population.clients["caseworker"]]
        found.append(np.corrcoef(population.clients["readiness"], effectiveness)[0, 1])
    return float(np.mean(found)), float(np.std(found, ddof=1) / math.sqrt(len(found)))


def test_harder_clients_are_with_the_more_effective() -> None:
    mean, error = mean_sorting(central().caseworkers.sorting)
    assert mean < -4 * error
    assert -0.2 - 4 * error < mean


def test_without_sorting_there_is_no_correlation() -> None:
    mean, error = mean_sorting(0.0)
    assert abs(mean) < 4 * error
