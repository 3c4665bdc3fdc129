"""Where belief comes from: the caseworker's own inclination, and a climate of the office that practice can move.

Evidence: M4 (how clients are spoken of, doubt met by sparring, victories shared), F16 (belief in one client follows
that in the others: leniency itself, so experience adds nothing by default).
"""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Leniency


@rule
def next_climate(climate: float, belief_building: float, celebrating: float, victories: float, p: Leniency) -> float:
    """Return the climate of an office in SD of leniency a quarter later.

    `belief_building` and `celebrating` are 0..1; `victories` are job entries of the quarter in 100 clients on benefit.
    """
    level = p.building * belief_building + (p.experience + p.victories * celebrating) * victories
    return climate + p.speed * (level - climate)


@rule
def leniency(trait: float, climate: float, sparring: float, office_mean: float, p: Leniency) -> float:
    """Return the present leniency in SD; sparring (0..1) lifts those who believe less than their office's mean."""
    return trait + climate + p.sparring * sparring * max(0.0, office_mean - trait)
