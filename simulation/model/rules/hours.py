"""Some ordinary hours beside the benefit (a state of its own; evidence: H10, H11)."""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Hours
from simulation.model.rules.hazard import strikes


@rule
def has_hours_next(
    has_hours: bool, entry_index: float, employer_contact: float, tightness: float, uniform: float, p: Hours
) -> bool:
    """Return whether the client has some ordinary hours next quarter: a low uniform ends them, a high one starts."""
    if has_hours:
        return uniform >= p.ending
    log_rate = p.intercept + p.index * entry_index + p.employer_contact * employer_contact + tightness
    return strikes(log_rate, uniform)
