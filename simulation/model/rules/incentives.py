"""Economic incentives: they move people near the labour market and hardly those far from it. Evidence: H12, H13."""

from __future__ import annotations

import math

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Incentives


@rule
def incentive(readiness: float, bonus: float, benefit_cut: float, p: Incentives) -> float:
    """Return what a re-employment bonus and a cut in benefit (doses 0..1) add to the log rate of job entry."""
    if bonus == 0.0 and benefit_cut == 0.0:
        return 0.0
    nearness = 1.0 / (1.0 + math.exp(-p.steepness * (readiness - p.near)))
    return nearness * (p.bonus * bonus + p.benefit_cut * benefit_cut)
