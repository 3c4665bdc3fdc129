"""Caseworkers who are more effective, or have more time for each client."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.base.checks import check_number
from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class BestCaseworkers(Element):
    """Let every caseworker make up `share` of the distance to the best quarter of them.

    A thought experiment (evidence: G7 to G10): what if every caseworker were as effective as the best?
    """

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


@dataclass(frozen=True)
class SmallerCaseloads(Element):
    """Make caseloads so many times smaller: more time a client (evidence: G14, G15; weak).

    What the further caseworkers cost stands with the prices.
    """

    times_smaller: float = 2.0

    def __post_init__(self) -> None:
        check_number("smaller_caseloads.times_smaller", self.times_smaller, 1.0, 10.0)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose the further time."""
        proposal.dose("extra_time")[:] = self.times_smaller - 1.0
