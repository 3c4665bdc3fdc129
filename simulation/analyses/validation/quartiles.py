"""Quartiles of caseworkers by the share of their clients with a job (G1..G4), and what chance alone gives (D-9).

Clients count for the caseworker they had at intake. The sources state neither period nor ranking method.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves

Floats = NDArray[np.float64]
N_CHANCE_DRAWS = 200  # of all caseworkers at once: the means move by a few hundredths of a percentage point
CHANCE_SEED = 1


def in_sample(waves: Waves, horizon: int) -> Floats:
    """Return the share with a job by quartile of caseworkers ranked on that same share [4], least effective first.

    As the published 7/13/18/23 probably are (warning D-9): mostly noise.
    """
    n_clients, n_jobs = _by_caseworker(waves, horizon, np.ones(len(waves.has_worked), np.bool_))
    return _shares(n_jobs / n_clients, n_clients, n_jobs)


def split_sample(waves: Waves, horizon: int) -> Floats:
    """Return the same, ranked on one half of each caseworker's clients and measured on the other half [4].

    Each half serves once for ranking and once for measuring. Without true differences it is flat.
    """
    half = _alternating(waves.first_caseworker)
    parts = [_by_caseworker(waves, horizon, half == side) for side in (0, 1)]
    has_both = (parts[0][0] > 0) & (parts[1][0] > 0)
    (n_one, jobs_one), (n_other, jobs_other) = [(n[has_both], jobs[has_both]) for n, jobs in parts]
    found = [_shares(jobs_one / n_one, n_other, jobs_other), _shares(jobs_other / n_other, n_one, jobs_one)]
    return np.asarray(np.mean(found, axis=0), np.float64)


def by_chance(waves: Waves, horizon: int) -> Floats:
    """Return what `in_sample` gives on average if all caseworkers of these caseloads were equally effective [4]."""
    n_clients, n_jobs = _by_caseworker(waves, horizon, np.ones(len(waves.has_worked), np.bool_))
    rng = np.random.default_rng(CHANCE_SEED)
    jobs = rng.binomial(n_clients.astype(np.int64), n_jobs.sum() / n_clients.sum(), (N_CHANCE_DRAWS, len(n_clients)))
    return np.asarray(np.mean([_shares(drawn / n_clients, n_clients, drawn) for drawn in jobs], axis=0), np.float64)


def _by_caseworker(waves: Waves, horizon: int, counted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the clients and the jobs of each caseworker who has clients at intake [n_caseworkers]."""
    caseworkers, place = np.unique(waves.first_caseworker, return_inverse=True)
    size = len(caseworkers)
    n_clients = np.bincount(place, weights=counted, minlength=size)
    return n_clients, np.bincount(place, weights=waves.has_worked[:, horizon] & counted, minlength=size)


def _alternating(caseworker: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return 0, 1, 0, 1 ... within each caseworker's clients [n], in the order of the rows, which is by chance."""
    order = np.argsort(caseworker, kind="stable")
    ordered = caseworker[order]
    place = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    half = np.empty(len(order), np.intp)
    half[order] = place % 2
    return half


def _shares(rank_by: Floats, n_clients: Floats, n_jobs: Floats) -> Floats:
    order = np.argsort(rank_by, kind="stable")
    parts = np.array_split(order, 4)
    return np.array([n_jobs[part].sum() / n_clients[part].sum() if len(part) else np.nan for part in parts])
