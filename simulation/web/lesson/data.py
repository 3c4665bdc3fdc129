"""What the lesson shows, as plain data that the engine gave: computed once, shipped as `lesson.json.gz`, read at once.

Numbers alone; all words are made when a page is written. `python -m simulation.web.lesson.make` makes the file anew.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from simulation.analyses.stories.moment import Moment, Story
from simulation.analyses.stories.tendency import Tendency

FILE = "lesson.json.gz"
ENDS = ("mc_low", "mc_high", "cred_low", "cred_high")  # of the intervals of a difference

type Row = tuple[Any, ...]


@dataclass(frozen=True)
class Outcomes:
    """What the comparison of a scene gave, at its last quarter.

    `values` are those of each replication, by policy, group and outcome. A row of `differences` is policy, group,
    outcome, difference from the baseline and its four ends (Monte-Carlo, credible), a row of `money` policy, payer,
    difference in discounted DKK a client and its four ends; nan is what isn't known.
    """

    values: Mapping[str, Mapping[str, Mapping[str, tuple[float, ...]]]]
    differences: tuple[Row, ...] = ()
    money: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Dots:
    """The effect in single runs, in shares of the clients.

    `luck`: other random numbers, parameters fixed at those of draw number `draw`, whose effect is in the middle.
    `facts`: other draws of the parameters, the same random numbers.
    """

    draw: int
    luck: tuple[float, ...]
    facts: tuple[float, ...]


@dataclass(frozen=True)
class Followed:
    """One story of a person who can be followed by name, and what tends to happen to them by the last quarter."""

    name: str
    seed: int
    story: Story
    tendencies: tuple[Tendency, ...]


@dataclass(frozen=True)
class Lesson:
    """All that ships computed.

    `version` and `source_hash` say which model gave it. `people` are a hundred stories, the coordinated measures
    first; scenes go by the key of `scenes.Scene`.
    """

    version: str
    source_hash: str
    seed: int
    n_clients: int
    dots: Dots
    people: tuple[Story, ...]
    followed: tuple[Followed, ...]
    class_scenes: Mapping[str, Outcomes]
    ministry_scenes: Mapping[str, Outcomes]


# Moments are written as a list of values in this order; who, when and what is nearly always the same stays out.
MOMENT = tuple(field.name for field in fields(Moment) if field.name not in ("policy", "quarter"))
ROUNDED = {"readiness": 2, "place": 0, "belief": 2, "trust": 2, "distress": 1, "meetings": 2, "demands": 2}


def _moments(side: tuple[Moment, ...]) -> list[list[Any]]:
    return [[_plain(name, getattr(now, name)) for name in MOMENT] for now in side]


def _plain(name: str, value: Any) -> Any:
    if name in ROUNDED and value is not None:
        return round(value, ROUNDED[name]) + 0.0
    return int(value) if isinstance(value, bool) else value


def _read_moments(policy: str, rows: list[list[Any]]) -> tuple[Moment, ...]:
    kinds = {field.name: str(field.type) for field in fields(Moment)}
    moments = []
    for quarter, row in enumerate(rows):
        values: dict[str, Any] = {
            name: bool(value) if kinds[name] == "bool" else tuple(value) if isinstance(value, list) else value
            for name, value in zip(MOMENT, row, strict=True)
        }
        moments.append(Moment(policy=policy, quarter=quarter, **values))
    return tuple(moments)


def _story(story: Story) -> dict[str, list[list[Any]]]:
    return {side[0].policy: _moments(side) for side in (story.policy, story.against)}


def _read_story(content: Mapping[str, list[list[Any]]]) -> Story:
    policy, against = (_read_moments(name, rows) for name, rows in content.items())
    return Story(policy, against)


def rounded(story: Story) -> Story:
    """Return a story as it comes back from the file: no more decimals than its words show."""
    return _read_story(_story(story))


def write(lesson: Lesson, path: Path) -> None:
    """Write the file that `read` reads."""
    content = {
        "version": lesson.version,
        "source_hash": lesson.source_hash,
        "seed": lesson.seed,
        "n_clients": lesson.n_clients,
        "dots": asdict(lesson.dots),
        "people": [_story(story) for story in lesson.people],
        "followed": [
            {
                "name": one.name,
                "seed": one.seed,
                "story": _story(one.story),
                "tendencies": [list(vars(tendency).values()) for tendency in one.tendencies],
            }
            for one in lesson.followed
        ],
        "class_scenes": {key: asdict(scene) for key, scene in lesson.class_scenes.items()},
        "ministry_scenes": {key: asdict(scene) for key, scene in lesson.ministry_scenes.items()},
    }
    lines = ",\n".join(f"{json.dumps(key)}:{_compact(value)}" for key, value in content.items())
    path.write_bytes(gzip.compress(f"{{{lines}}}\n".encode(), mtime=0))  # no time: the same content, the same file


def _compact(value: Any) -> str:
    return json.dumps(_known(value), separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def _known(value: Any) -> Any:
    """Return nested values with None for what isn't known."""
    if isinstance(value, dict):
        return {key: _known(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_known(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def read(path: Path) -> Lesson:
    """Return what `write` wrote."""
    return _unpacked(path.read_bytes())


@cache
def shipped() -> Lesson:
    """Return the data that ship with the package."""
    return _unpacked(files(__package__).joinpath(FILE).read_bytes())


def _unpacked(content: bytes) -> Lesson:
    return _made(json.loads(gzip.decompress(content)))


def _made(content: dict[str, Any]) -> Lesson:
    return Lesson(
        version=content["version"],
        source_hash=content["source_hash"],
        seed=content["seed"],
        n_clients=content["n_clients"],
        dots=Dots(content["dots"]["draw"], *(tuple(map(float, content["dots"][name])) for name in ("luck", "facts"))),
        people=tuple(map(_read_story, content["people"])),
        followed=tuple(
            Followed(
                one["name"],
                one["seed"],
                _read_story(one["story"]),
                tuple(Tendency(*_numbers(row)) for row in one["tendencies"]),
            )
            for one in content["followed"]
        ),
        class_scenes={key: _outcomes(scene) for key, scene in content["class_scenes"].items()},
        ministry_scenes={key: _outcomes(scene) for key, scene in content["ministry_scenes"].items()},
    )


def _outcomes(content: dict[str, Any]) -> Outcomes:
    values = {
        policy: {group: {id: tuple(map(float, v)) for id, v in by.items()} for group, by in groups.items()}
        for policy, groups in content["values"].items()
    }
    return Outcomes(values, *(tuple(map(_numbers, content[name])) for name in ("differences", "money")))


def _numbers(row: list[Any]) -> Row:
    """Return a row with nan for what isn't known."""
    return tuple(math.nan if value is None else value for value in row)
