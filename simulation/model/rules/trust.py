"""Trust in the present caseworker: it starts from nothing at a change and grows with time; demands wear it down.

Evidence: G12 (a change of caseworker costs job chances), H3 (demands), H11 (trust-based relation).
"""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Trust


@rule
def next_trust(trust: float, close_relation: float, demands: float, is_sanctioned: bool, p: Trust) -> float:
    """Return trust (0..1) after a further quarter with the same caseworker."""
    gain = p.gain + p.gain_close_relation * close_relation
    loss = p.loss_from_demands * demands + p.loss_from_sanction * is_sanctioned
    return min(1.0, max(0.0, trust + gain - loss))
