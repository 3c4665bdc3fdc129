"""A medicine is started more often under distress and stopped slowly."""

import math

import pytest
from hypothesis import given

from simulation.model.rules import medication as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, uniform, z

pytestmark = pytest.mark.uncompiled
is_taking_next = plain(module.is_taking_next)
START, SLOPE, STOP = -1.0, 0.5, 0.04


def test_one_in_twenty_five_stops() -> None:
    assert not is_taking_next(True, 0.0, START, SLOPE, STOP, 0.0399)
    assert is_taking_next(True, 0.0, START, SLOPE, STOP, 0.04)


def test_starting_at_mean_distress() -> None:
    # rate exp(-1) = 0.36788; nobody below exp(-0.36788) = 0.69220 starts
    assert not is_taking_next(False, 0.0, START, SLOPE, STOP, 0.6921)
    assert is_taking_next(False, 0.0, START, SLOPE, STOP, 0.6923)


def test_starting_under_distress() -> None:
    # rate exp(-1 + 0.5 * 2) = 1; nobody below exp(-1) = 0.36788 starts
    assert not is_taking_next(False, 2.0, START, SLOPE, STOP, 0.3678)
    assert is_taking_next(False, 2.0, START, SLOPE, STOP, 0.3679)


@given(z, positive, uniform)
def test_the_more_distressed_of_two_paths_never_takes_less(distress, more, luck) -> None:
    for was_taking, is_taking in ((False, False), (False, True), (True, True)):
        low = is_taking_next(was_taking, distress, -3.0, SLOPE, STOP, luck)
        high = is_taking_next(is_taking, distress + more, -3.0, SLOPE, STOP, luck)
        assert low <= high


def test_the_start_is_never_so_common_that_one_luck_both_stops_and_starts() -> None:
    # At distress 4 and the central values of anxiety medicine: exp(-exp(-4.6 + 0.6 * 4)) = exp(-0.1108) = 0.895 > 0.04
    assert math.exp(-math.exp(-4.6 + 0.6 * 4)) > STOP
