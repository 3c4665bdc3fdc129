"""Caseworkers: drawn traits, dealt into offices; and which of them a client is given at the start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_CASEWORKER, N_CASEWORKER, Decision, Kind
from simulation.model.state import CASEWORKER


def office_starts(n_caseworkers: int, n_offices: int) -> NDArray[np.int64]:
    """Return the first caseworker row of each office and, last, their number [n_offices + 1]."""
    return np.array([math.ceil(office * n_caseworkers / n_offices) for office in range(n_offices + 1)])


def n_offices_for(n_caseworkers: int, wished: int) -> int:
    """Return the number of offices: as wished, but at least two caseworkers in each, so that a change is possible."""
    return max(1, min(wished, n_caseworkers // 2))


def draw_caseworkers(n: int, n_offices: int, correlation: float, seed: int, replication: int) -> NDArray[Any]:
    """Return `n` caseworkers [n]; within an office they stand in order of effectiveness, the least effective first.

    `correlation` is that of leniency and effectiveness.
    """
    draws = fill.normals(seed, replication, Kind.CASEWORKER, 0, FIRST_CASEWORKER, N_CASEWORKER, 0, n)
    caseworkers = np.zeros(n, CASEWORKER)
    starts = office_starts(n, n_offices)
    office = np.repeat(np.arange(n_offices), np.diff(starts))
    effectiveness = draws[Decision.EFFECTIVENESS - FIRST_CASEWORKER]
    own = math.sqrt(1.0 - correlation**2)
    leniency = correlation * effectiveness + own * draws[Decision.LENIENCY - FIRST_CASEWORKER]
    order = np.lexsort((effectiveness, office))
    caseworkers["office"] = office
    caseworkers["trait"] = caseworkers["leniency"] = leniency[order]
    caseworkers["skill"] = caseworkers["effectiveness"] = effectiveness[order]
    return caseworkers


def first_caseworker(
    readiness: NDArray[np.float64],
    chance: NDArray[np.float64],
    office: NDArray[np.int64],
    starts: NDArray[np.int64],
    sorting: float,
) -> NDArray[np.int64]:
    """Return the caseworker row [n] of each client.

    A client's place in the office's order of effectiveness is a normal score correlated `sorting` with readiness
    (negative: harder clients to the more effective; evidence: G6), so nobody's place depends on the other clients.
    """
    score = sorting * readiness + math.sqrt(1.0 - sorting**2) * chance
    size = np.diff(starts)[office]
    place = np.minimum((ndtr(score) * size).astype(np.int64), size - 1)
    return np.asarray(starts[:-1][office] + place, np.int64)
