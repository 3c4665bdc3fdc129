"""How the indicators of readiness move: back towards the client's own level, with shocks and gains from measures.

indicator_k = loading * (setpoint + deviation) + specific_k + gain_k
"""

from __future__ import annotations

from simulation.compiled import rule


@rule
def reverted(value: float, return_rate: float, push: float) -> float:
    """Return a deviation a quarter later: what is left of it plus this quarter's push (shock or gain)."""
    return (1.0 - return_rate) * value + push


@rule
def indicator(loading: float, general: float, specific: float, gain: float) -> float:
    """Return an indicator on the z-scale (mean 0, SD 1 at the start)."""
    return loading * general + specific + gain
