"""A sanction needs demands, a breach and an office that sanctions."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import compliance as module
from tests.conftest import plain
from tests.model.rules.strategies import share, uniform

pytestmark = pytest.mark.uncompiled
is_sanctioned = plain(module.is_sanctioned)
P = replace(central().sanctions, non_compliance=0.2)


def test_full_demands_and_sanctions_strike_one_in_five() -> None:
    # 0.2 * 1 * 1 = 0.2
    assert is_sanctioned(1.0, 1.0, 0.1999, P)
    assert not is_sanctioned(1.0, 1.0, 0.2, P)


def test_half_of_each_strikes_one_in_twenty() -> None:
    # 0.2 * 0.5 * 0.5 = 0.05
    assert is_sanctioned(0.5, 0.5, 0.0499, P)
    assert not is_sanctioned(0.5, 0.5, 0.05, P)


@given(share, uniform)
def test_nobody_is_sanctioned_without_demands_or_without_sanctions(dose, luck) -> None:
    assert not is_sanctioned(0.0, dose, luck, P)
    assert not is_sanctioned(dose, 0.0, luck, P)


@given(share, share, uniform)
def test_more_demands_never_spare_anybody(demands, sanctioning, luck) -> None:
    assert is_sanctioned(demands, sanctioning, luck, P) <= is_sanctioned(1.0, sanctioning, luck, P)
    assert is_sanctioned(demands, sanctioning, luck, P) <= is_sanctioned(demands, 1.0, luck, P)
