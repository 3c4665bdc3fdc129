"""Transformations of the copula: exact marginals, inverses, and correlations that can hold together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from simulation.base.errors import InputError
from simulation.model.population import characteristics as who

GRID = norm.ppf((np.arange(200_000) + 0.5) / 200_000)  # a fine even sample of a standard normal


@given(st.floats(25.0, 58.0))
def test_the_mean_age_is_exact(mean: float) -> None:
    # E[18 + 46 u**a] = 18 + 46 / (1 + a) with a = 46 / (mean - 18) - 1: 18 + (mean - 18) = mean
    power = 46.0 / (mean - 18.0) - 1.0
    assert quad(lambda u: 18.0 + 46.0 * u**power, 0.0, 1.0)[0] == pytest.approx(mean, rel=1e-6)
    assert who.age_of(GRID[::100], mean).mean() == pytest.approx(mean, abs=0.1)


def test_age_by_hand() -> None:
    # mean 41: a = 46 / 23 - 1 = 1, so the median is 18 + 46 * 0.5 = 41
    assert who.age_of(np.array([0.0]), 41.0) == pytest.approx(41.0)


@given(st.floats(18.1, 63.9), st.floats(25.0, 58.0))
def test_the_normal_behind_an_age_gives_the_age_back(age: float, mean: float) -> None:
    assert who.age_of(who.normal_of_age(np.array([age]), mean), mean) == pytest.approx(age, abs=1e-5)


@given(st.floats(0.001, 0.15), st.floats(0.3, 1.0))
def test_the_mean_work_share_is_exact(mean: float, ever_worked: float) -> None:
    values = who.work_share_of(GRID, mean, ever_worked)
    assert values.mean() == pytest.approx(mean, rel=0.01)
    assert (values > 0).mean() <= ever_worked + 1e-4
    assert values.max() <= 0.5


def test_nobody_has_worked_where_the_mean_is_0() -> None:
    assert not who.work_share_of(GRID[::100], 0.0, 0.3).any()


@given(st.floats(0.0, 1.0))
def test_the_share_of_a_yes_is_exact(share: float) -> None:
    assert who.has(GRID, share).mean() == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_the_normal_behind_a_known_yes_gives_it_back_and_keeps_the_order(share: float) -> None:
    normal = GRID[::1000]
    for known in (True, False):
        given_back = who.normal_of(np.full(len(normal), known), normal, share)
        assert np.all(who.has(given_back, share) == known)
        assert np.all(np.diff(given_back) >= 0)


def test_known_answers_in_the_published_share_leave_a_standard_normal() -> None:
    known = np.random.default_rng(1).random(len(GRID)) < 0.3
    normal = who.normal_of(known, GRID, 0.3)
    assert normal.mean() == pytest.approx(0.0, abs=4 / math.sqrt(len(GRID)))
    assert normal.std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * len(GRID)))


def test_correlations_come_out_as_listed() -> None:
    matrix = who.correlation_matrix([("psychiatric", "anxiety", 0.7), ("age", "lifestyle", -0.5)])
    independent = np.random.default_rng(1).standard_normal((len(who.CHARACTERISTICS), 50_000))
    found = np.corrcoef(who.correlate(independent, matrix))
    # a correlation's standard error is at most 1 / sqrt(50,000) = 0.0045
    assert np.abs(found - matrix).max() < 4.5 / math.sqrt(50_000)


def test_a_column_does_not_depend_on_the_others() -> None:
    matrix = who.correlation_matrix([("psychiatric", "anxiety", 0.7), ("age", "lifestyle", -0.5)])
    independent = np.random.default_rng(1).standard_normal((len(who.CHARACTERISTICS), 50))
    assert np.array_equal(who.correlate(independent[:, :7], matrix), who.correlate(independent, matrix)[:, :7])


def test_the_register_index_by_hand() -> None:
    # weights 0.6 and -0.8, independent: SD sqrt(0.36 + 0.64) = 1; 0.6 * 2 - 0.8 * 0.5 = 0.8
    normals = np.zeros((len(who.CHARACTERISTICS), 1))
    normals[who.CHARACTERISTICS.index("work_share")] = 2.0
    normals[who.CHARACTERISTICS.index("age")] = 0.5
    independent = np.eye(len(who.CHARACTERISTICS))
    assert who.register_index(normals, {"work_share": 0.6, "age": -0.8}, independent) == pytest.approx(0.8)
    # correlated 0.5: variance 0.36 + 0.64 - 2 * 0.6 * 0.8 * 0.5 = 0.52
    matrix = who.correlation_matrix([("work_share", "age", 0.5)])
    found = who.register_index(normals, {"work_share": 0.6, "age": -0.8}, matrix)
    assert found == pytest.approx(0.8 / math.sqrt(0.52))


def test_unknown_characteristics_are_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        who.correlation_matrix([("psychiatrik", "age", 0.1)])
    assert caught.value.values["nearest"] == "psychiatric"
    with pytest.raises(InputError) as caught:
        who.check_register_index({"work": 0.1})
    assert caught.value.values["nearest"] == "work_share"


@pytest.mark.parametrize(
    "pairs",
    [
        [("age", "man", 1.0)],
        [("age", "man", 1.5)],
        [("age", "man", 0.9), ("man", "unskilled", 0.9), ("age", "unskilled", -0.9)],
    ],
    ids=["one", "beyond one", "three that can't hold together"],
)
def test_correlations_that_cannot_hold_together_are_refused(pairs) -> None:
    with pytest.raises(InputError):
        who.correlation_matrix(pairs)


def test_a_characteristic_has_correlation_1_with_itself() -> None:
    try:
        matrix = who.correlation_matrix([("age", "age", 0.5)])
    except InputError:
        return
    assert np.all(np.diag(matrix) == 1.0)
