"""What a policy proposes for the quarter: a column a kind of action, a row a client."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Proposal:
    """What the offices mean to do this quarter; every array has a row a client [n] and is filled in by elements."""

    interventions: NDArray[np.uint32]  # portfolio, a bit an intervention
    plan_step: NDArray[np.uint8]  # note for next quarter
    meetings: NDArray[np.float64]  # share of weekly meetings, 0..1
    demands: NDArray[np.float64]  # 0..1
    sanctioning: NDArray[np.float64]  # 0..1, share of non-compliance that is sanctioned
    close_relation: NDArray[np.float64]  # 0..1
    belief_support: NDArray[np.float64]  # 0..1
    employer_contact: NDArray[np.float64]  # 0..1

    @classmethod
    def nothing(cls, n: int) -> Proposal:
        """Return the proposal to do nothing for `n` clients."""
        floats = np.zeros((6, n))
        return cls(np.zeros(n, np.uint32), np.zeros(n, np.uint8), *floats)
