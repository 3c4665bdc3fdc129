"""Count the outcomes of clients into cells: sums, and how many gain or lose against the baseline arm.

Values are counted in whole units of 2**-24, so that sums are exact and don't depend on the order of the rows or on
how they are shared out among threads.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel, rule
from simulation.indicators import Indicator
from simulation.outcomes.registry import N_OUTCOMES, OUTCOME_IDS, OUTCOMES
from simulation.state import LAST_SERVED, State

Counts = NDArray[np.int64]

SCALE = 2.0**24
ONE = np.int64(SCALE)  # a whole one, in the units that are counted
SMALLEST_DIFFERENCE = np.array([round(outcome.smallest_difference * SCALE) for outcome in OUTCOMES])

FIRST_JOB, IN_ORDINARY_JOB, ANY_HOURS = (
    OUTCOME_IDS.index("first_job"),
    OUTCOME_IDS.index("in_ordinary_job"),
    OUTCOME_IDS.index("any_ordinary_hours"),
)
IN_SUPPORTED_JOB, IN_NEW_START_JOB = OUTCOME_IDS.index("in_supported_job"), OUTCOME_IDS.index("in_new_start_job")
IN_EDUCATION, PENSION, EXIT_OTHER = (
    OUTCOME_IDS.index("in_education"),
    OUTCOME_IDS.index("disability_pension"),
    OUTCOME_IDS.index("other_exit"),
)
FIRST_MEDICINE = OUTCOME_IDS.index("anxiety_medication")  # the five follow in the order of Medicine
DISTRESS, READINESS, QUEUE_PLACES = (
    OUTCOME_IDS.index("distress"),
    OUTCOME_IDS.index("readiness"),
    OUTCOME_IDS.index("queue_places"),
)
CASEWORKER_BELIEF, CLIENT_BELIEF = OUTCOME_IDS.index("caseworker_belief"), OUTCOME_IDS.index("client_belief")
CHANGES, SANCTIONS = OUTCOME_IDS.index("caseworker_changes"), OUTCOME_IDS.index("sanctions")
WORKED, REFUSALS = OUTCOME_IDS.index("quarters_worked"), OUTCOME_IDS.index("pension_refusals")
WAITING, ON_BENEFIT = OUTCOME_IDS.index("waiting"), OUTCOME_IDS.index("on_benefit")
EARNINGS = OUTCOME_IDS.index("earnings")
NO_EARNINGS = (0.0,) * len(State)

BELIEF_ITEM, OWN_BELIEF_ITEM = int(Indicator.CASEWORKER_BELIEF), int(Indicator.OWN_BELIEF)
BELIEVES = 4  # answers 4 and 5: "good chances" and "yes"
SUPPORTED_JOB, NEW_START_JOB, ORDINARY_JOB = int(State.SUPPORTED_JOB), int(State.NEW_START_JOB), int(State.ORDINARY_JOB)
ORDINARY_HOURS, EDUCATION = int(State.ORDINARY_HOURS), int(State.EDUCATION)
DISABILITY_PENSION, OTHER_EXIT, NOT_ARRIVED = (
    int(State.DISABILITY_PENSION),
    int(State.OTHER_EXIT),
    int(State.NOT_ARRIVED),
)
ROOT_HALF = math.sqrt(0.5)


@rule
def queue_place(readiness: float) -> float:
    """Return the place 0..100 in the fixed queue: the share of the population at intake that is less ready."""
    return 50.0 * math.erfc(-readiness * ROOT_HALF)


@rule
def measure(client: Any, earnings: Counts, values: Counts) -> None:
    """Write the outcomes of one client into `values` [n_outcomes] (int64, in units of 2**-24).

    `earnings` [n_states] is what a client in each state earns a quarter, in thousand DKK and the same units.
    """
    state = client.state
    values[FIRST_JOB] = ONE * client.has_worked
    values[IN_ORDINARY_JOB] = ONE * (state == ORDINARY_JOB)
    values[ANY_HOURS] = ONE * (state in (ORDINARY_JOB, ORDINARY_HOURS))
    values[ON_BENEFIT] = ONE * (state <= LAST_SERVED)
    values[IN_SUPPORTED_JOB] = ONE * (state == SUPPORTED_JOB)
    values[IN_NEW_START_JOB] = ONE * (state == NEW_START_JOB)
    values[IN_EDUCATION] = ONE * (state == EDUCATION)
    values[PENSION] = ONE * (state == DISABILITY_PENSION)
    values[EXIT_OTHER] = ONE * (state == OTHER_EXIT)
    for medicine in range(5):
        values[FIRST_MEDICINE + medicine] = ONE * client.medication[medicine]
    values[CASEWORKER_BELIEF] = ONE * (client.caseworker_answer[BELIEF_ITEM] >= BELIEVES)
    values[CLIENT_BELIEF] = ONE * (client.client_answer[OWN_BELIEF_ITEM] >= BELIEVES)
    values[CHANGES] = ONE * client.n_caseworker_changes
    values[SANCTIONS] = ONE * client.n_sanctions
    values[WORKED] = ONE * client.n_quarters_worked
    values[REFUSALS] = ONE * client.n_pension_refusals
    values[WAITING] = ONE * client.is_waiting
    values[DISTRESS] = np.int64(math.floor(client.distress * SCALE + 0.5))
    values[READINESS] = np.int64(math.floor(client.readiness * SCALE + 0.5))
    values[QUEUE_PLACES] = np.int64(math.floor(queue_place(client.readiness) * SCALE + 0.5))
    values[EARNINGS] = earnings[state]


@kernel
def count(
    clients: Any,
    baseline: int,
    earnings: Counts,
    start: int,
    stop: int,
    n_in_cell: Counts,
    sums: Counts,
    gains: Counts,
    losses: Counts,
) -> None:
    """Add the clients of rows start..stop-1 to the counts; a few hundred rows at a time are fastest.

    Args:
        clients: [n_arms, n_clients] records.
        baseline: the arm that gains and losses are counted against.
        earnings: [n_states] what a client in each state earns a quarter, in thousand DKK and units of 2**-24.
        n_in_cell: [n_cells] clients present, added to.
        start: first row.
        stop: the row after the last.
        sums: [n_arms, n_cells, n_outcomes] int64 in units of 2**-24, added to.
        gains: [n_arms, n_cells, n_outcomes] int64 clients above the baseline arm, added to.
        losses: the same, below.
    """
    n_rows = stop - start
    at_baseline = np.empty((n_rows, N_OUTCOMES), np.int64)
    values = np.empty((n_rows, N_OUTCOMES), np.int64)
    for i in range(n_rows):
        client = clients[baseline, start + i]
        if client.state != NOT_ARRIVED:
            n_in_cell[client.cell] += 1
            measure(client, earnings, at_baseline[i])
        else:
            at_baseline[i] = 0
    for i in range(n_rows):
        cell = clients[baseline, start + i].cell
        for outcome in range(N_OUTCOMES):
            sums[baseline, cell, outcome] += at_baseline[i, outcome]
    # Arm by arm, so that the counts of one arm stay in the fast cache.
    for arm in range(clients.shape[0]):
        if arm == baseline:
            continue
        for i in range(n_rows):
            if clients[arm, start + i].state != NOT_ARRIVED:
                measure(clients[arm, start + i], earnings, values[i])
            else:
                values[i] = 0
        for i in range(n_rows):
            cell = clients[arm, start + i].cell
            for outcome in range(N_OUTCOMES):
                difference = values[i, outcome] - at_baseline[i, outcome]
                sums[arm, cell, outcome] += values[i, outcome]
                gains[arm, cell, outcome] += difference >= SMALLEST_DIFFERENCE[outcome]
                losses[arm, cell, outcome] += difference <= -SMALLEST_DIFFERENCE[outcome]


@kernel
def fold_cells(
    by_cell: Counts, n_in_cell: Counts, baseline: int, groups_of_cell: Counts, by_group: Counts, n_in_group: Counts
) -> None:
    """Add up the counts of cells into those of groups.

    Args:
        by_cell: [3, n_arms, n_cells, n_outcomes] sums, gains and losses; the baseline has neither gains nor losses.
        n_in_cell: [n_cells] clients present.
        baseline: the arm that gains and losses were counted against.
        groups_of_cell: [n_cells, n_dimensions + 1] the groups that each cell is part of.
        by_group: [3, n_arms, n_groups, n_outcomes] added to.
        n_in_group: [n_groups] added to.
    """
    for cell in range(groups_of_cell.shape[0]):
        if n_in_cell[cell] == 0:
            continue
        for place in range(groups_of_cell.shape[1]):
            group = groups_of_cell[cell, place]
            n_in_group[group] += n_in_cell[cell]
            for kind in range(by_cell.shape[0]):
                for arm in range(by_cell.shape[1]):
                    if kind == 0 or arm != baseline:
                        for outcome in range(N_OUTCOMES):
                            by_group[kind, arm, group, outcome] += by_cell[kind, arm, cell, outcome]
