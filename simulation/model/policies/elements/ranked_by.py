"""Few places, and an order in which clients get them; a place is kept, and comes in place of what stood before."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_name, check_number
from simulation.base.errors import InputError
from simulation.model.draws.decisions import Decision
from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.groups_of_clients import apply_to, check_for_some, check_no_memory
from simulation.model.policies.elements.seen import FACTS, SEX, Condition, all_hold, conditions_of
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView

ALL = 100.0
LOTTERY = "lottery"
# The note of a client with a place: a bit above those of observed practice, whose notes go up to 16.
PLACE = 32
NOTE_WITH_PLACE = PLACE + 1
FLOOR = re.compile(r"\s*(\d{1,3}(?:\.\d{1,9})?)\s+where\s+(.+)")
EXPECTED_FLOOR = 'floors such as "40 where man <= 0", together at most 100 of 100 places'


@dataclass(frozen=True)
class Floor:
    """So many of 100 places at least for the clients of whom every condition holds."""

    places: float
    conditions: tuple[Condition, ...]


@cache
def floors_of(words: tuple[str, ...]) -> tuple[Floor, ...]:
    """Return the floors that are written as "40 where man <= 0".

    Raises:
        InputError: if one is written otherwise, or together they are more than all places.
    """
    found = []
    for floor in words:
        match = FLOOR.fullmatch(floor)
        if match is None:
            raise InputError("wrong_shape", where="ranked_by.floors", expected=EXPECTED_FLOOR)
        found.append(Floor(float(match[1]), conditions_of("ranked_by.floors", match[2])))
    if sum(floor.places for floor in found) > ALL:
        raise InputError("wrong_shape", where="ranked_by.floors", expected=EXPECTED_FLOOR)
    return tuple(found)


@cache
def _groups(first: tuple[str, ...]) -> tuple[tuple[Condition, ...], ...]:
    return tuple(conditions_of("ranked_by.first", words) for words in first)


@dataclass(frozen=True)
class RankedBy(Element):
    """Give `elements` to so many of 100 clients served, in this order, in place of what was proposed before.

    First come the groups of `first` in their order (conditions over what an office sees), then all others; within a
    group those with the highest value of the fact `by` (the lowest unless `highest_first`), and a lottery decides among
    equals. Who has a place keeps it while on benefit with the same caseworker; free places go to the first in order.

    Floors are filled before: a group that has fewer of 100 places than its floor gets free places first, the first of
    the group in the same order. Nobody loses a place to a floor, and places that a group can't fill go to the others.
    """

    elements: tuple[Element, ...]
    places_per_100: float
    by: str = LOTTERY
    highest_first: bool = True
    first: tuple[str, ...] = ()
    floors: tuple[str, ...] = ()  # such as "40 where man <= 0"

    def __post_init__(self) -> None:
        check_number("ranked_by.places_per_100", self.places_per_100, 0.0, ALL)
        check_name("fact", self.by, (LOTTERY, *FACTS))
        if not isinstance(self.highest_first, bool):
            raise InputError("not_yes_or_no", name="ranked_by.highest_first", value=self.highest_first)
        _groups(self.first)
        floors_of(self.floors)
        check_for_some("ranked_by.elements", self.elements)
        check_no_memory("ranked_by.elements", self.elements)

    @property
    def uses_sex(self) -> bool:
        """If it is in the order, a group or a floor."""
        groups = [*_groups(self.first), *(floor.conditions for floor in floors_of(self.floors))]
        facts = {self.by, *(condition.fact for group in groups for condition in group)}
        return SEX in facts or super().uses_sex

    @property
    def is_office_wide(self) -> bool:
        """Places are of all clients."""
        return True

    @property
    def keeps_note(self) -> bool:
        """Who has a place is noted."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Give the elements to those with a place, and note who they are."""
        has_place = self.with_place(view)
        proposal.withdraw(has_place)
        apply_to(has_place, self.elements, view, proposal)
        proposal.plan_step[:] = np.where(has_place, NOTE_WITH_PLACE, proposal.plan_step % PLACE)

    def with_place(self, view: OfficeView) -> NDArray[np.bool_]:
        """Return who has a place this quarter [n]."""
        rows = np.flatnonzero(view.is_served)
        n_places = math.floor(self.places_per_100 * len(rows) / ALL)
        has_none = view.plan_step < PLACE
        keys = (view.draw(Decision.LOTTERY), *self._value(view), *self._group(view), has_none)  # the last goes first
        order = rows[np.lexsort([key[rows] for key in keys])]
        found = np.zeros(view.n, np.bool_)
        if self.floors:
            found[order[: min(n_places, np.count_nonzero(~has_none[rows]))]] = True  # who has a place keeps it
            for floor in floors_of(self.floors):
                self._fill(floor, order, n_places, view, found)
            order = order[~found[order]]
        found[order[: n_places - np.count_nonzero(found)]] = True
        return found

    def _fill(
        self, floor: Floor, order: NDArray[np.int64], n_places: int, view: OfficeView, found: NDArray[np.bool_]
    ) -> None:
        """Give free places to the first of a group until it has as many as its floor: `found` [n] is added to."""
        in_group = all_hold(view, floor.conditions)
        n_meant = math.ceil(round(floor.places * n_places / ALL, 9))  # a part of a place would be below the floor
        n_lacking = max(0, n_meant - np.count_nonzero(found & in_group))
        n_free = n_places - np.count_nonzero(found)
        waiting = order[in_group[order] & ~found[order]]
        found[waiting[: min(n_lacking, n_free)]] = True

    def _group(self, view: OfficeView) -> list[NDArray[np.int64]]:
        """Return the place of each client's group in the order [n]; a client is in the first group that holds.

        Without groups there is nothing to sort by.
        """
        if not self.first:
            return []
        group = np.full(view.n, len(self.first))
        for number, conditions in reversed(list(enumerate(_groups(self.first)))):
            group[all_hold(view, conditions)] = number
        return [group]

    def _value(self, view: OfficeView) -> list[NDArray[np.float64]]:
        """Return what is lowest for those who come first [n]; those whose answer isn't known yet come last.

        In a lottery there is nothing to sort by.
        """
        if self.by == LOTTERY:
            return []
        value = FACTS[self.by](view)
        return [np.where(np.isnan(value), np.inf, -value if self.highest_first else value)]
