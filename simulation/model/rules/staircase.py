"""The staircase: when a client goes on to the next step (evidence: E9; the gates are assumptions).

passed     a step counts as passed where 2 * n_high >= n_asked and it has lasted `least_quarters`
n_high     of the n_asked answers on the indicators that the step's measure acts on, those of `gate` or more
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel


@kernel
def climb(
    answers: NDArray[np.uint8],
    last_step: NDArray[np.uint8],
    quarters: NDArray[np.uint8],
    asked: NDArray[np.int64],
    gate: int,
    least_quarters: int,
    step: NDArray[np.uint8],
) -> None:
    """Write each client's step of this quarter into `step` [n], from 1 on.

    Args:
        answers: [n, n_items] the caseworker's latest, 1..5.
        last_step: [n] of the quarter before; 0 for who begins anew.
        quarters: [n] that it has lasted.
        asked: [n_steps, n_items] 1 for the items that decide whether a step is passed; nothing on the last step.
        gate: the lowest answer that counts.
        least_quarters: that each step lasts.
        step: written.
    """
    n_steps, n_items = asked.shape
    n_asked = asked.sum(axis=1)
    for row in range(answers.shape[0]):
        last = np.int64(last_step[row])
        now = min(max(last, 1), n_steps)
        if last == now and now < n_steps and quarters[row] >= least_quarters:
            n_high = 0
            for item in range(n_items):
                n_high += asked[now - 1, item] * (answers[row, item] >= gate)
            now += 2 * n_high >= n_asked[now - 1]
        step[row] = now
