"""The office phase of a quarter: changes of caseworker, then what the policy proposes for those who are served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.draws import fill
from simulation.draws.decisions import FIRST_OFFICE, N_OFFICE, Decision, Kind
from simulation.parameters.groups import Parameters
from simulation.policies import OfficeView, Policy
from simulation.policies.view import permitted_columns
from simulation.state import LAST_SERVED

Floats = NDArray[np.float64]
OfficeDraws = Mapping[int, NDArray[np.float64]]


def office_draws(seed: int, replication: int, quarter: int, n: int) -> OfficeDraws:
    """Return the uniforms [n] of every decision of the office phase by its number; the same for all policies."""
    table = fill.uniforms(seed, replication, Kind.CLIENT, quarter, FIRST_OFFICE, N_OFFICE, 0, n)
    table.setflags(write=False)
    return {FIRST_OFFICE + row: table[row] for row in range(N_OFFICE)}


@kernel
def change_caseworkers(
    clients: Any, starts: NDArray[np.int64], probability: float, change: Floats, choice: Floats
) -> None:
    """Give some of the clients [n] on benefit another caseworker of their office, each other one equally likely.

    Trust is gone and the plan lapses. `starts` [n_offices + 1] are the offices' first caseworker rows; `change` and
    `choice` [n] are uniforms. In an office with a single caseworker nobody can change.
    """
    for row in range(clients.shape[0]):
        client = clients[row]
        client.has_new_caseworker = 0
        if client.state <= LAST_SERVED and change[row] < probability:
            first = starts[client.office]
            n_others = starts[client.office + 1] - first - 1
            if n_others > 0:
                other = first + np.int64(choice[row] * n_others)
                client.caseworker = other + (other >= client.caseworker)
                client.has_new_caseworker = 1
                client.n_caseworker_changes += 1
                client.trust = 0.0


@kernel
def write_plans(
    clients: Any,
    interventions: NDArray[np.uint32],
    step: NDArray[np.uint8],
    meetings: Floats,
    demands: Floats,
    sanctioning: Floats,
    close_relation: Floats,
    belief_support: Floats,
    employer: Floats,
) -> None:
    """Write what is proposed [n] as the plans of the quarter; nothing for those not served or with a lapsed plan."""
    for row in range(clients.shape[0]):
        client = clients[row]
        if client.state <= LAST_SERVED and not client.has_new_caseworker:
            begins = client.plan_quarters == 0 or client.plan_step != step[row]
            client.plan_quarters = 1 if begins else min(255, client.plan_quarters + 1)
            client.plan_step = step[row]
            client.interventions = interventions[row]
            client.meetings = meetings[row]
            client.demands = demands[row]
            client.sanctioning = sanctioning[row]
            client.close_relation = close_relation[row]
            client.belief_support = belief_support[row]
            client.employer_contact = employer[row]
        else:
            client.plan_quarters = 0
            client.plan_step = 0
            client.interventions = 0
            client.meetings = 0.0
            client.demands = 0.0
            client.sanctioning = 0.0
            client.close_relation = 0.0
            client.belief_support = 0.0
            client.employer_contact = 0.0


def run_office(
    clients: NDArray[Any],
    records: NDArray[Any],
    caseworkers: NDArray[Any],
    starts: NDArray[np.int64],
    policy: Policy,
    parameters: Parameters,
    draws: OfficeDraws,
    quarter: int,
) -> None:
    """Run the office phase of one arm: `clients` [n] and `records` (the same rows as records) are changed in place.

    `caseworkers` [n_caseworkers] are read only.
    """
    probability = parameters.caseworkers.change_probability
    change_caseworkers(records, starts, probability, draws[Decision.CASEWORKER_CHANGE], draws[Decision.NEW_CASEWORKER])
    caseload = caseworkers["caseload"][clients["caseworker"]]
    caseload.setflags(write=False)
    view = OfficeView(quarter, parameters.practice, probability, permitted_columns(clients), caseload, draws)
    p = policy.propose(view)
    write_plans(
        records,
        p.interventions,
        p.plan_step,
        p.meetings,
        p.demands,
        p.sanctioning,
        p.close_relation,
        p.belief_support,
        p.employer_contact,
    )
