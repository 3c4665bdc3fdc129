"""Growing old: who reaches the pension age (`exits.pension_age`) retires, and death may come before it or after.

Both are the same under every policy: they depend on age and on luck that no policy touches. Clients grow older whatever
state they are in, and retire from whatever state, disability pension included (`engine/office_phase.py`).
"""

from __future__ import annotations

import math

from simulation.base.compiled import rule

YEARS_A_QUARTER = 0.25
# Deaths a year at age x are exp(LOG_RATE + SLOPE * x) in the whole population: 0.0010 at 40, 0.0069 at 60. An
# assumption near the Danish and Swedish life tables of the 2010s.
LOG_RATE, SLOPE = -10.69, 0.0952
NEVER = 1000.0  # years: an age that nobody reaches


@rule
def age_at_death(age: float, mortality: float, uniform: float) -> float:
    """Return the age (years) at which a client of this age dies; NEVER if `mortality` is 0.

    `mortality` is in times the deaths of the whole population. The chance to be alive at age y is
    exp(-mortality * (h(y) - h(age))) with h(x) = exp(LOG_RATE + SLOPE * x) / SLOPE; here it falls to `uniform`.
    """
    if mortality <= 0.0:
        return NEVER
    lived = math.exp(LOG_RATE + SLOPE * age) / SLOPE - math.log(uniform) / mortality
    return (math.log(SLOPE * lived) - LOG_RATE) / SLOPE
