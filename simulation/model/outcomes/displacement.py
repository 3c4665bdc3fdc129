"""Displacement: what is left of a difference in jobs if some of them are taken from others who seek work (2.26)."""

from __future__ import annotations

import math

# Outcomes that are about jobs: only there can one person's gain be another's loss.
JOB_OUTCOMES = (
    "first_job",
    "in_ordinary_job",
    "any_ordinary_hours",
    "in_supported_job",
    "in_new_start_job",
    "quarters_worked",
)


def after_displacement(difference: float, outcome: str, displacement: float) -> float:
    """Return a difference in jobs after displacement (0..1, share of additional jobs); nan for other outcomes."""
    return difference * (1.0 - displacement) if outcome in JOB_OUTCOMES else math.nan
