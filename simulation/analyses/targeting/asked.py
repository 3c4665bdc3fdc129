"""Read what `tilltro target` and its page in the browser take besides two policies and places.

`objective=NAME` names one outcome; `worth.NAME=NUMBER`, several times, weighs several; `floor.GROUP=NUMBER` is of 100
places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulation.analyses.defaults import TargetDefaults
from simulation.analyses.targeting.objective import OBJECTIVES, WORTH, Objective, single, weighed
from simulation.analyses.targeting.rules import FLOOR_GROUPS, check_floors
from simulation.base.checks import as_typed_number
from simulation.base.errors import InputError, nearest

FLOOR = "floor"
EXPECTED = {WORTH: "a setting such as worth.quarters_worked=1", FLOOR: "a setting such as floor.women=40"}
NAMES = {
    WORTH: tuple(f"{WORTH}.{id}" for id in OBJECTIVES),
    FLOOR: tuple(f"{FLOOR}.{id}" for id in FLOOR_GROUPS),
}


def is_weight_or_floor(name: str) -> bool:
    """Return whether a setting is one of those read here."""
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
