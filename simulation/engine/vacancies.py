"""Vacancies that bind: where more clients enter jobs in a quarter than there are vacancies, the lot decides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.state import AFTER_OTHER_JOBS, FROM_HOURS, State

BENEFIT, ORDINARY_HOURS = int(State.BENEFIT), int(State.ORDINARY_HOURS)


@kernel
def fill_vacancies(clients: Any, n_vacancies: int, lot: NDArray[np.float64]) -> None:
    """Turn back those who entered a job without a vacancy, in every arm [n_arms, n_clients].

    Args:
        clients: records, changed in place: who is turned back is on benefit, with the ordinary hours of before if any,
            as if the job had not been found; the forms that nobody filled in this quarter stay out.
        n_vacancies: job entries possible this quarter in each arm.
        lot: uniforms [n_clients], the same in every arm; the lowest get the vacancies.
    """
    for arm in range(clients.shape[0]):
        drawn = np.empty(clients.shape[1])
        n_entries = 0
        for row in range(clients.shape[1]):
            if clients[arm, row].has_entered_job:
                drawn[n_entries] = lot[row]
                n_entries += 1
        if n_entries > n_vacancies:
            last = np.sort(drawn[:n_entries])[n_vacancies - 1] if n_vacancies > 0 else 0.0
            for row in range(clients.shape[1]):
                client = clients[arm, row]
                entry = client.has_entered_job
                if entry and lot[row] > last:
                    if not entry & AFTER_OTHER_JOBS:
                        client.has_worked = 0
                    client.state = ORDINARY_HOURS if entry & FROM_HOURS else BENEFIT
                    client.has_entered_job = 0
                    client.n_quarters_worked -= 1
