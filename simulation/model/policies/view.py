"""What an office knows: the only thing that a policy sees. Measured answers and case facts, never latents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.indicators import Indicator
from simulation.model.parameters.circumstances import Practice
from simulation.model.state import CLIENT, LAST_SERVED

# What an office may know of a client: nothing latent among it.
PERMITTED = (
    "age",
    "is_man",
    "is_unskilled",
    "caseworker",
    "office",
    "state",
    "has_new_caseworker",
    "plan_step",
    "plan_quarters",
    "quarters_on_benefit",
    "client_answer",
    "caseworker_answer",
)


# The rows of clients with the other columns left out.
_PERMITTED_ROW = CLIENT[list(PERMITTED)]


def permitted_columns(clients: NDArray[Any]) -> NDArray[Any]:
    """Return the clients [..., n] with the columns alone that an office may know, read-only."""
    columns = clients.view(_PERMITTED_ROW)
    columns.setflags(write=False)
    return columns


@dataclass(frozen=True)
class OfficeView:
    """One quarter as the offices see it before they decide; every array is read-only and has a row a client [n].

    Rows of clients who aren't served now hold their last known values; what is proposed for them is left out.
    """

    quarter: int  # 1 for the first
    practice: Practice  # shares of measures in observed practice
    change_probability: float  # of a client's caseworker, a quarter, as usual
    columns: NDArray[Any]  # the clients with their permitted columns alone
    caseloads: NDArray[np.uint32]  # of each caseworker, as last counted [n_caseworkers]
    draws: Mapping[int, NDArray[np.float64]]  # uniforms, the same under every policy

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.columns)

    @property
    def n_caseworkers(self) -> int:
        """Number of caseworkers."""
        return len(self.caseloads)

    @property
    def client(self) -> NDArray[np.int64]:
        """Case number [n]."""
        return np.arange(self.n)

    @property
    def is_served(self) -> NDArray[np.bool_]:
        """Whether the client is on benefit and keeps a caseworker this quarter [n]."""
        on_benefit: NDArray[np.bool_] = self.columns["state"] <= LAST_SERVED
        keeps_caseworker: NDArray[np.bool_] = self.columns["has_new_caseworker"] == 0
        return np.logical_and(on_benefit, keeps_caseworker)

    @property
    def age(self) -> NDArray[np.float64]:
        """Age in years [n]."""
        return self._column("age")

    @property
    def is_man(self) -> NDArray[np.uint8]:
        """Sex: 1 for men [n]."""
        return self._column("is_man")

    @property
    def is_unskilled(self) -> NDArray[np.uint8]:
        """Without vocational qualification [n]."""
        return self._column("is_unskilled")

    @property
    def caseworker(self) -> NDArray[np.int32]:
        """Row of the caseworker [n]."""
        return self._column("caseworker")

    @property
    def office(self) -> NDArray[np.uint16]:
        """Office [n]."""
        return self._column("office")

    @property
    def caseload(self) -> NDArray[np.uint32]:
        """Clients on benefit of the client's caseworker, as last counted [n]."""
        return self.caseloads[self.caseworker]

    @property
    def plan_step(self) -> NDArray[np.uint8]:
        """The office's own note of how far a stepwise plan has come, from 1 on; 0: not begun, or lapsed [n]."""
        return self._column("plan_step")

    @property
    def plan_quarters(self) -> NDArray[np.uint8]:
        """Quarters in this step; 0: no plan, not begun or lapsed [n]."""
        return self._column("plan_quarters")

    @property
    def quarters_on_benefit(self) -> NDArray[np.uint16]:
        """Quarters in the present spell on benefit so far [n]."""
        return self._column("quarters_on_benefit")

    @property
    def caseworker_answers(self) -> NDArray[np.uint8]:
        """Latest answers 1..5 of the caseworker's form [n, 11], an item an indicator."""
        return self._column("caseworker_answer")

    @property
    def client_answers(self) -> NDArray[np.uint8]:
        """Latest answers 1..5 of the client's form [n, 10], an item an indicator; 0 before the first one."""
        return self._column("client_answer")

    def client_answer(self, indicator: Indicator) -> NDArray[np.uint8]:
        """Latest answer 1..5 of the client's form [n]; the caseworker's belief isn't on it."""
        return self.client_answers[:, indicator]

    def caseworker_answer(self, indicator: Indicator) -> NDArray[np.uint8]:
        """Latest answer 1..5 of the caseworker's form [n]."""
        return self.caseworker_answers[:, indicator]

    def draw(self, decision: int) -> NDArray[np.float64]:
        """Uniforms in (0, 1) of one decision [n]."""
        return self.draws[decision]

    def _column(self, name: str) -> NDArray[Any]:
        return self.columns[name]
