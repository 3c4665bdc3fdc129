"""Belief building: what an office can do so that its caseworkers believe more in clients.

Evidence: the ten sources of a caseworker's belief (configs/belief_sources.yaml says where each is in the model), M4.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class BeliefBuilding(Element):
    """Build belief by practice, each 0..1.

    The first four make the climate of the office, in equal parts. Victories are shared among colleagues; doubt is met
    by sparring with them.
    """

    management: float = 0.0
    language: float = 0.0  # the way clients are spoken of
    labour_market_knowledge: float = 0.0
    cooperation: float = 0.0  # with health and social services
    celebrate_victories: float = 0.0
    sparring: float = 0.0

    def __post_init__(self) -> None:
        check_doses("belief_building", **vars(self))

    @property
    def is_office_wide(self) -> bool:
        """It moves caseworkers."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the practice for every caseworker."""
        climate = astuple(self)[:4]
        proposal.dose("belief_building")[:] = sum(climate) / len(climate)
        proposal.dose("celebrating")[:] = self.celebrate_victories
        proposal.dose("sparring")[:] = self.sparring
