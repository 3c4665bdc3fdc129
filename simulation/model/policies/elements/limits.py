"""Limits on other elements: when, and how often."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.base.checks import check_whole
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class During(Element):
    """Apply `elements` in the quarters `first` to `last` only (1 is the first simulated quarter)."""

    first: int
    last: int
    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        check_whole("during.first", self.first, 1, 400)
        check_whole("during.last", self.last, self.first, 400)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Apply the elements if it is their time."""
        if self.first <= view.quarter <= self.last:
            for element in self.elements:
                element.apply(view, proposal)

    def change_factor(self, quarter: int) -> float:
        """Return the elements' factor if it is their time."""
        if self.first <= quarter <= self.last:
            return math.prod(element.change_factor(quarter) for element in self.elements)
        return 1.0


@dataclass(frozen=True)
class EveryNthQuarter(Element):
    """Keep what is proposed so far only every `n`th quarter, staggered over clients; the usual meetings alone between.

    What acts on caseworkers goes on every quarter.
    """

    n: int

    def __post_init__(self) -> None:
        check_whole("every_nth_quarter.n", self.n, 1, 40)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Take the proposal back for those whose turn it isn't; the note of the plan's step stays."""
        proposal.withdraw((view.client + view.quarter) % self.n != 0)
