"""The questionnaire: what is answered (1..5) when a latent indicator is asked for. Evidence: A8, F7, F8.

A graded response: the answer's own scale (mean 0, SD 1 at the start) is cut at four fixed thresholds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import rule


@rule
def answer(perceived: float, thresholds: NDArray[np.float64]) -> int:
    """Return the step 1..5 of a perceived value: one more than the thresholds [4] below it."""
    step = 1
    for threshold in thresholds:
        step += perceived >= threshold
    return step
