"""Count the outcomes of clients into cells: how many there are, and how many gain or lose against the baseline arm.

Shares are counted in clients, and so are gains and losses of all outcomes: a count is a lane of 16 bits, four of which
are added at a time. Amounts (distress, quarters worked, ...) are summed in whole units of 2**-24, so that sums are
exact and don't depend on the order of the rows or on how they are shared out among threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel, rule
from simulation.model.outcomes.registry import (
    AMOUNT_IDS,
    OUTCOME_BY_ID,
    OUTCOME_IDS,
    SCALE,
    SHARE_IDS,
    Counts,
    Lanes,
    measure,
)
from simulation.model.state import State

Words = NDArray[np.uint64]

N_AMOUNTS = len(AMOUNT_IDS)
SMALLEST_DIFFERENCE = np.array(
    [round(OUTCOME_BY_ID[id].smallest_difference * SCALE) for id in AMOUNT_IDS]
)  # of amounts; of shares it is one

# The lanes of a row of counts: first the shares, then, on the next whole word of four, the amounts.
LANES_A_WORD = 4
LARGEST_BLOCK = 2**16 - 1  # rows that a lane can count
N_SHARE_WORDS, N_AMOUNT_WORDS = -(-len(SHARE_IDS) // LANES_A_WORD), -(-N_AMOUNTS // LANES_A_WORD)
N_SHARE_LANES = N_SHARE_WORDS * LANES_A_WORD
N_LANES = N_SHARE_LANES + N_AMOUNT_WORDS * LANES_A_WORD
LANES = tuple(
    SHARE_IDS.index(id) if id in SHARE_IDS else N_SHARE_LANES + AMOUNT_IDS.index(id) for id in OUTCOME_IDS
)  # of each outcome
SHIFTS = np.arange(0, 64, 16).astype(np.uint64)  # of the lanes in a word (bytes stand lowest first)

NO_EARNINGS = (0.0,) * len(State)
NOT_ARRIVED = int(State.NOT_ARRIVED)


@rule
def measure_rows(clients: Any, arm: int, start: int, earnings: Counts, shares: Lanes, amounts: Counts) -> None:
    """Write the outcomes of as many clients of an arm, from row `start` on, as `shares` has rows."""
    for i in range(shares.shape[0]):
        client = clients[arm, start + i]
        shares[i], amounts[i] = 0, 0  # who has not arrived has nothing, and lanes that no outcome has stay empty
        if client.state != NOT_ARRIVED:
            measure(client, earnings, shares[i], amounts[i])


@rule
def compare(amounts: Counts, at_baseline: Counts, word: int) -> tuple[np.uint64, np.uint64]:
    """Return which of the four amounts of a word lie the smallest difference above the baseline, and which below."""
    above, below = np.uint64(0), np.uint64(0)
    for lane in range(LANES_A_WORD):
        place = word * LANES_A_WORD + lane
        if place < N_AMOUNTS:
            difference = amounts[place] - at_baseline[place]
            above |= np.uint64(difference >= SMALLEST_DIFFERENCE[place]) << SHIFTS[lane]
            below |= np.uint64(-difference >= SMALLEST_DIFFERENCE[place]) << SHIFTS[lane]
    return above, below


@kernel
def count(
    clients: Any,
    baseline: int,
    earnings: Counts,
    start: int,
    stop: int,
    n_in_cell: Counts,
    events: Lanes,
    totals: Counts,
) -> None:
    """Add the clients of rows start..stop-1 to the counts; a few hundred rows at a time are fastest.

    Args:
        clients: [n_arms, n_clients] records.
        baseline: the arm that gains and losses are counted against.
        earnings: [n_states] what a client in each state earns a quarter, in thousand DKK and units of 2**-24.
        n_in_cell: [n_cells] clients present, added to.
        start: first row.
        stop: the row after the last.
        events: [3, n_arms, n_cells, n_lanes] added to: clients counted in the shares; clients above the baseline arm,
            in all outcomes; clients below. They can take LARGEST_BLOCK rows.
        totals: [n_arms, n_cells, n_amounts] int64 in units of 2**-24, added to.
    """
    n_rows = stop - start
    shares, amounts = np.zeros((n_rows, N_SHARE_LANES), np.uint16), np.zeros((n_rows, N_AMOUNTS), np.int64)
    baseline_shares, baseline_amounts = np.zeros_like(shares), np.zeros_like(amounts)
    words, baseline_words, counted = shares.view(np.uint64), baseline_shares.view(np.uint64), events.view(np.uint64)
    cells = np.empty(n_rows, np.int64)
    for i in range(n_rows):
        client = clients[baseline, start + i]
        cells[i] = client.cell
        n_in_cell[client.cell] += client.state != NOT_ARRIVED
    measure_rows(clients, baseline, start, earnings, baseline_shares, baseline_amounts)
    add_up(baseline_words, baseline_amounts, cells, counted[0, baseline], totals[baseline])
    for arm in range(clients.shape[0]):
        if arm != baseline:
            measure_rows(clients, arm, start, earnings, shares, amounts)
            add_up(words, amounts, cells, counted[0, arm], totals[arm])
            for i in range(n_rows):
                cell = cells[i]
                for word in range(N_SHARE_WORDS):
                    counted[1, arm, cell, word] += words[i, word] & ~baseline_words[i, word]
                    counted[2, arm, cell, word] += baseline_words[i, word] & ~words[i, word]
                for word in range(N_AMOUNT_WORDS):
                    above, below = compare(amounts[i], baseline_amounts[i], word)
                    counted[1, arm, cell, N_SHARE_WORDS + word] += above
                    counted[2, arm, cell, N_SHARE_WORDS + word] += below


@rule
def add_up(words: Words, amounts: Counts, cells: Counts, counted: Words, totals: Counts) -> None:
    """Add the outcomes of rows to those of their cells [n_cells, n_words] and [n_cells, n_amounts]."""
    for i in range(cells.shape[0]):
        cell = cells[i]
        for word in range(N_SHARE_WORDS):
            counted[cell, word] += words[i, word]
        for amount in range(N_AMOUNTS):
            totals[cell, amount] += amounts[i, amount]


@kernel
def fold_cells(
    events: Lanes,
    totals: Counts,
    n_in_cell: Counts,
    groups_of_cell: Counts,
    baseline: int,
    events_by_group: Counts,
    totals_by_group: Counts,
    n_in_group: Counts,
) -> None:
    """Add up the counts of cells into those of groups.

    Args:
        events: [3, n_arms, n_cells, n_lanes] as `count` leaves them.
        totals: [n_arms, n_cells, n_amounts] likewise.
        n_in_cell: [n_cells] clients present.
        groups_of_cell: [n_cells, n_dimensions + 1] the groups that each cell is part of.
        baseline: the arm that has no gains and losses.
        events_by_group: [3, n_arms, n_groups, n_lanes] int64, added to.
        totals_by_group: [n_arms, n_groups, n_amounts] added to.
        n_in_group: [n_groups] added to.
    """
    for cell in range(groups_of_cell.shape[0]):
        if n_in_cell[cell] == 0:
            continue
        for place in range(groups_of_cell.shape[1]):
            group = groups_of_cell[cell, place]
            n_in_group[group] += n_in_cell[cell]
            for arm in range(totals.shape[0]):
                for kind in range(1 if arm == baseline else 3):
                    for lane in range(N_LANES):
                        events_by_group[kind, arm, group, lane] += events[kind, arm, cell, lane]
                for amount in range(N_AMOUNTS):
                    totals_by_group[arm, group, amount] += totals[arm, cell, amount]
