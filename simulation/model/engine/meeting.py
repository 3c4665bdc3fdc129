"""Step 2 of a client's quarter: client and caseworker meet."""

from __future__ import annotations

from typing import Any

from simulation.base.compiled import rule
from simulation.model.draws.decisions import Decision
from simulation.model.draws.fill import Draws
from simulation.model.rules.belief import belief
from simulation.model.rules.client_time import on_belief
from simulation.model.rules.compliance import is_sanctioned
from simulation.model.rules.trust import next_trust

Row = Any  # a record: attributes are its columns

IMPRESSION = int(Decision.IMPRESSION)
COMPLIANCE = int(Decision.COMPLIANCE)


@rule
def meet_caseworker(client: Row, leniency: float, time: float, p: Row, draws: Draws, i: int) -> bool:
    """Let the quarter's meetings form trust, compliance and belief; return whether the client is sanctioned.

    `time` is the log of the caseworker's time for the client.
    """
    demands = float(client.demands)
    sanctioned = is_sanctioned(demands, float(client.sanctioning), draws[COMPLIANCE, i], p.sanctions)
    client.n_sanctions += sanctioned
    if client.has_new_caseworker:
        client.impression = draws[IMPRESSION, i]
    else:
        client.trust = next_trust(client.trust, float(client.close_relation), demands, sanctioned, p.trust)
    client.belief = present_belief(client, leniency, time, p)
    return sanctioned


@rule
def present_belief(client: Row, leniency: float, time: float, p: Row) -> float:
    """Return the caseworker's belief about the client as both are now."""
    support = float(client.belief_support)
    own = belief(client.readiness, leniency, client.impression, p.derived.impression_sd, support, p.belief)
    return own + on_belief(time, p.job_entry.belief, p.client_time)
