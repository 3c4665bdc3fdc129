"""Measures in sequence: one after the other, each for its usual time, whatever the answers (evidence: E12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.errors import InputError
from simulation.interventions import interventions, portfolio
from simulation.policies.elements.base import Element
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView


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
        """Add the measure of each client's step, and note the step: as many as there are steps once all are passed."""
        n = len(self.steps)
        duration = np.array([interventions()[name].duration for name in self.steps])
        step = np.minimum(view.plan_step, n).astype(np.intp)
        lasts = np.append(duration, np.iinfo(np.intp).max)[step]
        step += (view.plan_quarters >= lasts).astype(np.intp)
        if self.again:
            step %= n
        step[view.plan_quarters == 0] = 0
        proposal.plan_step[:] = step
        bits = np.array([*(portfolio([name]) for name in self.steps), 0], np.uint32)
        np.bitwise_or(proposal.interventions, bits[step], out=proposal.interventions)
