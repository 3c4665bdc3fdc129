"""Smaller caseloads: more time a client (evidence: G14, G15; weak)."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.base.checks import check_number
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class SmallerCaseloads(Element):
    """Make caseloads so many times smaller; what the further caseworkers cost stands with the prices."""

    times_smaller: float = 2.0

    def __post_init__(self) -> None:
        check_number("smaller_caseloads.times_smaller", self.times_smaller, 1.0, 10.0)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the further time."""
        proposal.dose("extra_time")[:] = self.times_smaller - 1.0
