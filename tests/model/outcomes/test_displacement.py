"""What is left of a difference in jobs once a share of them is taken from others."""

import math
from dataclasses import replace

import pytest

from simulation.model.outcomes.displacement import after_displacement, displaced_share
from simulation.model.outcomes.registry import JOB_OUTCOMES
from simulation.model.parameters import central


@pytest.mark.parametrize("outcome", JOB_OUTCOMES)
def test_three_of_ten_further_jobs_are_taken_from_others(outcome: str) -> None:
    # 0.10 * (1 - 0.3) = 0.07; a loss shrinks alike
    assert after_displacement(0.10, outcome, 0.3) == pytest.approx(0.07)
    assert after_displacement(-0.10, outcome, 0.3) == pytest.approx(-0.07)
    assert after_displacement(0.10, outcome, 0.0) == 0.10


def test_nobody_takes_distress_from_others() -> None:
    assert math.isnan(after_displacement(0.10, "distress", 0.3))


def test_more_is_taken_from_others_in_a_weak_market_and_nothing_on_top_of_vacancies() -> None:
    p = replace(central().labour_market, displacement=0.3, displacement_slope=-0.2)
    assert displaced_share(p, [0.0, 0.0], has_vacancies=False) == 0.3
    # mean tightness -0.5: 0.3 - 0.2 * (-0.5) = 0.4;  never below 0 or above 1
    assert displaced_share(p, [0.0, -1.0], has_vacancies=False) == pytest.approx(0.4)
    assert displaced_share(p, [3.0], has_vacancies=False) == 0.0
    assert displaced_share(replace(p, displacement_slope=-2.0), [-3.0], has_vacancies=False) == 1.0
    assert displaced_share(p, [0.0, -1.0], has_vacancies=True) == 0.0
