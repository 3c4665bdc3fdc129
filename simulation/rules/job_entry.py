"""Job entry: a discrete-time hazard that competes with education, pension and other exits.

log rate = intercept + readiness + belief + effectiveness - (1 - trust)      (each with its coefficient)
"""

from __future__ import annotations

import math

from simulation.compiled import rule
from simulation.parameters.groups import JobEntry
from simulation.state import State

SUPPORTED_JOB, NEW_START_JOB, ORDINARY_JOB = int(State.SUPPORTED_JOB), int(State.NEW_START_JOB), int(State.ORDINARY_JOB)


@rule
def index(readiness: float, belief: float, effectiveness: float, trust: float, p: JobEntry) -> float:
    """Return what client, caseworker and their relation give to the log rate of job entry (without its constant)."""
    return p.readiness * readiness + p.belief * belief + p.effectiveness * effectiveness - p.trust * (1.0 - trust)


@rule
def rate(entry_index: float, meetings: float, demands: float, has_hours: bool, p: JobEntry) -> float:
    """Return the rate of entering any job, a quarter."""
    contact = p.meetings * meetings + p.demands * demands
    return math.exp(p.intercept + entry_index + contact + p.ordinary_hours * has_hours)


@rule
def kind_of_job(uniform: float, p: JobEntry) -> int:
    """Return the state that a job entry leads to. Evidence for the split of the rest: K3, K4."""
    if uniform < p.ordinary_share:
        return ORDINARY_JOB
    if uniform < p.ordinary_share + (1.0 - p.ordinary_share) * p.supported_share:
        return SUPPORTED_JOB
    return NEW_START_JOB
