"""The quarter's plan of one client as the rules read it."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from simulation.base.compiled import rule
from simulation.model.interventions import first_bits
from simulation.model.parameters.portfolios import first_rows

Row = Any  # a record: attributes are its columns

_FIRST_BITS = first_bits()
COMPETENCE_BIT, SOCIAL_BIT, HEALTH_BIT = (np.uint32(bit) for bit in _FIRST_BITS[1:4])
JOB_MASK, COMPETENCE_MASK, SOCIAL_MASK, HEALTH_MASK = (
    np.uint32((1 << (after - first)) - 1) for first, after in itertools.pairwise(_FIRST_BITS)
)
COMPETENCE_ROW, SOCIAL_ROW, HEALTH_ROW = first_rows()[1:4]


@rule
def rows_of(interventions: np.uint32) -> tuple[np.int64, np.int64, np.int64, np.int64]:
    """Return the rows of `parameters.portfolios` for a portfolio: job, competence, social, health."""
    return (
        np.int64(interventions & JOB_MASK),
        COMPETENCE_ROW + np.int64(interventions >> COMPETENCE_BIT & COMPETENCE_MASK),
        SOCIAL_ROW + np.int64(interventions >> SOCIAL_BIT & SOCIAL_MASK),
        HEALTH_ROW + np.int64(interventions >> HEALTH_BIT & HEALTH_MASK),
    )


@rule
def lock_in(interventions: np.uint32, p: Row) -> float:
    """Return the share of a full week (at most 1) that a portfolio takes from the way into a job."""
    job, competence, social, health = rows_of(interventions)
    lost = p.derived.lock_in
    share: float = min(1.0, lost[job] + lost[competence] + lost[social] + lost[health])
    return share


@rule
def employer_contact(interventions: np.uint32, dose: float, p: Row) -> float:
    """Return the employer contact 0..1: the policy's dose, or that of the measures where it is more."""
    contact: float = max(dose, p.derived.employer_contact[rows_of(interventions)[0]])
    return contact
