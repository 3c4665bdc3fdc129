"""The caseworker phase of a quarter: tallies recounted from the clients' rows."""

from __future__ import annotations

from typing import Any

from simulation.compiled import kernel
from simulation.state import State

LAST_SERVED = int(State.ORDINARY_HOURS)


@kernel
def recount(clients: Any, caseworkers: Any) -> None:
    """Recount each caseworker's caseload and victories [n_caseworkers] from the clients [n_clients]."""
    for row in range(caseworkers.shape[0]):
        caseworkers[row].caseload = 0
        caseworkers[row].victories = 0
    for row in range(clients.shape[0]):
        client = clients[row]
        caseworker = caseworkers[client.caseworker]
        if client.state <= LAST_SERVED:
            caseworker.caseload += 1
        if client.has_entered_job:
            caseworker.victories += 1
