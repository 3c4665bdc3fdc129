"""Indicators revert to the client's own level, with pushes from shocks and measures."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import progression as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
reverted, gain_next, indicator, accompanying_push = (
    plain(getattr(module, name)) for name in ("reverted", "gain_next", "indicator", "accompanying_push")
)
P = replace(central().progression, return_rate=0.3, match=0.5, snowball=0.0)


def test_three_tenths_of_a_deviation_are_gone_a_quarter_later() -> None:
    # 0.7 * 2 + 0 = 1.4
    assert reverted(2.0, 0.3, 0.0) == pytest.approx(1.4)


def test_a_push_comes_on_top() -> None:
    # 0.7 * (-1) + 0.5 = -0.2
    assert reverted(-1.0, 0.3, 0.5) == pytest.approx(-0.2)


def test_a_steady_push_ends_at_push_over_return_rate() -> None:
    # value = 0.7 * value + 0.3  =>  value = 1
    value = 0.0
    for _ in range(100):
        value = reverted(value, 0.3, 0.3)
    assert value == pytest.approx(1.0)


def test_indicator_is_its_loading_times_the_general_level_plus_its_own() -> None:
    # 0.75 * 2 + 0.3 + 0.1 = 1.9;  0.75 * 0 - 0.5 + 0 = -0.5
    assert indicator(0.75, 2.0, 0.3, 0.1) == pytest.approx(1.9)
    assert indicator(0.75, 0.0, -0.5, 0.0) == -0.5


def test_a_gain_decays_and_grows_by_the_client_s_own_response() -> None:
    # 0.7 * 0.4 + 0.1 * 1 * (1 - 0.5 * 0) = 0.38;  response 1.5: 0.28 + 0.15 = 0.43
    assert gain_next(0.4, 0.1, 0.0, 1.0, 0.0, P) == pytest.approx(0.38)
    assert gain_next(0.4, 0.1, 0.0, 1.5, 0.0, P) == pytest.approx(0.43)


def test_a_measure_gives_more_where_the_client_is_weak() -> None:
    # 0.1 * (1 - 0.5 * (-1)) = 0.15;  0.1 * (1 - 0.5 * 1) = 0.05;  0.1 * max(0, 1 - 0.5 * 3) = 0
    assert gain_next(0.0, 0.1, 0.0, 1.0, -1.0, P) == pytest.approx(0.15)
    assert gain_next(0.0, 0.1, 0.0, 1.0, 1.0, P) == pytest.approx(0.05)
    assert gain_next(0.0, 0.1, 0.0, 1.0, 3.0, P) == 0.0


def test_a_push_downwards_hits_everybody_alike() -> None:
    # 0.7 * 0.4 - 0.1 = 0.18, whatever the response and the weakness
    assert gain_next(0.4, -0.1, 0.0, 1.0, 0.0, P) == pytest.approx(0.18)
    assert gain_next(0.4, -0.1, 0.0, 2.0, -3.0, P) == pytest.approx(0.18)


def test_hope_comes_on_top_whatever_the_response_and_the_weakness() -> None:
    # 0.7 * 0.4 + 0 + 0.05 = 0.33;  0.28 + 0.1 * 1.5 * (1 + 0.5) - 0.05 = 0.28 + 0.225 - 0.05 = 0.455
    assert gain_next(0.4, 0.0, 0.05, 2.0, -3.0, P) == pytest.approx(0.33)
    assert gain_next(0.4, 0.1, -0.05, 1.5, -1.0, P) == pytest.approx(0.455)


def test_each_group_with_job_focus_gives_its_whole_push() -> None:
    assert [accompanying_push(True, strength, 0.105, -0.01) for strength in (1.0, 1.5, 3.0)] == [0.105] * 3


def test_measures_without_job_focus_share_one_push() -> None:
    # one group: -0.01 / 1; one with two measures: -0.01 / 1.5; three groups: -0.01 / 3: together -0.01 each time
    pushes = [strength * accompanying_push(False, strength, 0.105, -0.01) for strength in (1.0, 1.5, 3.0)]
    assert pushes == pytest.approx([-0.01] * 3)
    assert accompanying_push(False, 0.0, 0.105, -0.01) == 0.0


def test_with_snowball_gains_grow_by_a_tenth_of_the_return_rate() -> None:
    # kept 1 - 0.3 * (1 - 1.1) = 1.03: 1.03 * 0.4 = 0.412;  half: 1 - 0.3 * 0.45 = 0.865: 0.346
    assert gain_next(0.4, 0.0, 0.0, 1.0, 0.0, replace(P, snowball=1.0)) == pytest.approx(0.412)
    assert gain_next(0.4, 0.0, 0.0, 1.0, 0.0, replace(P, snowball=0.5)) == pytest.approx(0.346)


@given(z, share, share, z, positive)
def test_gain_never_falls_with_the_push_the_response_or_the_weakness(gain, push, response, specific, more) -> None:
    base = gain_next(gain, push, 0.0, response, specific, P)
    assert gain_next(gain, push + more, 0.0, response, specific, P) >= base
    assert gain_next(gain, push, 0.0, response + more, specific, P) >= base
    assert gain_next(gain, push, 0.0, response, specific - more, P) >= base
    assert gain_next(gain, push, more, response, specific, P) >= base


@given(z, share, share)
def test_reversion_never_overshoots(value, return_rate, smaller) -> None:
    assert abs(reverted(value, return_rate, 0.0)) <= abs(value)
    low, high = sorted((return_rate, smaller))
    assert abs(reverted(value, high, 0.0)) <= abs(reverted(value, low, 0.0))


@given(z, z, z, positive)
def test_indicator_rises_with_each_part(general, specific, gain, more) -> None:
    base = indicator(0.75, general, specific, gain)
    assert indicator(0.75, general + more, specific, gain) > base
    assert indicator(0.75, general, specific + more, gain) > base
    assert indicator(0.75, general, specific, gain + more) > base


def test_growing_gains_stay_on_the_scale_of_the_indicators() -> None:
    # snowball 1: kept = 1 - 0.3 * (1 - 1.1) = 1.03, so 3.99 * 1.03 + 0.2 would be 4.31
    p = replace(P, snowball=1.0)
    assert gain_next(1.0, 0.0, 0.0, 1.0, 0.0, p) == pytest.approx(1.03)
    assert gain_next(3.99, 0.2, 0.0, 1.0, 0.0, p) == 4.0
    assert gain_next(-3.99, -0.2, 0.0, 1.0, 0.0, p) == -4.0
