"""How the indicators of readiness move: back towards the client's own level, with shocks and gains from measures.

indicator_k = loading * (setpoint + deviation) + specific_k + gain_k
"""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Progression

SNOWBALL_GROWTH = 0.1  # at full snowball gains grow by this share of the return rate; assumption
LARGEST_GAIN = 4.0  # SD: nobody rises or falls further, so that growing gains stay on the scale of the indicators


@rule
def reverted(value: float, return_rate: float, push: float) -> float:
    """Return a deviation a quarter later: what is left of it plus this quarter's push (shock or gain)."""
    return (1.0 - return_rate) * value + push


@rule
def accompanying_push(has_job_focus: bool, strength: float, with_job_focus: float, without_job_focus: float) -> float:
    """Return the push on readiness (SD a quarter) for each unit of `strength` beside job focus. Evidence: E8.

    `strength` is 1 for each group with one measure, more for a group with several. Job focus is what makes the other
    groups work; without it all measures together give one small push, however many they are.
    """
    if has_job_focus:
        return with_job_focus
    return without_job_focus / strength if strength > 0.0 else 0.0


@rule
def gain_next(gain: float, push: float, hope: float, response: float, specific: float, p: Progression) -> float:
    """Return the gain of an indicator a quarter later. Evidence: 2.9c (short-lived), M2 (no one size fits all).

    What a measure gives is multiplied by the client's own response and is larger where the client is weak
    (`specific` below 0: weaker here than his or her general level). A push downwards hits everybody alike, and so does
    `hope`, what the caseworker's belief carries over.
    """
    if push > 0.0:
        push *= response * max(0.0, 1.0 - p.match * specific)
    kept = 1.0 - p.return_rate * (1.0 - p.snowball * (1.0 + SNOWBALL_GROWTH))
    return min(LARGEST_GAIN, max(-LARGEST_GAIN, kept * gain + push + hope))


@rule
def indicator(loading: float, general: float, specific: float, gain: float) -> float:
    """Return an indicator on the z-scale (mean 0, SD 1 at the start)."""
    return loading * general + specific + gain
