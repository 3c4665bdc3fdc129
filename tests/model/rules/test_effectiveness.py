"""As effective as the best: the distance is made up from below, and nobody is held back."""

import pytest
from hypothesis import given

from simulation.model.rules import effectiveness as module
from tests.conftest import plain
from tests.model.rules.strategies import share, z

pytestmark = pytest.mark.uncompiled
effectiveness = plain(module.effectiveness)
BEST = 1.25


def test_the_distance_to_the_best_is_made_up() -> None:
    # -0.75 + 1 * (1.25 + 0.75) = 1.25;  half of it: -0.75 + 0.5 * 2 = 0.25;  nothing done: -0.75
    assert effectiveness(-0.75, 1.0, BEST) == pytest.approx(1.25)
    assert effectiveness(-0.75, 0.5, BEST) == pytest.approx(0.25)
    assert effectiveness(-0.75, 0.0, BEST) == -0.75


def test_who_is_better_than_the_best_on_average_stays() -> None:
    assert effectiveness(2.0, 1.0, BEST) == 2.0


@given(z, share, share)
def test_more_of_it_never_makes_anybody_less_effective(skill, dose, more) -> None:
    low, high = sorted((dose, more))
    assert skill <= effectiveness(skill, low, BEST) <= effectiveness(skill, high, BEST) + 1e-12
    assert effectiveness(skill, high, BEST) <= max(skill, BEST) + 1e-12
