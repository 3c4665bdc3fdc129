"""Economic incentives: a re-employment bonus, a cut in benefit (evidence: H12, H13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.checks import check_whole
from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class Incentives(Element):
    """Promise a bonus for going to work, or cut benefits; 1 is the dose that the parameters are stated for.

    With `cut_after_quarters` the full benefit lasts so long in a spell, and the cut follows (H13: duration of rights).
    """

    bonus: float = 0.0
    benefit_cut: float = 0.0
    cut_after_quarters: int = 0

    def __post_init__(self) -> None:
        check_doses("incentives", bonus=self.bonus, benefit_cut=self.benefit_cut)
        check_whole("incentives.cut_after_quarters", self.cut_after_quarters, 0, 400)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the incentives."""
        proposal.dose("bonus")[:] = self.bonus
        has_begun = view.quarters_on_benefit >= self.cut_after_quarters
        proposal.dose("benefit_cut")[:] = np.where(has_begun, self.benefit_cut, 0.0)
