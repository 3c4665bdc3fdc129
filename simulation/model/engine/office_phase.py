"""The office phase of a quarter: arrivals and changes of caseworker, then what the policy proposes for those served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import literal_unroll
from numpy.typing import NDArray

from simulation.base.compiled import as_rows, kernel, rule
from simulation.model.doses import DOSES, NEEDS_PLAN
from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_OFFICE, N_OFFICE, Decision, Kind
from simulation.model.engine.places import let_places_fail
from simulation.model.labour_market import Places
from simulation.model.parameters.groups import Parameters
from simulation.model.policies import OfficeView, Policy
from simulation.model.rules.ageing import YEARS_A_QUARTER
from simulation.model.state import LAST_OF_WORKING_AGE, LAST_SERVED, State

Floats = NDArray[np.float64]
BENEFIT, RETIRED, DEAD, NOT_ARRIVED = int(State.BENEFIT), int(State.RETIRED), int(State.DEAD), int(State.NOT_ARRIVED)


class OfficeDraws(Mapping[int, Floats]):
    """Number of a decision of the office phase -> its uniforms [n], the same under all policies.

    They are drawn on first access, four decisions at a time (a block of the generator).
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


@rule
def grow_older(client: Any, p: Any) -> None:
    """Make a client a quarter of a year older; who has reached the pension age retires, and who dies is gone."""
    client.age += YEARS_A_QUARTER
    if client.age >= client.age_at_death:
        client.state = DEAD
        client.medication[:] = 0
    elif client.state <= LAST_OF_WORKING_AGE and client.age >= p.exits.pension_age:
        client.state = RETIRED
    if client.state > LAST_OF_WORKING_AGE:
        client.has_entered_job = 0
        client.has_client_answered = 0
        client.has_caseworker_answered = 0


@kernel
def open_quarter(
    clients: Any,
    arm: int,
    quarter: int,
    parameters: Any,
    starts: NDArray[np.int64],
    probability: float,
    change: Floats,
    choice: Floats,
) -> None:
    """Let time pass and new clients arrive, and give some clients another caseworker of their office.

    Of `clients` [n_arms, n] those of one arm are changed; `parameters` [1] is the record of parameters.

    Each other caseworker of the office is equally likely. Trust is gone and the plan lapses. `starts` [n_offices + 1]
    are the offices' first caseworker rows; `change` and `choice` [n] are uniforms. In an office with a single
    caseworker nobody can change.
    """
    for row in range(clients.shape[1]):
        client = clients[arm, row]
        client.has_new_caseworker = 0
        if client.state == NOT_ARRIVED:
            if client.arrival == quarter:
                client.state = BENEFIT
        else:
            has_passed = quarter > 1  # since intake no time has when the first quarter opens
            if has_passed and client.state != DEAD:
                grow_older(client, parameters[0])
            if client.state > LAST_SERVED:
                client.quarters_on_benefit = 0
            elif has_passed:
                client.quarters_on_benefit += 1
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

    `doses` [n] are in the order of `DOSES`.

    Those not served have no plan. With a new caseworker the plan lapses for this quarter; doses that need no plan (the
    caseload, incentives) stay.
    """
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
        place = 0
        for dose in literal_unroll(DOSES):  # each name apart, so that columns may be found by it
            is_given = has_plan if NEEDS_PLAN[place] else is_served
            client[dose] = doses[place][row] if is_given else 0.0
            place += 1  # noqa: SIM113 (enumerate would hide the names)


@dataclass(frozen=True)
class Offices:
    """What the office phase of one quarter works with, in all arms."""

    quarter: int  # 1 for the first simulated quarter
    clients: NDArray[Any]  # [n_arms, n] records of CLIENT, changed in place
    known: NDArray[Any]  # [n_arms, n] the same with their permitted columns alone
    caseworkers: NDArray[Any]  # [n_arms, n_caseworkers] records of CASEWORKER, changed in place
    starts: NDArray[np.int64]  # [n_offices + 1] the offices' first caseworker rows
    parameters: Parameters
    record: Any  # of the parameters, as compiled code reads them
    draws: OfficeDraws
    doses_in_use: NDArray[np.bool_]  # [n_arms, n_doses] whether anybody's plan has the dose, written
    places: Places | None = None  # with employers, where they may fall through


def run_office(offices: Offices, arm: int, policy: Policy) -> None:
    """Run the office phase of one arm under its policy."""
    quarter, draws, practice = offices.quarter, offices.draws, offices.parameters.practice
    usual = offices.parameters.caseworkers.change_probability
    probability = min(1.0, usual * policy.change_factor(quarter))
    rows, caseworkers = as_rows(offices.clients), offices.caseworkers[arm]
    change, choice = draws[Decision.CASEWORKER_CHANGE], draws[Decision.NEW_CASEWORKER]
    open_quarter(rows, arm, quarter, offices.record, offices.starts, probability, change, choice)
    caseloads = caseworkers["caseload"]
    caseloads.setflags(write=False)
    view = OfficeView(quarter, practice, usual, offices.known[arm], caseloads, draws)
    proposal = policy.propose(view)
    if offices.places is not None:
        let_places_fail(view, proposal, offices.places)
    plan = proposal.interventions, proposal.plan_step, proposal.is_waiting
    write_plans(rows, arm, *plan, proposal.client_doses())
    offices.doses_in_use[arm] = proposal.client_doses_used()
    for dose, column in proposal.caseworker_doses().items():
        caseworkers[dose] = column
