"""Economic incentives: a re-employment bonus, a cut in benefit (evidence: H12, H13)."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class Incentives(Element):
    """Promise a bonus for going to work, or cut benefits; 1 is the dose that the parameters are stated for."""

    bonus: float = 0.0
    benefit_cut: float = 0.0

    def __post_init__(self) -> None:
        check_doses("incentives", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the incentives."""
        proposal.dose("bonus")[:] = self.bonus
        proposal.dose("benefit_cut")[:] = self.benefit_cut
