"""Contact: meetings, demands and sanctions, and the caseworker's practice."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.base.checks import check_number
from simulation.model.doses import WEEKLY
from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class Meetings(Element):
    """Meet the client so many times a quarter, in place of the usual `parameters.practice.meetings`; 13 is weekly."""

    a_quarter: float

    def __post_init__(self) -> None:
        check_number("meetings.a_quarter", self.a_quarter, 0.0, WEEKLY)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the meetings."""
        proposal.dose("meetings")[:] = self.a_quarter / WEEKLY


@dataclass(frozen=True)
class Demands(Element):
    """Put demands on the client; `strength` 1 is the full dose of AiG, `sanctioned` the share of breaches punished."""

    strength: float = 1.0
    sanctioned: float = 1.0

    def __post_init__(self) -> None:
        check_doses("demands", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose demands and sanctions."""
        proposal.dose("demands")[:] = self.strength
        proposal.dose("sanctioning")[:] = self.sanctioned


@dataclass(frozen=True)
class CaseworkerPractice(Element):
    """Give caseworkers time and method for a close relation and for belief in the client; 1 is JobFirst's dose."""

    close_relation: float = 0.0
    belief_support: float = 0.0

    def __post_init__(self) -> None:
        check_doses("caseworker_practice", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the practice."""
        proposal.dose("close_relation")[:] = self.close_relation
        proposal.dose("belief_support")[:] = self.belief_support
