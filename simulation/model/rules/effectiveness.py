"""What if every caseworker were as effective as the best? A thought experiment (evidence: G7..G10)."""

from __future__ import annotations

from simulation.base.compiled import rule


@rule
def effectiveness(skill: float, like_the_best: float, best: float) -> float:
    """Return the present effectiveness in SD: `like_the_best` (0..1) of the distance to the best is made up."""
    return skill + like_the_best * max(0.0, best - skill)
