"""The office phase of a quarter: arrivals and changes of caseworker, then what the policy proposes for those served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import as_rows, kernel
from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_OFFICE, N_OFFICE, Decision, Kind
from simulation.model.parameters.groups import Parameters
from simulation.model.policies import OfficeView, Policy
from simulation.model.state import LAST_SERVED, State

Floats = NDArray[np.float64]
BENEFIT, NOT_ARRIVED = int(State.BENEFIT), int(State.NOT_ARRIVED)


class OfficeDraws(Mapping[int, Floats]):
    """The uniforms [n] of every decision of the office phase by its number, drawn when they are first asked for.

    They are the same under all policies; four decisions come at a time (a block of the generator).
    """

    def __init__(self, seed: int, replication: int, quarter: int, n: int) -> None:
        self._key = (seed, replication, Kind.CLIENT, quarter)
        self._n = n
        self._drawn: dict[int, Floats] = {}

    def __getitem__(self, decision: int) -> Floats:
        """Return the uniforms [n] of a decision, read-only."""
        number = int(decision)  # a name of the enumeration is slow to compare
        if not FIRST_OFFICE <= number < FIRST_OFFICE + N_OFFICE:
            raise KeyError(decision)
        if number not in self._drawn:
            first = number // fill.LANES * fill.LANES
            table = fill.uniforms(*self._key, first, fill.LANES, 0, self._n)
            table.setflags(write=False)
            self._drawn.update(enumerate(table, start=first))
        return self._drawn[number]

    def __iter__(self) -> Iterator[int]:
        return iter(range(FIRST_OFFICE, FIRST_OFFICE + N_OFFICE))

    def __len__(self) -> int:
        return N_OFFICE


@kernel
def open_quarter(
    clients: Any, arm: int, quarter: int, starts: NDArray[np.int64], probability: float, change: Floats, choice: Floats
) -> None:
    """Let new clients arrive, count quarters on benefit, and give some clients another caseworker of their office.

    Of `clients` [n_arms, n] those of one arm are changed.

    Each other caseworker of the office is equally likely. Trust is gone and the plan lapses. `starts` [n_offices + 1]
    are the offices' first caseworker rows; `change` and `choice` [n] are uniforms. In an office with a single
    caseworker nobody can change.
    """
    for row in range(clients.shape[1]):
        client = clients[arm, row]
        client.has_new_caseworker = 0
        if client.state == NOT_ARRIVED and client.arrival == quarter:
            client.state = BENEFIT
        elif client.state <= LAST_SERVED:
            if quarter > 1:  # since intake no time has passed when the first quarter opens
                client.quarters_on_benefit += 1
        elif client.state != NOT_ARRIVED:
            client.quarters_on_benefit = 0
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
    arm: int,
    interventions: NDArray[np.uint32],
    step: NDArray[np.uint8],
    is_waiting: NDArray[np.bool_],
    doses: tuple[Floats, ...],
) -> None:
    """Write what is proposed [n] as the plans of the quarter of one arm of the clients [n_arms, n].

    `doses` [n] are in the order of `state.DOSES`.

    Those not served have no plan. With a new caseworker the plan lapses for this quarter; what doesn't depend on a plan
    (the caseload, incentives) stays.
    """
    meetings, demands, sanctioning, close_relation, belief_support, employer, responsiveness = doses[:7]
    extra_time, matching, subsidy, bonus, benefit_cut = doses[7:]
    for row in range(clients.shape[1]):
        client = clients[arm, row]
        is_served = client.state <= LAST_SERVED
        has_plan = is_served and not client.has_new_caseworker
        if has_plan:
            begins = client.plan_quarters == 0 or client.plan_step != step[row]
            client.plan_quarters = 1 if begins else min(255, client.plan_quarters + 1)
            client.plan_step = step[row]
            client.interventions = interventions[row]
        else:
            client.plan_quarters = 0
            client.plan_step = 0
            client.interventions = 0
        client.is_waiting = has_plan and is_waiting[row]
        client.meetings = meetings[row] if has_plan else 0.0
        client.demands = demands[row] if has_plan else 0.0
        client.sanctioning = sanctioning[row] if has_plan else 0.0
        client.close_relation = close_relation[row] if has_plan else 0.0
        client.belief_support = belief_support[row] if has_plan else 0.0
        client.employer_contact = employer[row] if has_plan else 0.0
        client.responsiveness = responsiveness[row] if has_plan else 0.0
        client.matching = matching[row] if has_plan else 0.0
        client.subsidy = subsidy[row] if has_plan else 0.0
        client.extra_time = extra_time[row] if is_served else 0.0
        client.bonus = bonus[row] if is_served else 0.0
        client.benefit_cut = benefit_cut[row] if is_served else 0.0


def run_office(
    clients: NDArray[Any],
    known: NDArray[Any],
    caseworkers: NDArray[Any],
    arm: int,
    starts: NDArray[np.int64],
    policy: Policy,
    parameters: Parameters,
    draws: OfficeDraws,
    quarter: int,
) -> None:
    """Run the office phase of one arm: `clients` [n_arms, n] and `caseworkers` [n_arms, n_caseworkers] change.

    `known` [n_arms, n] are the clients with their permitted columns alone.
    """
    usual = parameters.caseworkers.change_probability
    probability = min(1.0, usual * policy.change_factor(quarter))
    change, choice = draws[Decision.CASEWORKER_CHANGE], draws[Decision.NEW_CASEWORKER]
    rows = as_rows(clients)
    open_quarter(rows, arm, quarter, starts, probability, change, choice)
    caseloads = caseworkers[arm]["caseload"]
    caseloads.setflags(write=False)
    proposal = policy.propose(OfficeView(quarter, parameters.practice, usual, known[arm], caseloads, draws))
    write_plans(rows, arm, proposal.interventions, proposal.plan_step, proposal.is_waiting, proposal.doses())
    served_by = caseworkers[arm]
    for dose, column in proposal.caseworker_doses().items():
        served_by[dose] = column
