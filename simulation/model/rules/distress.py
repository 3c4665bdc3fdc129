"""Distress: each client's own level, pushed up by demands and sanctions, down by activity; part of the rise stays.

Evidence: H3, H6, H7 (AiG), 2.6 (the harm sits with prior mental illness: here an assumed sensitivity), M1 (activity),
F14 and M4 (a caseworker who believes in the client), M6 (refused applications).
"""

from __future__ import annotations

from simulation.base.compiled import rule
from simulation.model.parameters.groups import Distress


@rule
def rise(is_psychiatric: bool, demands: float, is_sanctioned: bool, p: Distress) -> float:
    """Return the rise of distress in SD that demands and a sanction cause this quarter; part of it lasts."""
    if is_psychiatric:
        return p.demands_psychiatric * demands + p.sanction_psychiatric * is_sanctioned
    return p.demands_other * demands + p.sanction_other * is_sanctioned


@rule
def next_level(level: float, risen: float, p: Distress) -> float:
    """Return the level that distress returns to: the lasting share of the rise stays."""
    return level + p.lasting_share * risen


@rule
def transient_change(is_active: bool, carried_over: float, benefit_cut: float, p: Distress) -> float:
    """Return the change of distress in SD that fades: activity, the belief that reaches the client, lost income."""
    return p.activity * is_active + p.belief * carried_over + p.benefit_cut * benefit_cut


@rule
def next_distress(
    distress: float, level: float, new_level: float, risen: float, transient: float, shock: float, p: Distress
) -> float:
    """Return distress a quarter later: the whole rise acts at once, the lasting share of it through the level."""
    felt = (1.0 - p.lasting_share) * risen + transient
    return new_level + (1.0 - p.return_rate) * (distress - level) + felt + p.shock * shock
