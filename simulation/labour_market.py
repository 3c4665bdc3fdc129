"""The labour market around the clients: how easy jobs are to find and to lose, quarter by quarter."""

from __future__ import annotations

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
