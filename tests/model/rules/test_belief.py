"""Belief is readiness, leniency, an impression and support, each with its own weight."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import belief as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
belief, carried_over = plain(module.belief), plain(module.carried_over)
P = replace(central().belief, readiness=0.3, leniency=0.2, support=0.4)


def test_an_average_pair_without_support_has_belief_0() -> None:
    # 0.3 * 0 + 0.2 * 0 + 0.9 * 0 + 0.4 * 0 = 0
    assert belief(0.0, 0.0, 0.0, 0.9, 0.0, P) == 0.0


def test_each_part_counts_with_its_weight() -> None:
    # 0.3 * 2 + 0.2 * (-1) + 0.9 * 0.5 + 0.4 * 1 = 0.6 - 0.2 + 0.45 + 0.4 = 1.25
    assert belief(2.0, -1.0, 0.5, 0.9, 1.0, P) == pytest.approx(1.25)


def test_half_the_support_gives_half_its_effect() -> None:
    # 0.3 * (-1) + 0.2 * 1 + 0.9 * 0 + 0.4 * 0.5 = -0.3 + 0.2 + 0.2 = 0.1
    assert belief(-1.0, 1.0, 0.0, 0.9, 0.5, P) == pytest.approx(0.1)


@given(z, z, z, share, positive)
def test_belief_rises_with_each_part(readiness, leniency, impression, support, more) -> None:
    base = belief(readiness, leniency, impression, 0.9, support, P)
    assert belief(readiness + more, leniency, impression, 0.9, support, P) > base
    assert belief(readiness, leniency + more, impression, 0.9, support, P) > base
    assert belief(readiness, leniency, impression + more, 0.9, support, P) > base
    assert belief(readiness, leniency, impression, 0.9, support + more, P) > base


def test_belief_carries_over_as_far_as_there_is_trust() -> None:
    # 1.5 * 1 = 1.5;  1.5 * 0.5 = 0.75;  -2 * 0.25 = -0.5;  without trust nothing
    assert carried_over(1.5, 1.0) == 1.5
    assert carried_over(1.5, 0.5) == 0.75
    assert carried_over(-2.0, 0.25) == -0.5
    assert carried_over(3.0, 0.0) == 0.0


@given(z, share)
def test_no_more_carries_over_than_there_is(belief, trust) -> None:
    assert abs(carried_over(belief, trust)) <= abs(belief)
    assert carried_over(belief, trust) * belief >= 0.0
