"""Incentives move those near the labour market and hardly those far from it."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import incentives as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
incentive = plain(module.incentive)
P = replace(central().incentives, bonus=0.3, benefit_cut=0.2, near=2.0, steepness=2.0)


def test_half_of_the_effect_at_the_stated_nearness() -> None:
    # 1 / (1 + exp(0)) = 0.5: bonus 0.15, cut 0.1, both 0.25;  half a bonus 0.075
    assert incentive(2.0, 1.0, 0.0, P) == pytest.approx(0.15)
    assert incentive(2.0, 0.0, 1.0, P) == pytest.approx(0.1)
    assert incentive(2.0, 1.0, 1.0, P) == pytest.approx(0.25)
    assert incentive(2.0, 0.5, 0.0, P) == pytest.approx(0.075)


def test_nearly_all_near_work_and_next_to_nothing_far_from_it() -> None:
    # near, at 4: 1 / (1 + exp(-4)) = 0.98201, times 0.3 = 0.29460
    assert incentive(4.0, 1.0, 0.0, P) == pytest.approx(0.29460, abs=1e-5)
    # the mean of this group, 0: 1 / (1 + exp(4)) = 0.01799: 0.00540;  far, at -2: 1 / (1 + exp(8)) = 0.000335: 0.0001
    assert incentive(0.0, 1.0, 0.0, P) == pytest.approx(0.00540, abs=1e-5)
    assert incentive(-2.0, 1.0, 0.0, P) == pytest.approx(0.0001, abs=1e-5)


@given(z)
def test_without_incentives_nothing_is_added(readiness) -> None:
    assert incentive(readiness, 0.0, 0.0, P) == 0.0


@given(z, share, share, positive)
def test_the_effect_is_bounded_and_rises_with_nearness(readiness, bonus, cut, more) -> None:
    base = incentive(readiness, bonus, cut, P)
    assert 0.0 <= base <= 0.3 * bonus + 0.2 * cut + 1e-12
    assert incentive(readiness + more, bonus, cut, P) >= base
    assert incentive(readiness, bonus + more, cut, P) > base
    assert incentive(readiness, bonus, cut + more, P) > base


def test_the_steepest_slope_far_away_overflows_nothing() -> None:
    # steepness 20, nearness 10, readiness -20: exp(600) stays finite
    assert incentive(-20.0, 1.0, 1.0, replace(P, steepness=20.0, near=10.0)) == pytest.approx(0.0)
