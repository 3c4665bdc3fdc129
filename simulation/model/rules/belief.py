"""The caseworker's belief that the client gets a job: partly the client, partly the caseworker, partly the pair.

Evidence: F1..F5 (belief predicts jobs), F16 (it depends on the caseworker's view of other clients: leniency), F17, M4
(it carries over to the client).
"""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Belief


@rule
def belief(
    readiness: float, leniency: float, impression: float, impression_sd: float, support: float, p: Belief
) -> float:
    """Return the belief in SD (mean 0, SD 1 at the start); `support` 0..1 is what a policy adds."""
    return p.readiness * readiness + p.leniency * leniency + impression_sd * impression + p.support * support


@rule
def carried_over(belief: float, trust: float) -> float:
    """Return how much of the caseworker's belief (SD) reaches the client: all of it under full trust."""
    return belief * trust
