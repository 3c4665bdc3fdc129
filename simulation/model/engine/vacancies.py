"""Vacancies that bind: where more clients enter jobs in a quarter than there are vacancies, a lottery decides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.state import AFTER_OTHER_JOBS, FROM_HOURS, State


def fill_vacancies(clients: NDArray[Any], n_vacancies: int, lottery: NDArray[np.float64]) -> None:
    """Turn back those who entered a job without a vacancy, in every arm [n_arms, n_clients].

    Args:
        clients: changed in place: who is turned back is on benefit, with the ordinary hours of before if any, as if the
            job had not been found.
        n_vacancies: job entries possible this quarter in each arm.
        lottery: uniforms [n_clients], the same in every arm; the lowest get the vacancies.
    """
    for rows in clients:
        entered = np.flatnonzero(rows["has_entered_job"])
        if len(entered) > n_vacancies:
            last = np.sort(lottery[entered])[n_vacancies - 1] if n_vacancies > 0 else 0.0
            turn_back(rows, entered[lottery[entered] > last])


def turn_back(rows: NDArray[Any], who: NDArray[np.intp]) -> None:
    """Take back the job entries of some of the clients [n_clients], by their rows."""
    entry = rows["has_entered_job"][who]
    rows["has_worked"][who[(entry & AFTER_OTHER_JOBS) == 0]] = 0
    rows["state"][who] = np.where(entry & FROM_HOURS, State.ORDINARY_HOURS, State.BENEFIT)
    rows["has_entered_job"][who] = 0
    rows["n_quarters_worked"][who] -= 1
