"""Measures: the same portfolio for everybody, or added to what an earlier element proposes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.model.interventions import portfolio
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class Measures(Element):
    """Give everybody these interventions, at the same time."""

    interventions: tuple[str, ...]

    def __post_init__(self) -> None:
        portfolio(self.interventions)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the interventions to every portfolio."""
        np.bitwise_or(proposal.interventions, np.uint32(portfolio(self.interventions)), out=proposal.interventions)
