"""What a policy proposes for the quarter: a column a kind of action, a row a client or a caseworker."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.state import CASEWORKER_DOSES, DOSES

PLAN = ("interventions", "plan_step", "is_waiting")
CLIENT_COLUMNS = (*PLAN, *DOSES)
COLUMNS = (*CLIENT_COLUMNS, *CASEWORKER_DOSES)


class Proposal:
    """What the offices mean to do this quarter; arrays are filled in by elements.

    A row a client [n], but for the last four, which have a row a caseworker [n_caseworkers]. Doses are 0..1. A dose's
    column is made, with nothing in it, when somebody first asks for it: most policies use few of them.
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

    def __init__(self, n: int, n_caseworkers: int) -> None:
        """Propose to do nothing for `n` clients with `n_caseworkers` caseworkers."""
        self.n, self.n_caseworkers = n, n_caseworkers
        self.interventions = np.zeros(n, np.uint32)
        self.plan_step = np.zeros(n, np.uint8)
        self.is_waiting = np.zeros(n, np.bool_)

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        """Make the column of a dose that nobody has asked for yet."""
        if name not in DOSES and name not in CASEWORKER_DOSES:
            raise AttributeError(name)
        column = np.zeros(self.n if name in DOSES else self.n_caseworkers)
        setattr(self, name, column)
        return column

    @property
    def in_use(self) -> tuple[str, ...]:
        """The columns that there are so far; what isn't among them is nothing."""
        return tuple(name for name in COLUMNS if name in vars(self))

    def doses(self) -> tuple[NDArray[np.float64], ...]:
        """Return the doses of clients [n] in the order of DOSES; those not in use share one array of zeros."""
        nothing, own = np.zeros(self.n), vars(self)
        return tuple([own.get(name, nothing) for name in DOSES])

    def caseworker_doses(self) -> dict[str, NDArray[np.float64] | float]:
        """Return the doses of caseworkers [n_caseworkers] by name; those not in use are 0."""
        own = vars(self)
        return {name: own.get(name, 0.0) for name in CASEWORKER_DOSES}

    def copy(self) -> Proposal:
        """Return a copy that shares no array with this one."""
        copied = Proposal(self.n, self.n_caseworkers)
        for name in self.in_use:
            column: NDArray[Any] = getattr(self, name)
            setattr(copied, name, column.copy())
        return copied
