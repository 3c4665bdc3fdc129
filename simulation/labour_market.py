"""The labour market around the clients: how easy jobs are to find and to lose, quarter by quarter."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LabourMarket:
    """A path of the labour market.

    `tightness` [n_quarters] is added to the log rates of job entry and of ordinary hours, `job_loss` [n_quarters] to
    that of losing a job. `vacancies` is the number of job entries possible a quarter per 100 clients on benefit at
    intake; None for no limit.
    """

    name: str
    tightness: NDArray[np.float64]
    job_loss: NDArray[np.float64]
    vacancies: float | None = None

    def place(self, quarter: int) -> int:
        """Return the place of a quarter (1 is the first) in the path; after its end the last quarter goes on."""
        return min(quarter, len(self.tightness)) - 1

    def n_vacancies(self, n_clients: int) -> int:
        """Return the number of job entries possible a quarter among so many clients at intake."""
        # Nine decimals: 0.57 of 10,000 clients is 56.99999999999999 in floating point.
        return math.floor(round((self.vacancies or 0.0) * n_clients / 100.0, 9))
