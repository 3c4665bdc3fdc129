"""Cost of a further quarter in work: its interval, and where none is given."""

import math

import numpy as np
import pytest

from simulation.money.ratio import PairedMoments, cost_per_quarter, fieller

T_3 = 3.182446305284263  # Student's t, 0.975, 3 degrees of freedom


def moments(costs: list[float], gains: list[float]) -> PairedMoments:
    made = PairedMoments((1,))
    for cost, gain in zip(costs, gains, strict=True):
        made.add(np.array([cost]), np.array([gain]))
    return made


def test_covariance_is_that_of_numpy() -> None:
    costs, gains = [3.0, 1.0, 4.0, 1.5], [1.0, 0.5, 1.6, 0.7]
    assert moments(costs, gains).covariance()[0] == pytest.approx(np.cov(costs, gains)[0, 1])


def test_fieller_with_a_gain_known_exactly_is_the_plain_interval() -> None:
    # cost 10, variance 4, n 4: 10 -+ t * 2 / 2, over a gain of 2
    low, high = fieller(10.0, 2.0, (4.0, 0.0, 0.0), 4)
    assert low == pytest.approx((10 - T_3) / 2)
    assert high == pytest.approx((10 + T_3) / 2)


def test_fieller_solves_its_equation() -> None:
    # At both ends R of the interval the mean of cost - R * gain is t standard errors from 0.
    for end in fieller(10.0, 2.0, (4.0, 0.25, 0.3), 4):
        mean, variance = 10.0 - end * 2.0, 4.0 - 2 * end * 0.3 + end * end * 0.25
        assert abs(mean) == pytest.approx(T_3 * math.sqrt(variance / 4))


def test_fieller_holds_the_true_ratio_as_often_as_it_says() -> None:
    generator, held, n_tries = np.random.default_rng(1), 0, 1000
    for _ in range(n_tries):
        gain = 1.0 + 0.3 * generator.standard_normal(12)
        cost = 5.0 * gain + generator.standard_normal(12)
        made = np.cov(cost, gain)
        low, high = fieller(cost.mean(), gain.mean(), (made[0, 0], made[1, 1], made[0, 1]), 12)
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
    found = cost_per_quarter(moments(costs, gains), 0)
    assert found.verdict == verdict
    assert math.isnan(found.value) == (verdict not in ("costs", "unclear"))
    if verdict in ("costs", "unclear"):
        assert found.value == pytest.approx(sum(costs) / sum(gains))
        assert found.low < found.value < found.high
