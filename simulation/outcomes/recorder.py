"""Records one replication, quarter by quarter in every arm: means of every group, and the quantities of money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import as_rows, kernel
from simulation.outcomes.groups import GROUPS, N_CELLS, groups_of_cells
from simulation.outcomes.observe import NO_EARNINGS, SCALE, Counts, count, fold_cells
from simulation.outcomes.quantities import N_QUANTITIES, of_each_quarter, tally, tally_caseworkers
from simulation.outcomes.registry import N_OUTCOMES
from simulation.threads import ROWS_A_BLOCK, for_blocks

Floats = NDArray[np.float64]
GROUPS_OF_CELLS = groups_of_cells()
TILE = 256  # rows counted at a time: few enough that they stay in the fast cache

CountRows = Callable[[Any, int, Counts, int, int, Counts, Counts, Counts], None]


@kernel
def count_in_tiles(
    clients: Any,
    baseline: int,
    earnings: Counts,
    start: int,
    stop: int,
    n_in_cell: Counts,
    counts: Counts,
    amounts: Counts,
) -> None:
    """Count the outcomes and quantities of rows start..stop-1; arguments as those of `count` and `tally`.

    `counts` [3, n_arms, n_cells, n_outcomes] are sums, gains and losses.
    """
    for first in range(start, stop, TILE):
        last = min(first + TILE, stop)
        count(clients, baseline, earnings, first, last, n_in_cell, counts[0], counts[1], counts[2])
        tally(clients, first, last, amounts)


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
        shape = (n_quarters + 1, 3, n_arms, len(GROUPS), N_OUTCOMES)  # sums, gains and losses
        self._baseline = baseline
        self._earnings = np.round(np.array(earnings) * SCALE).astype(np.int64)
        self._counts = np.zeros(shape, np.int64)
        self._n_clients = np.zeros((n_quarters + 1, len(GROUPS)), np.int64)
        self._quantities = np.zeros((n_arms, n_quarters + 1, N_QUANTITIES), np.int64)

    def record(
        self, clients: NDArray[Any], quarter: int, n_threads: int = 1, count_rows: CountRows = count_in_tiles
    ) -> None:
        """Count the clients [n_arms, n_clients] at the end of a quarter.

        `count_rows` counts a block of rows, perhaps after taking them through the quarter: doing both to a few rows
        while they are in the fast cache saves reading all of them once more.
        """
        rows, shape = as_rows(clients), (3, len(clients), N_CELLS, N_OUTCOMES)
        parts: list[tuple[Counts, Counts, Counts]] = []

        def count_block(start: int, stop: int) -> None:
            counts, n_in_cell = np.zeros(shape, np.int64), np.zeros(N_CELLS, np.int64)
            amounts = np.zeros((len(clients), N_QUANTITIES), np.int64)
            count_rows(rows, self._baseline, self._earnings, start, stop, n_in_cell, counts, amounts)
            parts.append((counts, n_in_cell, amounts))

        for_blocks(count_block, clients.shape[1], n_threads, rows_a_block=ROWS_A_BLOCK)
        for counts, n_in_cell, amounts in parts:
            self._quantities[:, quarter] += amounts
            into = self._counts[quarter], self._n_clients[quarter]
            fold_cells(counts, n_in_cell, self._baseline, GROUPS_OF_CELLS, *into)

    def record_caseworkers(self, caseworkers: NDArray[Any], quarter: int) -> None:
        """Count what the policies did with the caseworkers [n_arms, n_caseworkers] in a quarter."""
        tally_caseworkers(as_rows(caseworkers), self._quantities[:, quarter])

    def result(self) -> ReplicationResult:
        """Return what was recorded, as means and shares."""
        n = self._n_clients[:, None, :, None].astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean, higher, lower = (
                np.ascontiguousarray((self._counts[:, kind] / scale / n).swapaxes(0, 1))
                for kind, scale in enumerate((SCALE, 1.0, 1.0))
            )
        return ReplicationResult(mean, higher, lower, self._n_clients, of_each_quarter(self._quantities))
