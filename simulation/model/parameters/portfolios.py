"""What the interventions of one group give together: a row for every set of them, for compiled code to look up.

A portfolio has a part in each of the four groups; its four rows add up to what it does. Row 0 of each group is the
empty set and gives nothing.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.model.indicators import N_CARRIED
from simulation.model.interventions import FULL_TIME, first_bits, interventions

Floats = NDArray[np.float64]


@cache
def first_rows() -> tuple[int, ...]:
    """Return the first row of each group, and last the number of rows [5]."""
    bits = first_bits()
    rows = [0]
    for first, after in itertools.pairwise(bits):
        rows.append(rows[-1] + 2 ** (after - first))
    return tuple(rows)


@cache
def contents() -> NDArray[np.float64]:
    """Return which interventions are in the set of which row, 0 or 1 [n_rows, 20]."""
    bits, rows = first_bits(), first_rows()
    table = np.zeros((rows[-1], bits[-1]))
    for group in range(len(rows) - 1):
        for part in range(rows[group + 1] - rows[group]):
            for bit in range(bits[group], bits[group + 1]):
                table[rows[group] + part, bit] = part >> (bit - bits[group]) & 1
    return _fixed(table)


def _fixed(values: Floats) -> Floats:
    values.setflags(write=False)
    return values


def _column(name: str) -> Floats:
    return np.array([getattr(intervention, name) for intervention in interventions().values()])


@cache
def lock_in() -> Floats:
    """Return the share of a full week that is lost to the way into a job, by row [n_rows]; summed over groups."""
    return _fixed(contents() @ (_column("weekly_hours") * _column("lock_in")) / FULL_TIME)


@cache
def employer_contact() -> Floats:
    """Return the employer contact, by row [n_rows]: that of the intervention with most of it."""
    return _fixed((contents() * _column("employer_contact")).max(axis=1))


def strength(second_measure: float) -> Floats:
    """Return how many times a single measure of the group each set gives, by row [n_rows].

    The first counts in full, every further one of the same group `second_measure` of it.
    """
    n = contents().sum(axis=1)
    return _fixed(np.where(n > 0, 1.0 + second_measure * (n - 1.0), 0.0))


def spread(weight: Floats, second_measure: float) -> Floats:
    """Return how a push of 1 on readiness from a group reaches the indicators, by row [n_rows, 10].

    Each intervention spreads its part evenly over the indicators that it acts on; `weight` [10] are those of the
    indicators in readiness, so that the row times the weights is `strength`.
    """
    reached = np.zeros((len(interventions()), N_CARRIED))
    for row, intervention in enumerate(interventions().values()):
        acts_on = list(intervention.acts_on)
        reached[row, acts_on] = 1.0 / float(np.sum(weight[acts_on]))
    n = np.maximum(contents().sum(axis=1), 1.0)
    return _fixed(contents() @ reached * (strength(second_measure) / n)[:, None])
