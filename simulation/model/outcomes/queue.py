"""The fixed queue: the place of a given readiness among the population at intake."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import rule

LAST_PLACE = 100.0
FURTHEST = 8.0  # SD of readiness from the mean: who is further away stands at the end of the queue
PIECES_AN_SD = 16
N_PIECES = int(2 * FURTHEST) * PIECES_AN_SD
DEGREE = 5


def _pieces() -> NDArray[np.float64]:
    """Return coefficients [6, n_pieces] of the polynomial of each piece in its coordinate 0..1, constant term first."""
    nodes = np.arange(DEGREE + 1) / DEGREE  # both ends among them, so that neighbouring pieces meet
    place_of, starts = NormalDist().cdf, np.arange(N_PIECES) / PIECES_AN_SD - FURTHEST
    exact = [[LAST_PLACE * place_of(start + node / PIECES_AN_SD) for start in starts] for node in nodes]
    return np.linalg.solve(np.vander(nodes, increasing=True), exact)


CONSTANT, LINEAR, SQUARE, CUBE, FOURTH, FIFTH = _pieces()


@rule
def queue_place(readiness: float) -> float:
    """Return the place 0..100 in the fixed queue: the share of the population at intake that is less ready.

    Readiness at intake is standard normal. Read from a piecewise polynomial, right within 1e-9 places
    (tests/model/outcomes/test_queue.py): the exact function took a quarter of the time of counting.
    """
    along = (min(max(readiness, -FURTHEST), FURTHEST) + FURTHEST) * PIECES_AN_SD
    piece = min(int(along), N_PIECES - 1)
    t = along - piece
    upper = CUBE[piece] + t * (FOURTH[piece] + t * FIFTH[piece])
    place: float = CONSTANT[piece] + t * (LINEAR[piece] + t * (SQUARE[piece] + t * upper))
    return min(max(place, 0.0), LAST_PLACE)
