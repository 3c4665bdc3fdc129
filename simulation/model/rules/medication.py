"""Use of a medicine: started more often under distress, stopped slowly. Evidence: H7, F14."""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.rules.hazard import strikes


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
