"""The staircase: one measure at a time, and the next only when the answers say that this step is passed (E9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.model.indicators import Indicator
from simulation.model.interventions import interventions, portfolio
from simulation.model.policies.elements.answers import HIGHEST_ANSWER
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.rules.staircase import climb
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
        climb(
            view.caseworker_answers,
            view.plan_step,
            view.plan_quarters,
            _asked(self.steps),
            self.gate,
            self.least_quarters,
            proposal.plan_step,
        )
        bits = _bits(self.steps)[proposal.plan_step - FIRST_STEP]
        np.bitwise_or(proposal.interventions, bits, out=proposal.interventions)


@cache
def _asked(steps: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the items [n_steps, n_items] that decide whether each step is passed, as `climb` takes them."""
    asked = np.zeros((len(steps), len(Indicator)), np.int64)
    for row, name in enumerate(steps[:-1]):
        asked[row, list(interventions()[name].acts_on)] = 1
    asked.setflags(write=False)
    return asked


@cache
def _bits(steps: tuple[str, ...]) -> NDArray[np.uint32]:
    """Return the measure of each step as a portfolio [n_steps]."""
    bits = np.array([portfolio([name]) for name in steps], np.uint32)
    bits.setflags(write=False)
    return bits
