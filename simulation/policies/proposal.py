"""What a policy proposes for the quarter: a column a kind of action, a row a client or a caseworker."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from simulation.state import CASEWORKER_DOSES, DOSES


@dataclass(frozen=True)
class Proposal:
    """What the offices mean to do this quarter; arrays are filled in by elements.

    A row a client [n], but for the last four, which have a row a caseworker [n_caseworkers]. Doses are 0..1.
    """

    interventions: NDArray[np.uint32]  # portfolio, a bit an intervention
    plan_step: NDArray[np.uint8]  # note for next quarter, from 1 on; 0: no plan in steps
    is_waiting: NDArray[np.bool_]  # was to have an intervention that has no place now
    meetings: NDArray[np.float64]  # share of weekly meetings
    demands: NDArray[np.float64]
    sanctioning: NDArray[np.float64]  # share of non-compliance that is sanctioned
    close_relation: NDArray[np.float64]
    belief_support: NDArray[np.float64]
    employer_contact: NDArray[np.float64]
    responsiveness: NDArray[np.float64]  # a direct number; the caseworker answers and acts at once
    extra_time: NDArray[np.float64]  # of the caseworker, in times the usual: 1 with a caseload half as large
    matching: NDArray[np.float64]  # employers sought out for the client
    subsidy: NDArray[np.float64]  # subsidised places
    bonus: NDArray[np.float64]  # re-employment bonus
    benefit_cut: NDArray[np.float64]
    # a row a caseworker
    belief_building: NDArray[np.float64]
    celebrating: NDArray[np.float64]
    sparring: NDArray[np.float64]
    like_the_best: NDArray[np.float64]

    @classmethod
    def nothing(cls, n: int, n_caseworkers: int) -> Proposal:
        """Return the proposal to do nothing for `n` clients with `n_caseworkers` caseworkers."""
        return cls(
            np.zeros(n, np.uint32),
            np.zeros(n, np.uint8),
            np.zeros(n, np.bool_),
            *np.zeros((len(DOSES), n)),
            *np.zeros((len(CASEWORKER_DOSES), n_caseworkers)),
        )

    def copy(self) -> Proposal:
        """Return a copy that shares no array with this one."""
        return Proposal(*(getattr(self, field.name).copy() for field in fields(self)))
