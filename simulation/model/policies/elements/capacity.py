"""Capacity: places for so many of 100 clients; who gets one is drawn by lottery, the others wait."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_number
from simulation.model.draws.decisions import Decision
from simulation.model.interventions import GROUPS, interventions, portfolio
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView

ALL = 100.0


def lottery_numbers(view: OfficeView, intervention: str) -> NDArray[np.float64]:
    """Return each client's lottery number [n] for an intervention: uniform, and independent between interventions.

    (A + k * B) mod 1 of two independent uniforms is uniform, and for different k pairwise independent.
    """
    item = interventions()[intervention]
    place_in_group = [other.id for other in interventions().values() if other.group == item.group].index(intervention)
    of_group = view.draw(Decision.INTERVENTION + GROUPS.index(item.group))
    number: NDArray[np.float64] = (view.draw(Decision.LOTTERY) + (1 + place_in_group) * of_group) % 1.0
    return number


def let_in(
    view: OfficeView, wants: NDArray[np.bool_], names: tuple[str, ...], places_per_100: float
) -> NDArray[np.bool_]:
    """Return which of those who want one of these interventions get a place [n]. Places are of all served now."""
    n_places = math.floor(places_per_100 * view.is_served.sum() / ALL)
    rows = np.flatnonzero(wants)
    has_place = np.zeros(view.n, np.bool_)
    has_place[rows[np.argsort(lottery_numbers(view, names[0])[rows], kind="stable")[:n_places]]] = True
    return has_place


def limit(view: OfficeView, proposal: Proposal, names: tuple[str, ...], places_per_100: float) -> None:
    """Take these interventions from those who draw no place, and note that they wait."""
    bits = np.uint32(portfolio(names))
    wants = view.is_served & ((proposal.interventions & bits) != 0)
    waits = wants & ~let_in(view, wants, names, places_per_100)
    proposal.interventions[waits] &= ~bits
    proposal.is_waiting[waits] = True


@dataclass(frozen=True)
class Capacity(Element):
    """Let only so many of 100 clients have these interventions at a time."""

    interventions: tuple[str, ...]
    places_per_100: float

    def __post_init__(self) -> None:
        portfolio(self.interventions)
        check_number("capacity.places_per_100", self.places_per_100, 0.0, ALL)

    @property
    def is_office_wide(self) -> bool:
        """Places are of all clients."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Limit the interventions to their places."""
        if self.interventions:
            limit(view, proposal, self.interventions, self.places_per_100)


@dataclass(frozen=True)
class UsualCapacity(Element):
    """Let every intervention have as many places as the catalogue of interventions says, times `share`."""

    share: float = 1.0

    def __post_init__(self) -> None:
        check_number("usual_capacity.share", self.share, 0.0, 10.0)

    @property
    def is_office_wide(self) -> bool:
        """Places are of all clients."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Limit every intervention to its places."""
        for item in interventions().values():
            places = self.share * item.capacity
            if places < ALL:
                limit(view, proposal, (item.id,), places)
