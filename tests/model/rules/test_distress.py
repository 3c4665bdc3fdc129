"""Distress rises with demands, most with prior mental illness, falls back, and part of the rise stays."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import distress as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
rise, next_level, transient_change, next_distress = (
    plain(getattr(module, name)) for name in ("rise", "next_level", "transient_change", "next_distress")
)
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
    belief=-0.03,
    benefit_cut=0.04,
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
    assert next_distress(0.7, 0.7, 0.9, 0.8, 0.0, 0.0, P) == pytest.approx(1.5)


def test_distress_reverts_and_activity_lowers_it() -> None:
    # 0.5 + 0.7 * (1.5 - 0.5) + 0 - 0.02 + 0.4 * (-1) = 0.5 + 0.7 - 0.02 - 0.4 = 0.78
    assert next_distress(1.5, 0.5, 0.5, 0.0, -0.02, -1.0, P) == pytest.approx(0.78)


def test_what_passes_is_activity_belief_and_lost_income() -> None:
    # -0.02 * 1 - 0.03 * 0 + 0.04 * 0 = -0.02;  0 - 0.03 * 2 + 0 = -0.06;  -0.02 - 0.03 * (-1) + 0.04 * 0.5 = 0.03
    assert transient_change(True, 0.0, 0.0, P) == pytest.approx(-0.02)
    assert transient_change(False, 2.0, 0.0, P) == pytest.approx(-0.06)
    assert transient_change(True, -1.0, 0.5, P) == pytest.approx(0.03)
    assert transient_change(False, 0.0, 0.0, P) == 0.0


def test_what_passes_comes_on_top_and_leaves_the_level_alone() -> None:
    # 0.5 + 0.7 * (0.5 - 0.5) + 0.75 * 0 - 0.06 + 0 = 0.44;  a quarter later 0.5 + 0.7 * (0.44 - 0.5) = 0.458
    assert next_distress(0.5, 0.5, 0.5, 0.0, -0.06, 0.0, P) == pytest.approx(0.44)
    assert next_distress(0.44, 0.5, 0.5, 0.0, 0.0, 0.0, P) == pytest.approx(0.458)


@given(z, share, positive)
def test_belief_lowers_distress_and_a_cut_raises_it(carried, cut, more) -> None:
    for is_active in (False, True):
        base = transient_change(is_active, carried, cut, P)
        assert (
            transient_change(is_active, carried + more, cut, P)
            < base
            < transient_change(is_active, carried, cut + more, P)
        )


def test_what_is_left_a_quarter_after_the_rise() -> None:
    # risen 0.8 from level 0.7: 1.5 at level 0.9; a quarter later 0.9 + 0.7 * (1.5 - 0.9) = 0.9 + 0.42 = 1.32
    assert next_distress(1.5, 0.9, 0.9, 0.0, 0.0, 0.0, P) == pytest.approx(1.32)


@given(share, positive)
def test_demands_and_sanctions_never_lower_distress(demands, more) -> None:
    for is_psychiatric in (False, True):
        assert rise(is_psychiatric, demands + more, False, P) > rise(is_psychiatric, demands, False, P)
        assert rise(is_psychiatric, demands, True, P) > rise(is_psychiatric, demands, False, P)
    assert rise(True, demands, True, P) > rise(False, demands, True, P)


@given(z, z, positive, z)
def test_the_more_distressed_of_two_paths_stays_the_more_distressed(distress, level, more, shock) -> None:
    assert next_distress(distress + more, level, level, 0.0, 0.0, shock, P) > next_distress(
        distress, level, level, 0.0, 0.0, shock, P
    )
