"""Practice moves the climate of an office, and sparring those who believe less than their office."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.parameters import central
from simulation.model.rules import leniency as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
next_climate, leniency = plain(module.next_climate), plain(module.leniency)
P = replace(central().leniency, building=0.5, victories=0.1, sparring=0.5, experience=0.02, speed=0.25)


def test_belief_building_moves_the_climate_a_quarter_of_the_way() -> None:
    # level 0.5 * 1 = 0.5: 0 + 0.25 * (0.5 - 0) = 0.125;  then 0.125 + 0.25 * 0.375 = 0.21875
    assert next_climate(0.0, 1.0, 0.0, 0.0, P) == pytest.approx(0.125)
    assert next_climate(0.125, 1.0, 0.0, 0.0, P) == pytest.approx(0.21875)


def test_victories_count_where_they_are_celebrated() -> None:
    # 3 entries in 100 clients; celebrated: 0.25 * (0.02 + 0.1 * 1) * 3 = 0.09;  half: 0.25 * 0.07 * 3 = 0.0525
    assert next_climate(0.0, 0.0, 1.0, 3.0, P) == pytest.approx(0.09)
    assert next_climate(0.0, 0.0, 0.5, 3.0, P) == pytest.approx(0.0525)
    # not celebrated, experience alone: 0.25 * 0.02 * 3 = 0.015
    assert next_climate(0.0, 0.0, 0.0, 3.0, P) == pytest.approx(0.015)


def test_the_climate_falls_back_once_nothing_is_done() -> None:
    # 0.4 + 0.25 * (0 - 0.4) = 0.3
    assert next_climate(0.4, 0.0, 0.0, 0.0, P) == pytest.approx(0.3)


def test_steady_building_ends_at_its_level() -> None:
    climate = 0.0
    for _ in range(100):
        climate = next_climate(climate, 1.0, 0.0, 0.0, P)
    assert climate == pytest.approx(0.5)


def test_sparring_lifts_those_who_believe_less_than_their_office() -> None:
    # -1 + 0.2 + 0.5 * 1 * (0.4 + 1) = -0.1;  half: -1 + 0.2 + 0.5 * 0.5 * 1.4 = -0.45
    assert leniency(-1.0, 0.2, 1.0, 0.4, P) == pytest.approx(-0.1)
    assert leniency(-1.0, 0.2, 0.5, 0.4, P) == pytest.approx(-0.45)
    # who believes more than the office stays: 1 + 0.2
    assert leniency(1.0, 0.2, 1.0, 0.4, P) == pytest.approx(1.2)


@given(z)
def test_without_practice_leniency_is_the_trait(trait) -> None:
    assert next_climate(0.0, 0.0, 0.0, 5.0, replace(P, experience=0.0)) == 0.0
    assert leniency(trait, 0.0, 0.0, 1.0, P) == trait


@given(z, z, share, z)
def test_sparring_never_lifts_anybody_above_the_office(trait, climate, sparring, office_mean) -> None:
    lifted = leniency(trait, climate, sparring, office_mean, P) - climate
    assert lifted >= trait - 1e-12
    assert lifted <= max(trait, office_mean) + 1e-12


@given(z, share, share, st.floats(0.0, 100.0), positive)
def test_the_climate_never_falls_with_more_of_anything(climate, building, celebrating, victories, more) -> None:
    base = next_climate(climate, building, celebrating, victories, P)
    assert next_climate(climate, building + more, celebrating, victories, P) > base
    assert next_climate(climate, building, celebrating + more, victories, P) >= base
    assert next_climate(climate, building, celebrating, victories + more, P) > base
    assert next_climate(climate + more, building, celebrating, victories, P) > base
