"""What offices read from answered forms: how many answers lie in a range, and what they call for most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel


@kernel
def count_between(
    answers: NDArray[np.uint8], items: NDArray[np.int64], low: int, high: int, counts: NDArray[np.int64]
) -> None:
    """Count the answers [n, n_items] to some of the items that are from `low` to `high`, into `counts` [n]."""
    counts[:] = 0
    for item in items:
        for row in range(answers.shape[0]):
            counts[row] += (answers[row, item] >= low) & (answers[row, item] <= high)


@kernel
def add_most_needed(
    need: NDArray[np.float64], bits: NDArray[np.uint32], n_chosen: int, portfolio: NDArray[np.uint32]
) -> None:
    """Add those `n_chosen` measures to each client's portfolio [n] that are needed most.

    Args:
        need: [n_measures, n] of each measure; among equal needs the first measure comes first.
        bits: [n_measures] the measures as bits of a portfolio.
        n_chosen: how many a client is given.
        portfolio: [n], added to.
    """
    # Without branches, all clients at a time: a measure's place is the number of those that come before it.
    n_measures, n = need.shape
    place = np.empty(n, np.int64)
    for measure in range(n_measures):
        place[:] = 0
        for other in range(n_measures):
            for row in range(n):
                more, as_much = need[other, row] > need[measure, row], need[other, row] == need[measure, row]
                place[row] += more | (as_much & (other < measure))
        for row in range(n):
            portfolio[row] |= bits[measure] * np.uint32(place[row] < n_chosen)
