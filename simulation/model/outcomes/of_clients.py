"""Outcomes client by client, for analyses that look at each client alone.

By the same rules as `registry.measure`, which counts the clients of whole groups: a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.state import Medicine, State

_ORDINARY_HOURS = (State.ORDINARY_JOB, State.ORDINARY_HOURS)
_READ: Mapping[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "first_job": lambda clients: clients["has_worked"],
    "in_ordinary_job": lambda clients: clients["state"] == State.ORDINARY_JOB,
    "any_ordinary_hours": lambda clients: np.isin(clients["state"], _ORDINARY_HOURS),
    "quarters_worked": lambda clients: clients["n_quarters_worked"],
    "disability_pension": lambda clients: clients["has_had_pension"],
    "anxiety_medication": lambda clients: clients["medication"][..., int(Medicine.ANXIETY)],
    "distress": lambda clients: clients["distress"],
}
IDS = tuple(_READ)


def of_each_client(clients: NDArray[Any], outcome: str) -> NDArray[np.float64]:
    """Return an outcome of each client [...] from the records `clients` [...]: shares are 0 or 1.

    Raises:
        KeyError: if the outcome isn't one of `IDS`.
    """
    return _READ[outcome](clients).astype(np.float64)
