"""Some ordinary hours: a low uniform ends them, a high one starts them."""

from dataclasses import replace

import pytest
from hypothesis import given

from simulation.model.parameters import central
from simulation.model.rules import hours as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, uniform, z

pytestmark = pytest.mark.uncompiled
has_hours_next = plain(module.has_hours_next)
P = replace(central().hours, intercept=-2.0, index=0.5, employer_contact=1.0, ending=0.25)


def test_hours_end_in_one_quarter_of_four() -> None:
    assert not has_hours_next(True, 0.0, 0.0, 0.0, 0.2499, P)
    assert has_hours_next(True, 0.0, 0.0, 0.0, 0.25, P)


def test_hours_start_at_the_rate_of_the_index() -> None:
    # rate exp(-2 + 0.5 * 2 + 1 * 0) = exp(-1) = 0.36788; no start below exp(-0.36788) = 0.69220
    assert not has_hours_next(False, 2.0, 0.0, 0.0, 0.6921, P)
    assert has_hours_next(False, 2.0, 0.0, 0.0, 0.6923, P)


def test_employer_contact_starts_more() -> None:
    # rate exp(-2 + 0.5 * 2 + 1 * 1) = exp(0) = 1; no start below exp(-1) = 0.36788
    assert not has_hours_next(False, 2.0, 1.0, 0.0, 0.3678, P)
    assert has_hours_next(False, 2.0, 1.0, 0.0, 0.3679, P)
    # strength one half: rate exp(-0.5) = 0.60653; no start below exp(-0.60653) = 0.54524
    assert not has_hours_next(False, 2.0, 0.5, 0.0, 0.5452, P)
    assert has_hours_next(False, 2.0, 0.5, 0.0, 0.5453, P)


def test_a_tight_labour_market_starts_more_and_ends_none() -> None:
    # rate exp(-2 + 0.5 * 2 + 1 * 0 + 0.5) = exp(-0.5) = 0.60653; no start below exp(-0.60653) = 0.54524
    assert not has_hours_next(False, 2.0, 0.0, 0.5, 0.5452, P)
    assert has_hours_next(False, 2.0, 0.0, 0.5, 0.5453, P)
    assert not has_hours_next(True, 2.0, 0.0, 0.5, 0.2499, P)


@given(z, share, uniform, positive)
def test_a_higher_index_or_more_contact_never_takes_hours_away(index, contact, luck, more) -> None:
    for has_hours in (False, True):
        base = has_hours_next(has_hours, index, contact, 0.0, luck, P)
        assert base <= has_hours_next(has_hours, index + more, contact, 0.0, luck, P)
        assert base <= has_hours_next(has_hours, index, contact + more, 0.0, luck, P)
        assert base <= has_hours_next(has_hours, index, contact, more, luck, P)
