"""Limits on other elements: when, how often, for how many."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.draws.decisions import Decision
from simulation.interventions import portfolio
from simulation.policies.elements.base import Element, check_between, check_whole
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView
from simulation.state import DOSES


@dataclass(frozen=True)
class During(Element):
    """Apply `elements` in the quarters `first` to `last` only (1 is the first simulated quarter)."""

    first: int
    last: int
    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        check_whole("during", "first", self.first, 1, 400)
        check_whole("during", "last", self.last, self.first, 400)

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
    """Keep what is proposed so far only every `n`th quarter, staggered over clients; nothing between."""

    n: int

    def __post_init__(self) -> None:
        check_whole("every_nth_quarter", "n", self.n, 1, 40)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Take the proposal back for those whose turn it isn't; the note of the plan's step stays."""
        is_off = (view.client + view.quarter) % self.n != 0
        proposal.interventions[is_off] = 0
        for dose in DOSES:
            getattr(proposal, dose)[is_off] = 0.0


@dataclass(frozen=True)
class Capacity(Element):
    """Let only so many of 100 clients have these interventions at a time; who gets a place is drawn by lot."""

    interventions: tuple[str, ...]
    places_per_100: float

    def __post_init__(self) -> None:
        portfolio(self.interventions)
        check_between("capacity", "places_per_100", self.places_per_100, 0.0, 100.0)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Take the interventions from those who draw no place. Places are of all clients served now."""
        bits = np.uint32(portfolio(self.interventions))
        wants = view.is_served & ((proposal.interventions & bits) != 0)
        n_places = math.floor(self.places_per_100 * view.is_served.sum() / 100.0)
        waiting = np.flatnonzero(wants)
        order = waiting[np.argsort(view.draw(Decision.LOTTERY)[waiting], kind="stable")]
        proposal.interventions[order[n_places:]] &= ~bits
