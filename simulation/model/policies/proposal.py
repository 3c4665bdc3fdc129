"""What a policy proposes for the quarter: plans and doses of clients and caseworkers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.doses import CASEWORKER_DOSES, DOSES

Column = NDArray[np.float64]


class Proposal:
    """What the offices mean to do this quarter; arrays are filled in by elements.

    `dose` gives the column of a dose by its name (`model/doses.py`). It is made, with nothing in it, when it is first
    asked for: most policies use few doses.
    """

    def __init__(self, n: int, n_caseworkers: int, usual_meetings: float = 0.0) -> None:
        """Propose no more than the usual meetings (a share of weekly ones) for `n` clients of `n_caseworkers`."""
        self.n, self.n_caseworkers = n, n_caseworkers
        self.interventions = np.zeros(n, np.uint32)  # portfolio, a bit an intervention
        self.plan_step = np.zeros(n, np.uint8)  # note for next quarter, from 1 on; 0: no plan in steps
        self.is_waiting = np.zeros(n, np.bool_)  # was to have an intervention that has no place now
        self._usual_meetings = usual_meetings
        self._doses: dict[str, Column] = {"meetings": np.full(n, usual_meetings)}  # those in use

    def dose(self, name: str) -> Column:
        """Return the column of a dose, to be filled in: a row a client [n], or a caseworker [n_caseworkers].

        Raises:
            KeyError: if no dose has that name.
        """
        if name not in self._doses:
            if name not in DOSES and name not in CASEWORKER_DOSES:
                raise KeyError(f"{name} is no dose; those that there are stand in simulation/model/doses.py")
            self._doses[name] = np.zeros(self.n if name in DOSES else self.n_caseworkers)
        return self._doses[name]

    def withdraw(self, who: NDArray[np.bool_]) -> None:
        """Leave these clients [n] with the usual meetings and nothing else; the note of the plan's step stays."""
        self.interventions[who] = 0
        self.is_waiting[who] = False
        for name, column in self.client_doses_in_use().items():
            column[who] = self._usual_meetings if name == "meetings" else 0.0

    def client_doses_in_use(self) -> dict[str, Column]:
        """Return the columns of clients' doses [n] that anybody has asked for, by name; all other doses are 0."""
        return {name: column for name, column in self._doses.items() if name in DOSES}

    def client_doses_used(self) -> list[bool]:
        """Return which of DOSES anybody has asked for, in their order."""
        return [name in self._doses for name in DOSES]

    def client_doses(self) -> tuple[Column, ...]:
        """Return the doses of clients [n] in the order of DOSES; those not in use share one array of zeros."""
        nothing = np.zeros(self.n)
        return tuple([self._doses.get(name, nothing) for name in DOSES])

    def caseworker_doses(self) -> dict[str, Column | float]:
        """Return the doses of caseworkers [n_caseworkers] by name; those not in use are 0."""
        return {name: self._doses.get(name, 0.0) for name in CASEWORKER_DOSES}

    def client_columns(self) -> dict[str, NDArray[Any]]:
        """Return all that is proposed for clients [n], by name; doses that aren't among it are 0."""
        return {
            "interventions": self.interventions,
            "plan_step": self.plan_step,
            "is_waiting": self.is_waiting,
            **self.client_doses_in_use(),
        }
