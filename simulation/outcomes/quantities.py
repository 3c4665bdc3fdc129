"""The quantities that money is worked out from, counted exactly: client-quarters of states, measures, doses, events.

A price is put on them afterwards (`simulation/money/`), so that other prices need no new simulation. Doses are counted
in whole units of 2**-24, everything else in whole numbers, so that sums are exact and don't depend on how rows are
shared out among threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import literal_unroll
from numpy.typing import NDArray

from simulation.compiled import kernel, rule
from simulation.interventions import interventions
from simulation.outcomes.observe import SCALE
from simulation.state import CASEWORKER_DOSES, DOSES, Medicine, State

# Columns of CLIENT that count since the start: a quarter's quantity is what they have grown by.
SINCE_START = ("n_sanctions",)

STATE_IDS = tuple(f"state_{state.name.lower()}" for state in State)
MEASURE_IDS = tuple(f"measure_{id}" for id in interventions())
MEDICINE_IDS = tuple(f"medicine_{medicine.name.lower()}" for medicine in Medicine)
SERVED, JOB_ENTRIES, BONUSES = "served", "job_entries", "bonuses"
QUANTITIES = (
    *STATE_IDS,
    SERVED,
    *MEASURE_IDS,
    *DOSES,  # of clients served, in client-quarters at full dose
    *SINCE_START,
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
FIRST_SINCE_START, ENTRIES_AT = QUANTITIES.index(SINCE_START[0]), QUANTITIES.index(JOB_ENTRIES)
BONUSES_AT, FIRST_MEDICINE = QUANTITIES.index(BONUSES), QUANTITIES.index(MEDICINE_IDS[0])
FIRST_CASEWORKER_DOSE = QUANTITIES.index(CASEWORKER_DOSES[0])
NOT_ARRIVED = int(State.NOT_ARRIVED)


@rule
def in_units(dose: float) -> int:
    """Return a dose (0 or more) in whole units of 2**-24."""
    return int(float(dose) * SCALE + 0.5)


@rule
def has_dose(client: Any) -> bool:
    """Return whether a plan has any dose in it; most have none, and are spared a look at each."""
    of_meetings = client.meetings + client.demands + client.sanctioning
    of_relation = client.close_relation + client.belief_support + client.responsiveness + client.extra_time
    of_employers = client.employer_contact + client.matching + client.subsidy
    return bool(of_meetings + of_relation + of_employers + client.bonus + client.benefit_cut > 0.0)


@kernel
def tally(clients: Any, start: int, stop: int, amounts: NDArray[np.int64]) -> None:
    """Add the quantities of the clients of rows start..stop-1 in this quarter.

    States are those at the end of the quarter. Plans are those of the quarter: the office leaves them empty for whoever
    isn't served at its start, so that a measure counts also for a client who leaves benefit during the quarter.

    Args:
        clients: [n_arms, n_clients] records of CLIENT.
        start: first row.
        stop: the row after the last.
        amounts: [n_arms, n_quantities] in the order of QUANTITIES, added to; `SINCE_START` as the rows have them.
    """
    for arm in range(clients.shape[0]):
        amount = amounts[arm]
        for row in range(start, stop):
            client = clients[arm, row]
            amount[client.state] += 1
            if client.state == NOT_ARRIVED:
                continue
            counted = FIRST_SINCE_START
            for name in literal_unroll(SINCE_START):
                amount[counted] += client[name]
                counted += 1
            if client.has_entered_job:
                amount[ENTRIES_AT] += 1
                amount[BONUSES_AT] += in_units(client.bonus)
            for medicine in range(N_MEDICINES):
                amount[FIRST_MEDICINE + medicine] += client.medication[medicine]
            # Whoever is served at the start of a quarter has a plan in it or has just changed caseworker.
            if client.plan_quarters == 0 and client.has_new_caseworker == 0:
                continue
            amount[SERVED_AT] += 1
            portfolio = client.interventions
            for bit in range(N_MEASURES):
                amount[FIRST_MEASURE + bit] += (portfolio >> bit) & 1
            if has_dose(client):
                place = FIRST_DOSE
                for name in literal_unroll(DOSES):
                    amount[place] += in_units(client[name])
                    place += 1


@kernel
def tally_caseworkers(caseworkers: Any, amounts: NDArray[np.int64]) -> None:
    """Add what the policy did with the caseworkers [n_arms, n_caseworkers] this quarter to `amounts`, as `tally`."""
    for arm in range(caseworkers.shape[0]):
        for row in range(caseworkers.shape[1]):
            caseworker = caseworkers[arm, row]
            place = FIRST_CASEWORKER_DOSE
            for name in literal_unroll(CASEWORKER_DOSES):
                amounts[arm, place] += in_units(caseworker[name])
                place += 1


def of_each_quarter(recorded: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what `tally` recorded [n_arms, n_quarters + 1, n_quantities] with the counts since the start parted."""
    quantities = recorded.copy()
    counts = slice(FIRST_SINCE_START, FIRST_SINCE_START + len(SINCE_START))
    quantities[:, 1:, counts] = np.diff(recorded[:, :, counts], axis=1)
    return quantities
