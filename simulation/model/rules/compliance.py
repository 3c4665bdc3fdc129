"""Non-compliance under demands, and its sanction. Evidence: H3."""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Sanctions


@rule
def is_sanctioned(demands: float, sanctioning: float, uniform: float, p: Sanctions) -> bool:
    """Return whether the client is sanctioned this quarter: doesn't comply with demands, and the policy sanctions."""
    return uniform < p.non_compliance * demands * sanctioning
