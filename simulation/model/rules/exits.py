"""Ways off benefit other than a job, and how competing rates share one uniform."""

from __future__ import annotations

import math

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Exits

LARGEST_RATE = 1e6  # a quarter; beyond it the arithmetic of shares would overflow
# A log rate below LOW_LOG_RATE is a rate below LOW_RATE: exp(-3.0) = 0.0498.
LOW_LOG_RATE, LOW_RATE = -3.0, 0.05
STAYS, TO_JOB, TO_EDUCATION, TO_PENSION, TO_OTHER, REFUSED = 0, 1, 2, 3, 4, 5


@rule
def education_log_rate(readiness: float, p: Exits) -> float:
    """Return the log rate of starting education, a quarter."""
    return p.education + p.education_readiness * readiness


@rule
def application_log_rate(distress: float, p: Exits) -> float:
    """Return the log rate of applying for disability pension, a quarter. Evidence: H6 (through distress), M6."""
    return p.pension_application + p.pension_distress * distress


@rule
def other_exit_rate(demands: float, p: Exits) -> float:
    """Return the rate of leaving benefit otherwise, a quarter. Evidence: 2.22, 2.23 (withdrawal under demands)."""
    return p.other_exit * (1.0 + (p.withdrawal_factor - 1.0) * demands)


@rule
def always_stays(job: float, education: float, application: float, other: float, uniform: float) -> bool:
    """Return whether `competing_exit` always returns STAYS for this uniform; all but `other` are log rates.

    No exit's share of the uniform is larger than its rate. While rates are low, most clients' uniform lies between the
    shares of all exits, so the exponentials needn't be computed.
    """
    are_low = job < LOW_LOG_RATE and education < LOW_LOG_RATE and application < LOW_LOG_RATE
    return are_low and 2.0 * LOW_RATE < uniform < 1.0 - LOW_RATE - other


@rule
def competing_exit(job: float, education: float, award: float, refusal: float, other: float, uniform: float) -> int:
    """Return which of the competing rates (a quarter) strikes first, or STAYS; a refusal ends nothing.

    With total rate L, one strikes with probability 1 - exp(-L), each in proportion to its rate. Jobs and education
    take the low end of the uniform, the others the high end, with those that policies change least outermost: changing
    one rate then hardly changes which clients the other exits take.
    """
    job = min(job, LARGEST_RATE)
    total = job + education + award + refusal + other
    share = (1.0 - math.exp(-total)) / total if total > 0.0 else 0.0
    if uniform < share * job:
        return TO_JOB
    if uniform < share * (job + education):
        return TO_EDUCATION
    if uniform >= 1.0 - share * other:
        return TO_OTHER
    if uniform >= 1.0 - share * (other + award):
        return TO_PENSION
    if uniform >= 1.0 - share * (other + award + refusal):
        return REFUSED
    return STAYS
