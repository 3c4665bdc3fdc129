"""Trust grows with time, faster in a close relation; demands and sanctions wear it down; always 0 to 1."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import trust as module
from tests.conftest import plain
from tests.model.rules.strategies import share

pytestmark = pytest.mark.uncompiled
next_trust = plain(module.next_trust)
P = replace(central().trust, gain=0.125, gain_close_relation=0.1, loss_from_demands=0.25, loss_from_sanction=0.05)


def test_trust_grows_by_an_eighth_a_quarter() -> None:
    # 0 + 0.125 = 0.125;  0.5 + 0.125 = 0.625
    assert next_trust(0.0, 0.0, 0.0, False, P) == 0.125
    assert next_trust(0.5, 0.0, 0.0, False, P) == 0.625


def test_a_close_relation_adds_to_the_growth() -> None:
    # 0.5 + 0.125 + 0.1 * 1 = 0.725
    assert next_trust(0.5, 1.0, 0.0, False, P) == pytest.approx(0.725)


def test_demands_and_a_sanction_wear_trust_down() -> None:
    # 0.5 + 0.125 - 0.25 * 1 - 0.05 = 0.325;  0.5 + 0.125 - 0.25 * 0.5 = 0.5
    assert next_trust(0.5, 0.0, 1.0, True, P) == pytest.approx(0.325)
    assert next_trust(0.5, 0.0, 0.5, False, P) == pytest.approx(0.5)
    # a sanction weighs the same under half the demands: 0.5 + 0.125 - 0.25 * 0.5 - 0.05 = 0.45
    assert next_trust(0.5, 0.0, 0.5, True, P) == pytest.approx(0.45)


def test_trust_stops_at_its_ends() -> None:
    # 0.95 + 0.125 = 1.075 -> 1;  0.05 + 0.125 - 0.25 - 0.05 = -0.125 -> 0
    assert next_trust(0.95, 0.0, 0.0, False, P) == 1.0
    assert next_trust(0.05, 0.0, 1.0, True, P) == 0.0


@given(share, share, share)
def test_trust_stays_between_0_and_1_whatever_is_done(trust, close, demands) -> None:
    for is_sanctioned in (False, True):
        assert 0.0 <= next_trust(trust, close, demands, is_sanctioned, P) <= 1.0


@given(share, share, share, share)
def test_each_part_pulls_its_own_way(trust, more, close, demands) -> None:
    base = next_trust(trust, close, demands, False, P)
    assert next_trust(max(trust, more), close, demands, False, P) >= base
    assert next_trust(trust, 1.0, demands, False, P) >= base
    assert next_trust(trust, close, 1.0, False, P) <= base
    assert next_trust(trust, close, demands, True, P) <= base
