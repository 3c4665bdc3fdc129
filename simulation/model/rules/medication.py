"""Use of a medicine: started more often under distress, stopped slowly. Evidence: H7, F14."""

from __future__ import annotations

import math

from simulation.base.compiled import rule
from simulation.model.rules.hazard import LOW_LOG_RATE, strikes

LOW_NORMAL = 1.28  # below it a normal's place is below 0.9: where rates are low, nobody starts (rules/hazard.py)


@rule
def is_taking_next(
    is_taking: bool, distress: float, start: float, start_distress: float, stop: float, uniform: float
) -> bool:
    """Return whether the medicine is taken next quarter.

    `start` is a log rate a quarter at mean distress. A low uniform stops, a high one starts, so that with the same
    draw a person who is more distressed is never the one who stops.
    """
    if is_taking:
        return uniform >= stop
    return strikes(start + start_distress * distress, uniform)


@rule
def is_taking_next_by_normal(
    is_taking: bool, distress: float, start: float, start_distress: float, stop: float, normal: float
) -> bool:
    """Return the same as `is_taking_next` for a normal: its place among all normals is the uniform."""
    if not is_taking and normal < LOW_NORMAL and start + start_distress * distress < LOW_LOG_RATE:
        return False  # the same as below, but without the cost of the place
    return is_taking_next(is_taking, distress, start, start_distress, stop, 0.5 * math.erfc(-normal / math.sqrt(2.0)))
