"""Distress rises with demands, most with prior mental illness, falls back, and part of the rise stays."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.parameters import central
from simulation.rules import distress as module
from tests.conftest import plain
from tests.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
rise, next_level, next_distress = (plain(getattr(module, name)) for name in ("rise", "next_level", "next_distress"))
P = replace(
    central().distress,
    return_rate=0.3,
    shock=0.4,
    demands_psychiatric=0.6,
    demands_other=0.1,
    sanction_psychiatric=0.2,
    sanction_other=0.05,
    lasting_share=0.25,
    activity=-0.02,
)


def test_rise_with_and_without_a_psychiatric_diagnosis() -> None:
    # 0.6 * 1 + 0.2 * 1 = 0.8;  0.1 * 1 + 0.05 * 1 = 0.15
    assert rise(True, 1.0, True, P) == pytest.approx(0.8)
    assert rise(False, 1.0, True, P) == pytest.approx(0.15)


def test_half_the_demands_without_a_sanction() -> None:
    # 0.6 * 0.5 + 0.2 * 0 = 0.3;  0.1 * 0.5 + 0.05 * 0 = 0.05
    assert rise(True, 0.5, False, P) == pytest.approx(0.3)
    assert rise(False, 0.5, False, P) == pytest.approx(0.05)


def test_nothing_rises_without_demands() -> None:
    assert rise(True, 0.0, False, P) == 0.0
    assert rise(False, 0.0, False, P) == 0.0


def test_the_lasting_share_goes_to_the_level() -> None:
    # 0.7 + 0.25 * 0.8 = 0.9;  -0.6 + 0.25 * 0 = -0.6
    assert next_level(0.7, 0.8, P) == pytest.approx(0.9)
    assert next_level(-0.6, 0.0, P) == -0.6


def test_the_whole_rise_is_felt_at_once() -> None:
    # level 0.7 -> 0.9; 0.9 + 0.7 * (0.7 - 0.7) + 0.75 * 0.8 + 0 + 0.4 * 0 = 0.9 + 0.6 = 1.5 = 0.7 + 0.8
    assert next_distress(0.7, 0.7, 0.9, 0.8, False, 0.0, P) == pytest.approx(1.5)


def test_distress_reverts_and_activity_lowers_it() -> None:
    # 0.5 + 0.7 * (1.5 - 0.5) + 0 - 0.02 + 0.4 * (-1) = 0.5 + 0.7 - 0.02 - 0.4 = 0.78
    assert next_distress(1.5, 0.5, 0.5, 0.0, True, -1.0, P) == pytest.approx(0.78)


def test_what_is_left_a_quarter_after_the_rise() -> None:
    # risen 0.8 from level 0.7: 1.5 at level 0.9; a quarter later 0.9 + 0.7 * (1.5 - 0.9) = 0.9 + 0.42 = 1.32
    assert next_distress(1.5, 0.9, 0.9, 0.0, False, 0.0, P) == pytest.approx(1.32)


@given(share, positive)
def test_demands_and_sanctions_never_lower_distress(demands, more) -> None:
    for is_psychiatric in (False, True):
        assert rise(is_psychiatric, demands + more, False, P) > rise(is_psychiatric, demands, False, P)
        assert rise(is_psychiatric, demands, True, P) > rise(is_psychiatric, demands, False, P)
    assert rise(True, demands, True, P) > rise(False, demands, True, P)


@given(z, z, positive, z)
def test_the_more_distressed_of_two_paths_stays_the_more_distressed(distress, level, more, shock) -> None:
    assert next_distress(distress + more, level, level, 0.0, False, shock, P) > next_distress(
        distress, level, level, 0.0, False, shock, P
    )
