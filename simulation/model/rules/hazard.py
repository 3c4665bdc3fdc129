"""An event that strikes at a rate within the quarter, decided by one uniform: a high one strikes."""

from __future__ import annotations

import math

from simulation.base.compiled import rule

# At a log rate below LOW_LOG_RATE no event happens to more than 0.9 of clients: exp(-exp(-2.3)) = 0.9046.
LOW_LOG_RATE, LOW_UNIFORM = -2.3, 0.9


@rule
def strikes(log_rate: float, uniform: float) -> bool:
    """Return whether an event with this log rate a quarter strikes: with probability 1 - exp(-rate)."""
    if log_rate < LOW_LOG_RATE and uniform < LOW_UNIFORM:
        return False  # the same as below, but without the cost of two exponentials
    return uniform >= math.exp(-math.exp(log_rate))
