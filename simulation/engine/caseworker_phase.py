"""The caseworker phase of a quarter: tallies recounted from the clients' rows."""

from __future__ import annotations

from typing import Any

from simulation.compiled import kernel
from simulation.state import LAST_SERVED


@kernel
def recount(clients: Any, caseworkers: Any) -> None:
    """Recount caseloads and victories [n_arms, n_caseworkers] from the clients [n_arms, n_clients]."""
    for arm in range(caseworkers.shape[0]):
        for row in range(caseworkers.shape[1]):
            caseworkers[arm, row].caseload = 0
            caseworkers[arm, row].victories = 0
        for row in range(clients.shape[1]):
            client = clients[arm, row]
            caseworker = caseworkers[arm, client.caseworker]
            if client.state <= LAST_SERVED:
                caseworker.caseload += 1
            if client.has_entered_job:
                caseworker.victories += 1
