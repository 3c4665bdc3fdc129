"""Non-compliance under demands, and its sanction. Evidence: H3."""

from __future__ import annotations

from simulation.compiled import rule


@rule
def is_sanctioned(demands, sanctioning, uniform, p):  # type: ignore[no-untyped-def]
    """Return whether the client is sanctioned this quarter: doesn't comply with demands, and the policy sanctions."""
    return uniform < p.non_compliance * demands * sanctioning
