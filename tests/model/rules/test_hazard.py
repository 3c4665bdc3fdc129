"""An event strikes at a rate; what spares most clients the exponentials changes nothing."""

import math

import pytest
from hypothesis import given

from simulation.model.rules import hazard as module
from tests.conftest import plain
from tests.model.rules.strategies import uniform, z

pytestmark = pytest.mark.uncompiled
strikes = plain(module.strikes)


def test_an_event_strikes_with_one_less_the_exponential_of_minus_its_rate() -> None:
    # rate exp(0) = 1: 1 - exp(-1) = 0.63212 strike, those with the highest uniforms: from 0.36788 on
    assert not strikes(0.0, 0.3678)
    assert strikes(0.0, 0.3679)


def test_just_where_the_short_way_begins_nothing_changes() -> None:
    # rate exp(-2.31) = 0.099261: from exp(-0.099261) = 0.905506 on; rate exp(-2.29) = 0.101266: from 0.903692 on
    assert not strikes(-2.31, 0.9055)
    assert strikes(-2.31, 0.9056)
    assert not strikes(-2.29, 0.9036)
    assert strikes(-2.29, 0.9037)


def test_the_short_way_leaves_out_nobody_whom_the_exponentials_would_strike() -> None:
    # at its highest log rate -2.3 an event strikes from exp(-exp(-2.3)) = 0.904603 on, above the 0.9 of the short way
    assert math.exp(-math.exp(module.LOW_LOG_RATE)) >= module.LOW_UNIFORM


@given(z, uniform)
def test_the_short_way_gives_what_the_exponentials_would(log_rate: float, luck: float) -> None:
    assert strikes(log_rate - 2.3, luck) == (luck >= math.exp(-math.exp(log_rate - 2.3)))
