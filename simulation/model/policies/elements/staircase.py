"""The staircase: one measure at a time, and the next only when the answers say that this step is passed (E9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.model.interventions import interventions, portfolio
from simulation.model.policies.elements.answers import HIGHEST_ANSWER, count_answers
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.state import FIRST_STEP


@dataclass(frozen=True)
class Staircase(Element):
    """Give `steps` one after the other.

    A step is passed when at least half of the caseworker's answers on the indicators that it acts on are `gate` or
    more, and it has lasted `least_quarters`. A new caseworker begins from the first step.
    """

    steps: tuple[str, ...]  # interventions, the first step first
    gate: int = 3  # answer 1..5
    least_quarters: int = 2

    def __post_init__(self) -> None:
        if not self.steps:
            raise InputError("wrong_shape", where="staircase.steps", expected="a list with at least one intervention")
        portfolio(self.steps)
        check_whole("staircase.gate", self.gate, 1, HIGHEST_ANSWER)
        check_whole("staircase.least_quarters", self.least_quarters, 1, 40)

    @property
    def keeps_note(self) -> bool:
        """The step is noted."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the measure of each client's step, and note the step."""
        last_step, quarters = view.plan_step.copy(), view.plan_quarters.copy()  # side by side, which is faster to read
        step = np.clip(last_step, FIRST_STEP, len(self.steps))
        for number, name in enumerate(self.steps[:-1], start=FIRST_STEP):
            asked = interventions()[name].acts_on
            n_passed = count_answers(view, asked, self.gate, HIGHEST_ANSWER)
            has_passed = (2 * n_passed >= len(asked)) & (quarters >= self.least_quarters)
            step = np.where((last_step == number) & has_passed, np.uint8(number + 1), step)
        proposal.plan_step[:] = step
        bits = np.array([portfolio([name]) for name in self.steps], np.uint32)
        np.bitwise_or(proposal.interventions, bits[step - FIRST_STEP], out=proposal.interventions)
