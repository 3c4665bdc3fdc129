"""Measures in sequence: one after the other, each for its usual time, whatever the answers (evidence: E12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.errors import InputError
from simulation.model.interventions import interventions, portfolio
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.state import FIRST_STEP


@dataclass(frozen=True)
class Sequence(Element):
    """Give `steps` one after the other, each for the duration in the catalogue of interventions.

    After the last the first comes again; without `again` nothing more. A new caseworker begins from the first step.
    """

    steps: tuple[str, ...]  # interventions, the first first
    again: bool = True

    def __post_init__(self) -> None:
        if not self.steps:
            raise InputError("wrong_shape", where="sequence.steps", expected="a list with at least one intervention")
        portfolio(self.steps)
        if not isinstance(self.again, bool):
            raise InputError("not_yes_or_no", name="sequence.again", value=self.again)

    @property
    def keeps_note(self) -> bool:
        """The step is noted."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the measure of each client's step, and note the step: one more than there are once all are passed."""
        n, forever = len(self.steps), np.iinfo(np.intp).max
        duration = np.array([*(interventions()[name].duration for name in self.steps), forever])
        is_begun = view.plan_step >= FIRST_STEP
        place = np.clip(view.plan_step.astype(np.intp) - FIRST_STEP, 0, n)  # n: all steps are passed
        place += is_begun & (view.plan_quarters >= duration[place])
        if self.again:
            place %= n
        proposal.plan_step[:] = place + FIRST_STEP
        bits = np.array([*(portfolio([name]) for name in self.steps), 0], np.uint32)
        np.bitwise_or(proposal.interventions, bits[place], out=proposal.interventions)
