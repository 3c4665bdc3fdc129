"""The range of an effect: how often it holds the effect of a fresh draw, and what it gives where little is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.report.answer.ranges import effect_range
from simulation.study.contrasts.uncertainty import draw_numbers


def _values(effects: np.ndarray, luck: float, rng: np.random.Generator) -> np.ndarray:
    return np.repeat(effects, 2) + luck * rng.normal(size=2 * len(effects))


@pytest.mark.parametrize("n_draws", [40, 100])
@pytest.mark.parametrize("luck", [0.5, 1.0])
def test_it_holds_the_effect_of_a_fresh_draw_as_often_as_it_says(n_draws: int, luck: float) -> None:
    """On average over 100 runs it holds 95 % or more of fresh effects, and hardly all of them."""
    rng = np.random.default_rng(n_draws)
    held = []
    for _ in range(100):
        found = effect_range(_values(rng.normal(size=n_draws), luck, rng), draw_numbers(2 * n_draws))
        fresh = rng.normal(size=500)
        held.append(np.mean((found.low <= fresh) & (fresh <= found.high)))
    assert 0.945 < np.mean(held) < 0.99


def test_ends_lie_outside_those_of_the_draws_and_luck_is_told_apart() -> None:
    rng = np.random.default_rng(3)
    found = effect_range(_values(rng.normal(5.0, 2.0, 100), 1.0, rng), draw_numbers(200))
    assert found.low < found.draw_low < found.luck_low < found.mean < found.luck_high < found.draw_high < found.high
    assert found.draw_low < found.mean_low < found.luck_low
    assert found.luck_high < found.mean_high < found.draw_high
    # 95 % of the mean: 1.97 * 1 / sqrt(200) of other luck, 1.98 * sqrt((2 ** 2 + 1 / 2) / 100) of other draws.
    assert found.luck_high - found.mean == pytest.approx(0.139, rel=0.15)
    assert found.mean_high - found.mean == pytest.approx(0.420, rel=0.2)
    assert found.luck == pytest.approx(1.0, abs=0.15)
    assert found.parameters == pytest.approx(2.0, abs=0.4)
    assert found.share_of_luck == pytest.approx(0.2, abs=0.08)
    assert not found.is_dominated_by_noise


def test_luck_hides_what_differs_little() -> None:
    rng = np.random.default_rng(4)
    assert effect_range(_values(0.2 * rng.normal(size=100), 1.0, rng), draw_numbers(200)).is_dominated_by_noise
    found = effect_range(_values(np.zeros(100), 1.0, rng), draw_numbers(200))
    assert found.is_dominated_by_noise
    # The means of two replications with luck alone: 1.96 / sqrt(2) either way, more or less.
    assert (found.low, found.high) == pytest.approx((-1.39, 1.39), abs=0.45)


def test_one_set_of_parameters_has_no_range() -> None:
    found = effect_range(np.random.default_rng(5).normal(size=20), None)
    assert found.n_draws == 1
    assert math.isnan(found.low)
    assert found.luck_low < found.mean < found.luck_high
    assert (found.luck_low, found.luck_high) == pytest.approx((found.mean_low, found.mean_high))


def test_what_never_differs_has_no_width() -> None:
    found = effect_range(np.zeros(200), draw_numbers(200))
    assert (found.low, found.high, found.is_dominated_by_noise) == (0.0, 0.0, False)
