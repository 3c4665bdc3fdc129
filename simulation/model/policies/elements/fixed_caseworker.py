"""A fixed caseworker who can be reached: the practice of "Flere skal med" (evidence: M8, M3, G17)."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.policies.elements.base import Element, check_doses
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class FixedCaseworker(Element):
    """Let clients keep their caseworkers, who have a direct number and act at once.

    `remaining_changes` is the share of the changes of caseworker that happen all the same; `direct_number` 0..1.
    """

    remaining_changes: float = 0.2
    direct_number: float = 1.0

    def __post_init__(self) -> None:
        check_doses("fixed_caseworker", **vars(self))

    @property
    def is_office_wide(self) -> bool:
        """Changes of caseworker are the office's."""
        return self.remaining_changes != 1.0

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Propose that the caseworker answers and acts at once."""
        proposal.dose("responsiveness")[:] = self.direct_number

    def change_factor(self, quarter: int) -> float:
        """Return the share of the changes that remain."""
        return self.remaining_changes
