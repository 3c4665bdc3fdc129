"""More measures of the same kind: what tells how much is done apart from how it is put together (for E9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.interventions import group_bits, portfolio
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class MoreOfTheSame(Element):
    """Add each of these interventions for those who are to have another one of its group."""

    interventions: tuple[str, ...]

    def __post_init__(self) -> None:
        portfolio(self.interventions)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the interventions to the portfolios that hold one of their group."""
        further = portfolio(self.interventions)
        for group in group_bits():
            has_one = (proposal.interventions & np.uint32(group)) != 0
            proposal.interventions[has_one] |= np.uint32(further & group)
