"""The quantities that money is worked out from, counted exactly: client-quarters of states, measures, doses, events.

A price is put on them afterwards (`simulation/study/money/`), so that other prices need no new simulation. Doses are
counted in whole units of 2**-24, everything else in whole numbers, so that sums are exact and don't depend on how rows
are shared out among threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import literal_unroll
from numpy.typing import NDArray

from simulation.base.compiled import kernel, rule
from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.interventions import interventions
from simulation.model.outcomes.registry import SCALE
from simulation.model.state import Medicine, State

STATE_IDS = tuple(f"state_{state.name.lower()}" for state in State)
MEASURE_IDS = tuple(f"measure_{id}" for id in interventions())
MEDICINE_IDS = tuple(f"medicine_{medicine.name.lower()}" for medicine in Medicine)
SERVED, JOB_ENTRIES, BONUSES = "served", "job_entries", "bonuses"
SANCTIONS = "n_sanctions"  # the column of CLIENT counts since the start: a quarter's quantity is what it has grown by
QUANTITIES = (
    *STATE_IDS,
    SERVED,
    *MEASURE_IDS,
    *DOSES,  # of clients served, in client-quarters at full dose
    SANCTIONS,
    JOB_ENTRIES,
    BONUSES,  # job entries under a re-employment bonus
    *MEDICINE_IDS,
    *CASEWORKER_DOSES,  # in caseworker-quarters at full dose
)
N_QUANTITIES = len(QUANTITIES)
DOSE_UNIT = int(SCALE)  # units that make up one client-quarter (or one bonus) at full dose
IN_DOSE_UNITS = (*DOSES, BONUSES, *CASEWORKER_DOSES)

N_MEASURES, N_MEDICINES = len(MEASURE_IDS), len(MEDICINE_IDS)
SERVED_AT, FIRST_MEASURE, FIRST_DOSE = (QUANTITIES.index(id) for id in (SERVED, MEASURE_IDS[0], DOSES[0]))
SANCTIONS_AT, ENTRIES_AT = QUANTITIES.index(SANCTIONS), QUANTITIES.index(JOB_ENTRIES)
BONUSES_AT, FIRST_MEDICINE = QUANTITIES.index(BONUSES), QUANTITIES.index(MEDICINE_IDS[0])
FIRST_CASEWORKER_DOSE = QUANTITIES.index(CASEWORKER_DOSES[0])
NOT_ARRIVED = int(State.NOT_ARRIVED)


@rule
def in_units(dose: float) -> int:
    """Return a dose (0 or more) in whole units of 2**-24."""
    return int(float(dose) * SCALE + 0.5)


@rule
def began_served(client: Any) -> bool:
    """Return whether a client was served when the quarter began: has a plan, or has just changed caseworker."""
    served: bool = client.plan_quarters > 0 or client.has_new_caseworker > 0
    return served


@rule
def add_caseworker_doses(caseworker: Any, amount: NDArray[np.int64]) -> None:
    """Add what the policy did with a caseworker to the quantities [n_quantities]."""
    place = FIRST_CASEWORKER_DOSE
    for dose in literal_unroll(CASEWORKER_DOSES):
        amount[place] += in_units(caseworker[dose])
        place += 1


@rule
def add_client(client: Any, amount: NDArray[np.int64]) -> None:
    """Add the quantities of one client in this quarter to the quantities [n_quantities], but for the doses of the plan.

    States are those at the end of the quarter; sanctions are as the row has them. Plans are those of the quarter: the
    office leaves them empty for whoever isn't served at its start, so that a measure counts also for a client who
    leaves benefit during the quarter.
    """
    amount[client.state] += 1
    if client.state == NOT_ARRIVED:
        return
    amount[SANCTIONS_AT] += client.n_sanctions
    if client.has_entered_job:
        amount[ENTRIES_AT] += 1
        amount[BONUSES_AT] += in_units(client.bonus)
    for medicine in range(N_MEDICINES):
        amount[FIRST_MEDICINE + medicine] += client.medication[medicine]
    amount[SERVED_AT] += began_served(client)
    portfolio = client.interventions  # empty for whoever isn't served
    for bit in range(N_MEASURES):
        amount[FIRST_MEASURE + bit] += (portfolio >> bit) & 1


@rule
def add_doses(client: Any, amount: NDArray[np.int64]) -> None:
    """Add the doses of one client's plan to the quantities [n_quantities]."""
    place = FIRST_DOSE
    for dose in literal_unroll(DOSES):
        amount[place] += began_served(client) * in_units(client[dose])
        place += 1


@kernel
def tally(clients: Any, start: int, stop: int, amounts: NDArray[np.int64]) -> None:
    """Add the quantities of the clients of rows start..stop-1 in this quarter, but for the doses of their plans.

    Args:
        clients: [n_arms, n_clients] records of CLIENT.
        start: first row.
        stop: the row after the last.
        amounts: [n_arms, n_quantities] in the order of QUANTITIES, added to; sanctions as the rows have them.
    """
    for arm in range(clients.shape[0]):
        amount = amounts[arm]
        for row in range(start, stop):
            add_client(clients[arm, row], amount)


@kernel
def tally_doses(clients: Any, start: int, stop: int, in_use: NDArray[np.bool_], amounts: NDArray[np.int64]) -> None:
    """Add the doses of the plans of rows start..stop-1 to `amounts`, as `tally`.

    `in_use` [n_arms, n_doses] says which doses an arm gives anybody: most give few, and looking at all of them in each
    row took half of the time of tallying.
    """
    for arm in range(clients.shape[0]):
        place = 0
        for dose in literal_unroll(DOSES):
            if in_use[arm, place]:
                total = 0
                for row in range(start, stop):
                    client = clients[arm, row]
                    total += began_served(client) * in_units(client[dose])
                amounts[arm, FIRST_DOSE + place] += total
            place += 1  # noqa: SIM113 (enumerate would hide the names)


@kernel
def add_value_of_each(
    clients: Any,
    sanctions: NDArray[np.int64],
    values: NDArray[np.float64],
    amount: NDArray[np.int64],
    into: NDArray[np.float64],
) -> None:
    """Add what each client's quantities in this quarter are worth, client by client.

    Args:
        clients: [n_arms, n_clients] records of CLIENT.
        sanctions: [n_arms, n_clients] of the rows up to the quarter before; set to those up to this one.
        values: [n_lines, n_quantities] what one of each quantity is worth.
        amount: [n_quantities] room for one client's quantities.
        into: [n_lines, n_arms, n_clients] added to.
    """
    for arm in range(clients.shape[0]):
        for row in range(clients.shape[1]):
            client = clients[arm, row]
            amount[:] = 0
            add_client(client, amount)
            add_doses(client, amount)
            amount[SANCTIONS_AT] = client.n_sanctions - sanctions[arm, row]
            sanctions[arm, row] = client.n_sanctions
            for line in range(values.shape[0]):
                total = 0.0
                for place in range(N_QUANTITIES):
                    total += values[line, place] * amount[place]
                into[line, arm, row] += total


@kernel
def tally_caseworkers(caseworkers: Any, amounts: NDArray[np.int64]) -> None:
    """Add what the policy did with the caseworkers [n_arms, n_caseworkers] this quarter to `amounts`, as `tally`."""
    for arm in range(caseworkers.shape[0]):
        for row in range(caseworkers.shape[1]):
            add_caseworker_doses(caseworkers[arm, row], amounts[arm])


def of_each_quarter(recorded: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what `tally` recorded [n_arms, n_quarters + 1, n_quantities] with each quarter's sanctions alone."""
    quantities = recorded.copy()
    quantities[:, 1:, SANCTIONS_AT] = np.diff(recorded[:, :, SANCTIONS_AT], axis=1)
    return quantities
