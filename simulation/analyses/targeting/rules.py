"""Rules for who gets one of few places: the named rules, and how any rule becomes a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simulation.base.checks import check_name, check_number
from simulation.base.errors import InputError
from simulation.base.resources import named_file, read_yaml
from simulation.model.policies import Policy, build_policy, load_policy
from simulation.model.policies.elements.ranked_by import LOTTERY, RankedBy
from simulation.study.settings import Settings


@dataclass(frozen=True)
class Rule:
    """An order in which clients get places, with the options of the element `ranked_by`."""

    id: str
    by: str = LOTTERY
    highest_first: bool = True
    first: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """The element's options, those that are as usual left out."""
        if self.first:
            return {"first": list(self.first)}
        return {"by": self.by, **({} if self.highest_first else {"highest_first": False})}


RANDOM = Rule("random")
NAMED = (
    Rule("first_come", "quarters_on_benefit"),
    Rule("nearest", "index"),
    Rule("furthest", "index", highest_first=False),
    Rule("own_answers", "client_index"),
    Rule("belief_high", "caseworker_belief"),
    Rule("belief_low", "caseworker_belief", highest_first=False),
)


# Groups that a floor can be for, as conditions over what an office sees; origin and diagnosis aren't among it.
FLOOR_GROUPS = {
    "women": "man <= 0",
    "men": "man > 0",
    "young": "age <= 29",
    "old": "age > 49",
    "unskilled": "unskilled > 0",
}
BY_SEX = ("women", "men")
# How results name them.
GROUP_OF = {
    "women": "sex=woman",
    "men": "sex=man",
    "young": "age=18-29",
    "old": "age=50-64",
    "unskilled": "unskilled=yes",
}
LEAST_FLOOR, ALL_PLACES = 1.0, 100.0


def check_floors(given: Mapping[str, object]) -> dict[str, float]:
    """Return how many of 100 places each group is to have at least, in the order of the groups.

    Raises:
        InputError: if a group is unknown, its floor isn't a number from 1 to 100, or together they are more than 100.
    """
    for group in given:
        check_name("group", group, FLOOR_GROUPS)
    checked = {
        group: check_number(f"floor.{group}", given[group], LEAST_FLOOR, ALL_PLACES)
        for group in FLOOR_GROUPS
        if group in given
    }
    if sum(checked.values()) > ALL_PLACES:
        raise InputError("floors_too_large", value=f"{sum(checked.values()):g}")
    return checked


@dataclass(frozen=True)
class Offer:
    """What those with a place are given and what all others get, as elements of policies in YAML."""

    given: tuple[Mapping[str, Any], ...]
    otherwise: tuple[Mapping[str, Any], ...]
    floors: Mapping[str, float] = field(default_factory=dict)  # by group: the fewest of 100 places

    @property
    def without_floors(self) -> Offer:
        """The same with no floor for any group."""
        return replace(self, floors={})

    def content(self, rule: Rule, places: float) -> dict[str, Any]:
        """Return the content of the YAML file of a policy that gives so many of 100 clients a place by a rule."""
        floors = [f"{least:.9g} where {FLOOR_GROUPS[group]}" for group, least in self.floors.items()]
        least = {"floors": floors} if floors else {}
        ranked = {"places_per_100": places, **rule.options, **least, "elements": [dict(item) for item in self.given]}
        return {
            "label": f"{rule.id}, {places:g} of 100",
            "elements": [*(dict(item) for item in self.otherwise), {"ranked_by": ranked}],
        }

    def policy(self, rule: Rule, places: float) -> Policy:
        """Return the policy that gives so many of 100 clients a place by a rule."""
        return build_policy(rule.id, self.content(rule, places), f"policy {rule.id}")

    def element(self, rule: Rule, places: float) -> RankedBy:
        """Return the element of that policy that gives the places."""
        found = self.policy(rule, places).elements[-1]
        assert isinstance(found, RankedBy)  # noqa: S101 (made so above)
        return found


def offer_of(policy: str, against: str, settings: Settings, floors: Mapping[str, float] | None = None) -> Offer:
    """Return what a policy gives, and what another gives to those without a place; `floors` as they were checked.

    Raises:
        InputError: if there is no such policy, or it can't be given to some clients only.
    """
    if policy == against:
        raise InputError("same_policy_twice", name=policy)
    elements = load_policy(policy, settings.own_configs).elements
    if any(element.is_office_wide for element in elements):
        raise InputError("no_places_for_office", name=policy)
    if any(element.keeps_note for element in elements):
        raise InputError("no_places_with_memory", name=policy)
    given, otherwise = (_elements(name, settings) for name in (policy, against))
    offer = Offer(given, otherwise, dict(floors or {}))
    offer.policy(RANDOM, 0.0)
    return offer


def _elements(name: str, settings: Settings) -> tuple[Mapping[str, Any], ...]:
    load_policy(name, settings.own_configs)  # says what is wrong
    path = named_file("policy", name, settings.own_configs)
    elements: Sequence[Mapping[str, Any]] = read_yaml(path)["elements"] if path is not None else ()
    return tuple(elements)
