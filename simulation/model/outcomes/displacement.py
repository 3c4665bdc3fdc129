"""Displacement: what is left of a difference in jobs if some of them are taken from others who seek work.

Evidence: 2.26.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulation.model.outcomes.registry import JOB_OUTCOMES
from simulation.model.parameters.circumstances import LabourMarket


def after_displacement(difference: float, outcome: str, displacement: float) -> float:
    """Return a difference in jobs after displacement (0..1, share of additional jobs); nan for other outcomes."""
    return difference * (1.0 - displacement) if outcome in JOB_OUTCOMES else math.nan


def displaced_share(p: LabourMarket, tightness: Sequence[float], has_vacancies: bool) -> float:
    """Return the share (0..1) of additional jobs that are taken from others, over quarters of this tightness.

    It falls with tightness, for in a weak market more people wait for each job (evidence: 2.26). Where vacancies are
    limited clients already compete for them in the model, and nothing is taken off on top of that.
    """
    if has_vacancies:
        return 0.0
    mean = math.fsum(tightness) / len(tightness)
    return min(1.0, max(0.0, p.displacement + p.displacement_slope * mean))
