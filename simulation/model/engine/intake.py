"""Intake (quarter 0): caseworkers form a first view of their clients, and everybody answers the first questionnaire."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.base.compiled import kernel, of_fixed_type
from simulation.model.draws.decisions import N_CLIENT_DRAWS, Decision
from simulation.model.draws.fill import LANES, fill_rows
from simulation.model.engine.client_phase import ALL, CLIENTS, NORMALS, TILE, ZERO
from simulation.model.engine.forms import answer_questionnaire
from simulation.model.engine.meeting import present_belief

Rows = Any  # an array of records

# The draws that intake needs: the normals from this one on, and the block of uniforms that the responses are in.
IMPRESSION = of_fixed_type(Decision.IMPRESSION)
RESPONSES = of_fixed_type(Decision.CLIENT_RESPONSE // LANES * LANES)


@kernel
def take_in(clients: Rows, caseworkers: Rows, parameters: Rows, seed: int, replication: int) -> None:
    """Let the caseworkers form their first view of the clients [n], and everybody answer the first questionnaire.

    The draws are those of the client phase in quarter 0; nobody leaves the first form out.
    """
    p = parameters[0]
    n_clients = clients.shape[0]
    for first in range(0, n_clients, TILE):
        n = min(TILE, n_clients - first)
        draws = np.empty((N_CLIENT_DRAWS, n))
        fill_rows(draws, seed, replication, CLIENTS, ZERO, first, ZERO, IMPRESSION, NORMALS, NORMALS)
        fill_rows(draws, seed, replication, CLIENTS, ZERO, first, ZERO, RESPONSES, ALL, NORMALS)
        for i in range(n):
            client = clients[first + i]
            leniency = caseworkers[client.caseworker].leniency
            client.impression = draws[IMPRESSION, i]
            client.belief = present_belief(client, leniency, 0.0, p)
            answer_questionnaire(client, leniency, 0.0, p, draws, i)
