"""Records one replication, quarter by quarter in every arm: means of every group, and the quantities of money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import as_rows, kernel
from simulation.base.threads import ROWS_A_BLOCK, for_blocks
from simulation.model.doses import DOSES
from simulation.model.outcomes.groups import GROUPS, N_CELLS, groups_of_cells
from simulation.model.outcomes.observe import LANES, N_AMOUNTS, N_LANES, NO_EARNINGS, count, fold_cells
from simulation.model.outcomes.quantities import N_QUANTITIES, of_each_quarter, tally, tally_caseworkers, tally_doses
from simulation.model.outcomes.registry import AMOUNT_IDS, OUTCOME_IDS, OUTCOMES, SCALE, Counts, Lanes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
GROUPS_OF_CELLS = groups_of_cells()
TILE = 256  # rows counted at a time: few enough that they stay in the fast cache


class Counting(NamedTuple):
    """What is counted of a block of clients, and against whom; compiled code takes it as one argument."""

    baseline: int  # the arm that gains and losses are counted against
    earnings: Counts  # [n_states] of a client in each state, thousand DKK a quarter in units of 2**-24
    in_use: Flags  # [n_arms, n_doses] whether anybody's plan has the dose
    n_in_cell: Counts  # [n_cells] added to, as all that follow
    events: Lanes  # [3, n_arms, n_cells, n_lanes] as `observe.count` counts them
    totals: Counts  # [n_arms, n_cells, n_amounts] likewise
    quantities: Counts  # [n_arms, n_quantities] as `quantities.tally` does

    @staticmethod
    def of_block(baseline: int, earnings: Counts, in_use: Flags) -> Counting:
        """Return counts of nothing yet, for one block of rows."""
        n_arms = len(in_use)
        return Counting(
            baseline,
            earnings,
            in_use,
            n_in_cell=np.zeros(N_CELLS, np.int64),
            events=np.zeros((3, n_arms, N_CELLS, N_LANES), np.uint16),
            totals=np.zeros((n_arms, N_CELLS, N_AMOUNTS), np.int64),
            quantities=np.zeros((n_arms, N_QUANTITIES), np.int64),
        )


CountRows = Callable[[Any, Counting, int, int], None]


@kernel
def count_in_tiles(clients: Any, counting: Counting, start: int, stop: int) -> None:
    """Count the outcomes and quantities of rows start..stop-1 of the clients [n_arms, n_clients]."""
    c = counting
    for first in range(start, stop, TILE):
        last = min(first + TILE, stop)
        count(clients, c.baseline, c.earnings, first, last, c.n_in_cell, c.events, c.totals)
        tally(clients, first, last, c.quantities)
        tally_doses(clients, first, last, c.in_use, c.quantities)


@dataclass(frozen=True)
class ReplicationResult:
    """Outcomes of one replication; a group without clients has nan.

    `higher` and `lower` are against the baseline arm; which of the two is a gain depends on the outcome.
    """

    mean: Floats  # [n_arms, n_quarters + 1, n_groups, n_outcomes]
    higher: Floats  # share of clients at least the smallest difference above the baseline arm, same shape
    lower: Floats  # and below
    n_clients: NDArray[np.int64]  # [n_quarters + 1, n_groups]
    quantities: NDArray[np.int64]  # [n_arms, n_quarters + 1, n_quantities] of each quarter, in the order of QUANTITIES


class Recorder:
    """Collects a replication's counts, quarter 0 (intake) first.

    `earnings` [n_states] is what a client in each state earns, in thousand DKK a quarter; nothing unless given.
    """

    def __init__(self, n_arms: int, n_quarters: int, baseline: int, earnings: Sequence[float] = NO_EARNINGS) -> None:
        self._baseline = baseline
        self._earnings = np.round(np.array(earnings) * SCALE).astype(np.int64)
        self._events = np.zeros((n_quarters + 1, 3, n_arms, len(GROUPS), N_LANES), np.int64)
        self._totals = np.zeros((n_quarters + 1, n_arms, len(GROUPS), N_AMOUNTS), np.int64)
        self._n_clients = np.zeros((n_quarters + 1, len(GROUPS)), np.int64)
        self._quantities = np.zeros((n_quarters + 1, n_arms, N_QUANTITIES), np.int64)

    def record(
        self,
        clients: NDArray[Any],
        quarter: int,
        n_threads: int = 1,
        count_rows: CountRows = count_in_tiles,
        in_use: Flags | None = None,
    ) -> None:
        """Count the clients [n_arms, n_clients] at the end of a quarter.

        `count_rows` counts a block of rows, perhaps after taking them through the quarter: doing both to a few rows
        while they are in the fast cache saves reading all of them once more. `in_use` [n_arms, n_doses] says which
        doses anybody's plan has; all of them are looked at unless it is given.
        """
        rows = as_rows(clients)
        looked_at = np.ones((len(clients), len(DOSES)), np.bool_) if in_use is None else in_use
        parts: list[Counting] = []

        def count_block(start: int, stop: int) -> None:
            counting = Counting.of_block(self._baseline, self._earnings, looked_at)
            count_rows(rows, counting, start, stop)
            parts.append(counting)

        for_blocks(count_block, clients.shape[1], n_threads, ROWS_A_BLOCK)
        into = self._events[quarter], self._totals[quarter], self._n_clients[quarter]
        for part in parts:
            fold_cells(part.events, part.totals, part.n_in_cell, GROUPS_OF_CELLS, self._baseline, *into)
            self._quantities[quarter] += part.quantities

    def record_caseworkers(self, caseworkers: NDArray[Any], quarter: int) -> None:
        """Count what the policies did with the caseworkers [n_arms, n_caseworkers] in a quarter."""
        tally_caseworkers(as_rows(caseworkers), self._quantities[quarter])

    def result(self) -> ReplicationResult:
        """Return what was recorded, as means and shares."""
        n = self._n_clients[:, None, :, None].astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean, higher, lower = (
                np.ascontiguousarray((self._events[:, kind].take(LANES, -1) / n).swapaxes(0, 1)) for kind in range(3)
            )
            totals = (self._totals / SCALE / n).swapaxes(0, 1)
        mean[..., [OUTCOME_IDS.index(id) for id in AMOUNT_IDS]] = totals
        divide_by_those_meant(mean)
        return ReplicationResult(mean, higher, lower, self._n_clients, of_each_quarter(self._quantities.swapaxes(0, 1)))


def divide_by_those_meant(mean: Floats) -> None:
    """Turn means over all clients [..., n_outcomes] into those among whom an outcome is meant, where it names them.

    Where there is nobody among them nobody has the outcome either, and 0 is left.
    """
    for outcome in OUTCOMES:
        if outcome.per:
            own, meant = mean[..., OUTCOME_IDS.index(outcome.id)], mean[..., OUTCOME_IDS.index(outcome.per)]
            np.divide(own, meant, out=own, where=meant > 0.0)
