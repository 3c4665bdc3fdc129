"""Employers: how many jobs there are, whom a lottery turns back, and places that fall through (all assumptions).

    possible     floor(per_100 * n / 100) a quarter, of job entries of a kind or of places found anew
    turned back  all but the lowest `possible` uniforms of those who want one
    place fails  uniform < failing
    found anew   uniform < failing * responsiveness, by the client's own network (evidence: M3);
                 of the others the lowest `possible` uniforms, by the office's employer contact

Of those whose place fails the uniform is uniform below `failing`, so the second line of the last rule finds a place for
the share `responsiveness` of them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def n_possible(per_100: float, n: int) -> int:
    """Return how many are possible in a quarter where there are so many per 100 of `n` clients, rounded down."""
    # Nine decimals: 0.57 of 10,000 clients is 56.99999999999999 in floating point.
    return math.floor(round(per_100 * n / 100.0, 9))


def goes_without(lottery: Floats, n: int) -> Flags:
    """Return which of those who want one of `n` don't get it [m]; `lottery` [m] are uniforms, the lowest get it."""
    if n >= len(lottery):
        return np.zeros(len(lottery), np.bool_)
    return lottery > (np.sort(lottery)[n - 1] if n > 0 else 0.0)


def loses_place(
    uniform: Floats, has_place: Flags, failing: float, responsiveness: Floats | float, n_found: int
) -> Flags:
    """Return whose place with an employer fell through this quarter and wasn't found anew [n].

    Args:
        uniform: [n] in (0, 1), the same in every arm.
        has_place: [n], who is to have a place this quarter.
        failing: probability that a place falls through.
        responsiveness: [n] dose 0..1 of a caseworker who acts at once.
        n_found: places that the office's employer contact can find anew.
    """
    fails = has_place & (uniform < failing)
    rows = np.flatnonzero(fails & (uniform >= failing * np.asarray(responsiveness)))
    loses = np.zeros(len(uniform), np.bool_)
    loses[rows] = goes_without(uniform[rows], n_found)
    return loses
