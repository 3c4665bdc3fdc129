"""Growing old: ages at death, by hand and as life tables have it."""

import numpy as np
import pytest

from simulation.model.rules.ageing import NEVER, age_at_death


def test_nobody_dies_where_mortality_is_0() -> None:
    assert age_at_death(40.0, 0.0, 1e-9) == NEVER


def test_the_age_at_death_by_hand() -> None:
    # h(x) = exp(-10.69 + 0.0952 x) / 0.0952: h(40) = exp(-6.882) / 0.0952 = 0.0010261 / 0.0952 = 0.010778
    # at u = exp(-0.1) and twice the population's deaths h(y) = 0.010778 + 0.05 = 0.060778,
    # y = (log(0.0952 * 0.060778) + 10.69) / 0.0952 = (-5.15229 + 10.69) / 0.0952 = 58.169
    assert age_at_death(40.0, 2.0, np.exp(-0.1)) == pytest.approx(58.169, abs=0.001)


def test_those_who_die_within_a_year_are_as_many_as_the_rate_says() -> None:
    # at 60: exp(-10.69 + 0.0952 * 60) = exp(-4.978) = 0.0069 a year, a little more by the year's end
    uniforms = (np.arange(200_000) + 0.5) / 200_000
    ages = np.array([age_at_death(60.0, 1.0, uniform) for uniform in uniforms])
    assert np.mean(ages < 61.0) == pytest.approx(0.0069 * 1.05, rel=0.02)
    assert ages.min() >= 60.0
