"""What is left of a difference in jobs once a share of them is taken from others."""

import math

import pytest

from simulation.model.outcomes.displacement import JOB_OUTCOMES, after_displacement


@pytest.mark.parametrize("outcome", JOB_OUTCOMES)
def test_three_of_ten_further_jobs_are_taken_from_others(outcome: str) -> None:
    # 0.10 * (1 - 0.3) = 0.07; a loss shrinks alike
    assert after_displacement(0.10, outcome, 0.3) == pytest.approx(0.07)
    assert after_displacement(-0.10, outcome, 0.3) == pytest.approx(-0.07)
    assert after_displacement(0.10, outcome, 0.0) == 0.10


def test_nobody_takes_distress_from_others() -> None:
    assert math.isnan(after_displacement(0.10, "distress", 0.3))
