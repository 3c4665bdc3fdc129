"""Work with employers: contact for ordinary hours, matching, subsidised places."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class EmployerContact(Element):
    """Work with employers for some ordinary hours; `strength` 1 is JobFirst's dose."""

    strength: float = 1.0

    def __post_init__(self) -> None:
        check_doses("employer_contact", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the employer contact."""
        proposal.dose("employer_contact")[:] = self.strength


@dataclass(frozen=True)
class Matching(Element):
    """Seek out employers for the client and match; `strength` 1 is the dose of the Swedish programme (K1 to K7)."""

    strength: float = 1.0

    def __post_init__(self) -> None:
        check_doses("matching", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the matching."""
        proposal.dose("matching")[:] = self.strength


@dataclass(frozen=True)
class SubsidisedPlaces(Element):
    """Keep subsidised places for the clients (evidence: 2.11); entries that they add lead to supported jobs."""

    strength: float = 1.0

    def __post_init__(self) -> None:
        check_doses("subsidised_places", **vars(self))

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the places."""
        proposal.dose("subsidy")[:] = self.strength
