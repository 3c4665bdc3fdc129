"""What `tilltro target` and its page in the browser are asked for, read from words.

`objective=NAME` names one outcome; `worth.NAME=NUMBER`, several times, weighs several; `floor.GROUP=NUMBER` is of 100
places; `places=NUMBER` is of 100 clients, unless an amount of money or hours a year says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial

from simulation.analyses.defaults import TargetDefaults
from simulation.analyses.targeting.capacity import (
    A_PLACE,
    BUDGET,
    FEWEST,
    MOST,
    PLACES,
    Capacity,
    cost_of_place,
    read_capacity,
)
from simulation.analyses.targeting.capacity import NAMES as OF_CAPACITY
from simulation.analyses.targeting.objective import OBJECTIVES, WORTH, Objective, single, weighed
from simulation.analyses.targeting.rules import FLOOR_GROUPS, Offer, check_floors, offer_of
from simulation.analyses.targeting.target import Target, target
from simulation.base.checks import as_typed_number, check_number
from simulation.base.errors import InputError, nearest
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.contrasts.uncertainty import FEWEST_REPLICATIONS
from simulation.study.settings import Settings

FLOOR = "floor"
EXPECTED = {WORTH: "a setting such as worth.quarters_worked=1", FLOOR: "a setting such as floor.women=40"}
NAMES = {
    WORTH: tuple(f"{WORTH}.{id}" for id in OBJECTIVES),
    FLOOR: tuple(f"{FLOOR}.{id}" for id in FLOOR_GROUPS),
}


@dataclass(frozen=True)
class TargetAsked:
    """Who should get the few places, as asked; the settings hold the policy, and as the baseline what others get."""

    settings: Settings
    objective: Objective
    offer: Offer
    amounts: Mapping[str, object]  # places, or money or hours a year and what a place takes of it

    @property
    def policy(self) -> str:
        """The name of what those with a place get."""
        return self.settings.policies[0]

    @property
    def against(self) -> str:
        """The name of what all others get."""
        return self.settings.baseline

    @property
    def is_cost_reckoned(self) -> bool:
        """Whether a place's cost has to be simulated to know how many places there are."""
        return BUDGET in self.amounts and A_PLACE[BUDGET] not in self.amounts

    @cached_property
    def capacity(self) -> Capacity | None:
        """What the places follow from; None where they are given as such.

        Raises:
            InputError: if an amount isn't allowed, or is enough for no place or for everybody.
        """
        cost = partial(cost_of_place, self.settings, self.offer, self.policy, self.against)
        return read_capacity(self.amounts, self.settings.n_clients, cost)

    @cached_property
    def places(self) -> float:
        """How many of 100 clients have a place.

        Raises:
            InputError: if that isn't allowed.
        """
        if self.capacity is not None:
            return round(self.capacity.places, 1)
        return check_number(PLACES, self.amounts[PLACES], FEWEST, MOST)

    def content_hash(self, language: str, forms: Forms = USUAL_FORMS) -> str:
        """Return 12 hex digits of all that decides what is in the files."""
        base = content_hash(self.settings, "target", "target", language, forms=forms)
        return short_hash([base, asdict(self.objective), asdict(self.offer), dict(self.amounts)])

    def judge(self, n_threads: int = 1, progress: Progress = no_progress, cancel: Cancel = never) -> Target:
        """Return what is found.

        Raises:
            Cancelled: when `cancel` says so.
            InputError: if a place's cost has to be simulated, and the amount isn't allowed.
        """
        found = target(self.settings, self.offer, self.places, self.objective, n_threads, progress, cancel)
        return replace(found, capacity=self.capacity)


def read_pair(given: Mapping[str, str]) -> tuple[str, str]:
    """Return the policy that those with a place get, and the one of all others, from settings by name as typed.

    Raises:
        InputError: if they are the same.
    """
    policy, against = given.get("policy", TargetDefaults.POLICY), given.get("against", TargetDefaults.AGAINST)
    if policy == against:
        raise InputError("same_policy_twice", name=policy)
    return policy, against


def read_asked(given: Mapping[str, str], settings: Settings) -> TargetAsked:
    """Return what is asked, from settings by name as they were typed; what they leave out is as usual.

    `settings` are of the two policies that `read_pair` returns.

    Raises:
        InputError: if a value isn't allowed; what depends on a place's simulated cost is told later.
    """
    objective, floors = read_objective(given), read_floors(given)
    if settings.n_replications < FEWEST_REPLICATIONS:
        raise InputError("too_short", name="n_replications", value=settings.n_replications, low=FEWEST_REPLICATIONS)
    amounts: dict[str, object] = {
        name: as_typed_number(given[name]) for name in (PLACES, *OF_CAPACITY) if name in given
    }
    if not {PLACES, *A_PLACE} & amounts.keys():
        amounts[PLACES] = float(TargetDefaults.PLACES)
    offer = offer_of(settings.policies[0], settings.baseline, settings, floors)
    asked = TargetAsked(settings, objective, offer, amounts)
    if not asked.is_cost_reckoned:
        _ = asked.places  # says what is wrong
    return asked


def is_weight_or_floor(name: str) -> bool:
    """Say whether a setting is meant for what is read here."""
    return name.partition(".")[0] in NAMES


def check_weights_and_floors(names: Iterable[str]) -> None:
    """Check that each of these settings exists.

    Raises:
        InputError: if one doesn't, with the nearest one.
    """
    for name in names:
        kind, dot, _ = name.partition(".")
        if not dot:
            raise InputError("wrong_shape", where=kind, expected=EXPECTED[kind])
        if name not in NAMES[kind]:
            raise InputError("unknown_key", name=name, where="the command", nearest=nearest(name, NAMES[kind]))


def read_objective(given: Mapping[str, str]) -> Objective:
    """Return what rules are judged by, from settings by name; other settings are ignored.

    Raises:
        InputError: if there is no such outcome, a worth isn't a number above zero, or both kinds of settings are given.
    """
    worth = {
        name.partition(".")[2]: as_typed_number(words) for name, words in given.items() if name.startswith(f"{WORTH}.")
    }
    named = given.get("objective")
    if worth and named is not None:
        raise InputError("objective_and_worth")
    if worth:
        return weighed(worth)
    if named is not None and named not in OBJECTIVES:
        raise InputError("not_allowed", name="objective", value=named, allowed=", ".join(OBJECTIVES))
    return single(named or TargetDefaults.OBJECTIVE)


def read_floors(given: Mapping[str, str]) -> dict[str, float]:
    """Return how many of 100 places each group is to have at least, from settings by name; other settings are ignored.

    Raises:
        InputError: if a floor isn't a number from 1 to 100, or together they are more than 100.
    """
    floors = {
        name.partition(".")[2]: as_typed_number(words) for name, words in given.items() if name.startswith(f"{FLOOR}.")
    }
    return check_floors(floors)


def as_settings(objective: Objective, floors: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the settings that give these, as they are typed."""
    if objective.is_weighed:
        asked = [(f"{WORTH}.{id}", _written(worth)) for id, worth in objective.worth.items()]
    else:
        asked = [("objective", objective.name)]
    return [*asked, *((f"{FLOOR}.{group}", _written(least)) for group, least in floors.items())]


def _written(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".")
