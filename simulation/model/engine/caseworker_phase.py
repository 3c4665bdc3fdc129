"""The caseworker phase of a quarter: tallies recounted from the clients' rows, and caseworkers moved by practice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel, rule
from simulation.model.rules.client_time import log_crowding
from simulation.model.rules.effectiveness import effectiveness
from simulation.model.rules.leniency import leniency, next_climate
from simulation.model.state import LAST_SERVED


@rule
def recount_arm(clients: Any, caseworkers: Any) -> None:
    """Recount caseloads and victories [n_caseworkers] from the clients [n_clients]."""
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


@kernel
def recount(clients: Any, caseworkers: Any) -> None:
    """Recount caseloads and victories [n_arms, n_caseworkers] from the clients [n_arms, n_clients]."""
    for arm in range(caseworkers.shape[0]):
        recount_arm(clients[arm], caseworkers[arm])


@rule
def learn(caseworkers: Any, first: int, stop: int, p: Any) -> None:
    """Move belief, effectiveness and time for each client of the caseworkers of one office, rows first..stop-1."""
    n_served, n_victories, trait = 0, 0, 0.0
    for row in range(first, stop):
        n_served += caseworkers[row].caseload
        n_victories += caseworkers[row].victories
        trait += caseworkers[row].trait
    n_caseworkers = max(1, stop - first)
    victories = 100.0 * n_victories / max(1, n_served + n_victories)
    office_mean = trait / n_caseworkers
    for row in range(first, stop):
        c = caseworkers[row]
        c.climate = next_climate(c.climate, c.belief_building, c.celebrating, victories, p.leniency)
        c.leniency = leniency(c.trait, c.climate, c.sparring, office_mean, p.leniency)
        c.log_crowding = log_crowding(n_served / n_caseworkers, c.usual_caseload)
        c.effectiveness = effectiveness(c.skill, c.like_the_best, p.derived.best_effectiveness)


@kernel
def end_quarter(clients: Any, caseworkers: Any, starts: NDArray[np.int64], parameters: Any) -> None:
    """End the quarter of the caseworkers [n_arms, n_caseworkers] with their clients [n_arms, n_clients].

    `starts` [n_offices + 1] are the offices' first caseworker rows; `parameters` [1] is the record of parameters.
    """
    for arm in range(caseworkers.shape[0]):
        recount_arm(clients[arm], caseworkers[arm])
        for office in range(starts.shape[0] - 1):
            learn(caseworkers[arm], starts[office], starts[office + 1], parameters[0])
