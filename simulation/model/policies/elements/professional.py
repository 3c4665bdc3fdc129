"""A complementary professional, such as a psychologist, called in where the answers ask for it (Linköping; L4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.checks import check_number, check_whole
from simulation.base.errors import InputError
from simulation.model.interventions import interventions, portfolio
from simulation.model.policies.elements.answers import HIGHEST_ANSWER, count_answers
from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.capacity import let_in
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class Professional(Element):
    """Let a professional give `intervention` to those who need it and have a place, the others wait.

    A client needs it when at least half of the caseworker's answers on the indicators that it acts on are `low` or
    less. It begins `lead_quarters` after the client's plan (or the step or track that he or she is on) began.
    """

    profession: str  # what he or she is called
    intervention: str
    places_per_100: float = 100.0
    lead_quarters: int = 0
    low: int = 2  # answer 1..5

    def __post_init__(self) -> None:
        if not isinstance(self.profession, str):
            raise InputError("wrong_shape", where="professional.profession", expected="a name")
        portfolio([self.intervention])
        check_number("professional.places_per_100", self.places_per_100, 0.0, 100.0)
        check_whole("professional.lead_quarters", self.lead_quarters, 0, 40)
        check_whole("professional.low", self.low, 1, HIGHEST_ANSWER)

    @property
    def is_office_wide(self) -> bool:
        """Places are of all clients."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the intervention for those whose turn it is; note who waits."""
        asked = interventions()[self.intervention].acts_on
        needs = view.is_served & (2 * count_answers(view, asked, 1, self.low) >= len(asked))
        is_early = view.plan_quarters < self.lead_quarters
        proposal.is_waiting[needs & is_early] = True
        has_place = let_in(view, needs & ~is_early, (self.intervention,), self.places_per_100)
        proposal.is_waiting[needs & ~is_early & ~has_place] = True
        proposal.interventions[has_place] |= np.uint32(portfolio([self.intervention]))
