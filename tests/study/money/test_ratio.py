"""Cost of a further quarter in work: its interval, and where none is given."""

import math

import numpy as np
import pytest

from simulation.study.money.ratio import COST, GAIN, CostAndGain, fieller

T_3 = 3.182446305284263  # Student's t, 0.975, 3 degrees of freedom


def pairs(costs: list[float], gains: list[float], draws: tuple[int, ...] | None = None) -> CostAndGain:
    made = CostAndGain(1, draws)
    for cost, gain in zip(costs, gains, strict=True):
        made.add(np.array([cost]), np.array([gain]))
    return made


def half_widths(cost: float, gain: float, covariance: float) -> np.ndarray:
    """Return half the widths for four pairs with these variances."""
    return T_3 * np.sqrt(np.array([cost, gain, cost + gain + 2 * covariance]) / 4)


def test_fieller_with_a_gain_known_exactly_is_the_plain_interval() -> None:
    # cost 10, variance 4, n 4: 10 -+ t * 2 / 2, over a gain of 2
    low, high = fieller(10.0, 2.0, half_widths(4.0, 0.0, 0.0))
    assert low == pytest.approx((10 - T_3) / 2)
    assert high == pytest.approx((10 + T_3) / 2)


def test_fieller_solves_its_equation() -> None:
    # At both ends R of the interval the mean of cost - R * gain is t standard errors from 0.
    for end in fieller(10.0, 2.0, half_widths(4.0, 0.25, 0.3)):
        mean, variance = 10.0 - end * 2.0, 4.0 - 2 * end * 0.3 + end * end * 0.25
        assert abs(mean) == pytest.approx(T_3 * math.sqrt(variance / 4))


def test_fieller_holds_the_true_ratio_as_often_as_it_says() -> None:
    generator, held, n_tries = np.random.default_rng(1), 0, 1000
    for _ in range(n_tries):
        gain = 1.0 + 0.3 * generator.standard_normal(12)
        cost = 5.0 * gain + generator.standard_normal(12)
        made = pairs(cost.tolist(), gain.tolist()).found().parts
        low, high = fieller(cost.mean(), gain.mean(), made.half_width[:, 0])
        held += low <= 5.0 <= high
    # 95 percent of 1,000, within four standard errors of sqrt(1000 * 0.95 * 0.05) = 7
    assert abs(held - 950) < 28


@pytest.mark.parametrize(
    ("costs", "gains", "verdict"),
    [
        ([10.0, 12.0, 9.0], [1.0, 1.1, 0.9], "costs"),
        ([-10.0, -11.0, -9.0], [1.0, 1.1, 0.9], "saves"),
        ([1.0, -1.0, 0.5], [1.0, 1.1, 0.9], "unclear"),
        ([10.0, 11.0, 9.0], [0.5, -0.6, 0.2], "no_gain"),
        ([10.0, 11.0, 9.0], [0.0, 0.0, 0.0], "no_gain"),
        ([10.0, 11.0, 9.0], [-1.0, -1.1, -0.9], "fewer_quarters"),
        ([10.0], [1.0], "one_replication"),
    ],
)
def test_verdicts(costs: list[float], gains: list[float], verdict: str) -> None:
    found = pairs(costs, gains).found().ratio(0)
    assert found.verdict == verdict
    assert math.isnan(found.value) == (verdict not in ("costs", "unclear"))
    if verdict in ("costs", "unclear"):
        assert found.value == pytest.approx(sum(costs) / sum(gains))
        assert found.low < found.value < found.high


def test_means_of_draws_are_what_varies() -> None:
    # Draws' means: cost 10 and 30, gain 1 and 2, so covariances over draws of 20 * 1 / 2 = 10 and variances 200, 0.5.
    found = pairs([9.0, 11.0, 29.0, 31.0], [1.0, 1.0, 2.0, 2.0], (0, 0, 1, 1)).found()
    t_1 = 12.706204736432095
    expected = t_1 * np.sqrt(np.array([200.0, 0.5, 200.5 + 2 * 10.0]) / 2)
    assert found.parts.half_width[:, 0] == pytest.approx(expected)


EVERY = (0, 0, 1, 1, 2, 2, 3, 3)


def test_the_credible_interval_is_of_the_ratios_of_the_draws() -> None:
    # No luck within draws: the draws' ratios are 10, 20, 15 and 12, the least and greatest of which are the ends.
    costs, gains = [20.0, 20.0, 60.0, 60.0, 30.0, 30.0, 30.0, 30.0], [2.0, 2.0, 3.0, 3.0, 2.0, 2.0, 2.5, 2.5]
    found = pairs(costs, gains, EVERY).found()
    ratio = found.ratio(0)
    assert ratio.verdict == "costs"
    assert ratio.value == pytest.approx(35.0 / 2.375)
    assert (ratio.cred_low, ratio.cred_high) == (pytest.approx(10.0), pytest.approx(20.0))
    assert found.more_quarters[0] == 1.0
    assert found.cheaper[0] == 0.0
    assert found.parts.cred_low[COST, 0] == pytest.approx(20.0)
    assert found.parts.cred_high[GAIN, 0] == pytest.approx(3.0)


@pytest.mark.parametrize("worst", [-0.5, 0.0, 0.1])
def test_a_draw_whose_gain_is_not_clear_leaves_no_credible_interval(worst: float) -> None:
    # Luck is 0.2 between the two of a draw: variance 0.02, of a draw's mean 0.01, so that below 0.2 isn't clear.
    gains = [3.1, 2.9, 3.1, 2.9, 3.3, 3.1, worst + 0.1, worst - 0.1]
    # Nine more draws like the first keep the mean clear of nothing.
    draws = (*EVERY, *(number for number in range(4, 13) for _ in range(2)))
    found = pairs([20.0, 21.0] * 13, gains + [3.1, 2.9] * 9, draws).found()
    ratio = found.ratio(0)
    assert ratio.verdict == "costs"
    assert math.isfinite(ratio.low)
    assert math.isnan(ratio.cred_low)
    assert math.isnan(ratio.cred_high)
    assert found.more_quarters[0] == pytest.approx((12 if worst < 0 else 13) / 13, abs=0.5 / 13)


def test_without_draws_there_is_no_credible_interval() -> None:
    found = pairs([10.0, 12.0, 9.0], [1.0, 1.1, 0.9]).found()
    assert math.isnan(found.ratio(0).cred_low)
    assert math.isnan(found.more_quarters[0])
