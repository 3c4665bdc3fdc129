"""Vacancies that bind: where more clients enter jobs in a quarter than there are vacancies, a lottery decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.rules.employers import goes_without
from simulation.model.state import AFTER_OTHER_JOBS, FROM_HOURS, State

Flags = NDArray[np.bool_]


def fill_vacancies(clients: NDArray[Any], n_vacancies: int, lottery: NDArray[np.float64]) -> None:
    """Turn back those who entered a job without a vacancy, in every arm [n_arms, n_clients].

    Args:
        clients: changed in place: who is turned back is on benefit, with the ordinary hours of before if any, as if the
            job had not been found.
        n_vacancies: job entries possible this quarter in each arm.
        lottery: uniforms [n_clients], the same in every arm; the lowest get the vacancies.
    """
    for rows in clients:
        turn_back(rows, _lottery_losers(rows["has_entered_job"] > 0, n_vacancies, lottery))


def fill_vacancies_by_kind(
    clients: NDArray[Any], n_vacancies: Mapping[State, int], lottery: NDArray[np.float64], had_hours: Flags
) -> None:
    """Turn back those who entered a job, or started some ordinary hours, without a vacancy of that kind.

    Args:
        clients: [n_arms, n_clients], changed in place: who entered a job as in `fill_vacancies`; who is turned back
            from ordinary hours is on benefit without them.
        n_vacancies: entries possible this quarter in each arm into each of these states; any number into the others.
        lottery: uniforms [n_clients], the same in every arm and for every kind; the lowest get the vacancies.
        had_hours: [n_arms, n_clients], who had some ordinary hours before this quarter.
    """
    for rows, had in zip(clients, had_hours, strict=True):
        for state, n in n_vacancies.items():
            began = ~had if state == State.ORDINARY_HOURS else rows["has_entered_job"] > 0
            turned_back = _lottery_losers((rows["state"] == state) & began, n, lottery)
            if state == State.ORDINARY_HOURS:
                rows["state"][turned_back] = State.BENEFIT
            else:
                turn_back(rows, turned_back)


def _lottery_losers(wants: Flags, n: int, lottery: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the rows of those who want [n_clients] one of `n` vacancies and don't get it."""
    rows = np.flatnonzero(wants)
    return rows[goes_without(lottery[rows], n)]


def turn_back(rows: NDArray[Any], who: NDArray[np.intp]) -> None:
    """Take back the job entries of some of the clients [n_clients], by their rows."""
    entry = rows["has_entered_job"][who]
    rows["has_worked"][who[(entry & AFTER_OTHER_JOBS) == 0]] = 0
    rows["state"][who] = np.where(entry & FROM_HOURS, State.ORDINARY_HOURS, State.BENEFIT)
    rows["has_entered_job"][who] = 0
    rows["n_quarters_worked"][who] -= 1
