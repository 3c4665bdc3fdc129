"""What if every caseworker were as effective as the best? A thought experiment (evidence: G7 to G10)."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class BestCaseworkers(Element):
    """Let every caseworker make up `share` of the distance to the best quarter."""

    share: float = 1.0

    def __post_init__(self) -> None:
        check_doses("best_caseworkers", **vars(self))

    @property
    def is_office_wide(self) -> bool:
        """It moves caseworkers."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose it for every caseworker."""
        proposal.dose("like_the_best")[:] = self.share
