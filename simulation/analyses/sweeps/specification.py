"""What a sweep consists of, checked once; saved with its results so that it can be taken up again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from simulation import __version__
from simulation.analyses.sweeps.design import Design, check_size, count
from simulation.base.checks import check_keys, check_name, check_whole
from simulation.base.errors import InputError
from simulation.base.resources import read_texts
from simulation.model.engine.replication import Environment
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import MAIN_OUTCOME, MAIN_OUTCOMES, OUTCOME_IDS, OUTCOMES
from simulation.model.parameters import build_parameters
from simulation.model.policies import Policy
from simulation.results.config import resolved
from simulation.results.content_hash import package_hash, settings_hash
from simulation.study.contrasts.precision import Precision, make_precision
from simulation.study.settings import MOST_QUARTERS, Settings
from simulation.study.settings_reader import read_settings
from simulation.study.worlds import over

RECORDED_EVERY = 4  # quarters
# A unit should take 1 to 5 seconds. A quarter under one policy takes 0.35 microseconds a client, and a fixed time as
# long as that of 250 clients. This is counted and not measured, so that a sweep has the same units on every computer.
CLIENT_QUARTERS_A_UNIT = 6_000_000
OVERHEAD_IN_CLIENTS = 250
MOST_RECORDED = 10**11  # values, which take about two terabytes on the disk


@dataclass(frozen=True)
class SweepWorld:
    """One world of a sweep: everything but the policies and the parameter values that the design sets."""

    name: str
    label: Mapping[str, str]
    settings: Settings

    @cached_property
    def base(self) -> Environment:
        """The environment before the design's values."""
        return self.settings.environment()

    def parameters(self, own: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, Any]]:
        """Return the parameters given for this world, with a point's own in their place."""
        return over(self.settings.given_parameters(), own)

    def parameters_of_draw(self, draw: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, Any]]:
        """Return a draw's parameters, with those given for this world in their place.

        A reading of contrary evidence holds whatever was calibrated.
        """
        return over(draw, self.settings.given_parameters())


@dataclass(frozen=True)
class RecordSelection:
    """What is recorded of a replication; if `quarters` is None, every fourth quarter and the last."""

    outcomes: tuple[str, ...] = MAIN_OUTCOMES
    groups: tuple[str, ...] = ("all",)
    quarters: tuple[int, ...] | None = None

    def quarters_of(self, n_quarters: int) -> tuple[int, ...]:
        """Return the quarters that are kept of a world that lasts so long."""
        if self.quarters is not None:
            return self.quarters
        return tuple(sorted({*range(RECORDED_EVERY, n_quarters + 1, RECORDED_EVERY), n_quarters}))


@dataclass(frozen=True)
class Sweep:
    """A sweep as declared.

    Raises:
        InputError: on construction, if its parts don't fit together.
    """

    name: str
    worlds: tuple[SweepWorld, ...]
    design: Design
    recorded: RecordSelection
    target: str  # the outcome, at the last quarter for all clients, that policies are ranked by
    precision: Precision | None  # wanted of the target; None: every point has as many replications

    def __post_init__(self) -> None:
        if self.target not in self.recorded.outcomes or "all" not in self.recorded.groups:
            raise InputError("target_not_recorded", name=self.target)
        check_size(len(self.design.values), len(self.design.names), len(self.worlds))
        for world in self.worlds:
            quarters = self.recorded.quarters_of(world.settings.n_quarters)
            if not quarters[0] >= 0 or quarters[-1] != world.settings.n_quarters:
                raise InputError("last_quarter_not_recorded", world=world.name, n_quarters=world.settings.n_quarters)
            build_parameters(world.parameters(self.design.parameters(0)))
        if self.n_recorded > MOST_RECORDED:
            raise InputError("too_much_recorded", n=count(self.n_recorded), most=count(MOST_RECORDED))

    @property
    def n_recorded(self) -> int:
        """How many values are kept, of all replications that each point begins with."""
        quarters = (len(self.recorded.quarters_of(world.settings.n_quarters)) for world in self.worlds)
        a_quarter = len(self.arms) * len(self.recorded.groups) * len(self.recorded.outcomes)
        return len(self.design.values) * self.n_replications * a_quarter * sum(quarters)

    @property
    def settings(self) -> Settings:
        """The settings of the first world; policies, baseline and replications are those of all."""
        return self.worlds[0].settings

    @property
    def arms(self) -> tuple[str, ...]:
        """The policies, the baseline first."""
        return self.settings.arms

    @property
    def n_replications(self) -> int:
        """Replications of each point; with a precision, those it begins with."""
        return self.settings.n_replications

    @property
    def n_points(self) -> int:
        """Points of the design in all worlds."""
        return len(self.worlds) * len(self.design.values)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies, the baseline first."""
        return self.settings.study().policies

    @property
    def target_better(self) -> str:
        """Whether more or less of the target is better; what is neither counts as more."""
        better = next(outcome.better for outcome in OUTCOMES if outcome.id == self.target)
        return "lower" if better == "lower" else "higher"

    def replications_a_unit(self, world: SweepWorld) -> int:
        """Return how many replications make up a unit of work in a world."""
        settings = world.settings
        work = (settings.n_clients + OVERHEAD_IN_CLIENTS) * settings.n_quarters * len(self.arms)
        return max(1, round(CLIENT_QUARTERS_A_UNIT / work))

    @cached_property
    def key(self) -> str:
        """A hash of all that decides the numbers."""
        content = {
            **self.saved(),
            "values": hashlib.sha256(self.design.values.tobytes()).hexdigest(),
            "worlds": {world.name: settings_hash(world.settings) for world in self.worlds},
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def saved(self) -> dict[str, Any]:
        """Return the sweep as plain nested values; the points of its design are saved apart."""
        return {
            "tilltro": __version__,
            "package": package_hash(),
            "name": self.name,
            "worlds": {
                world.name: {"label": dict(world.label), "settings": resolved(world.settings)} for world in self.worlds
            },
            "design": {"kind": self.design.kind, "names": list(self.design.names)},
            "record": {
                "outcomes": list(self.recorded.outcomes),
                "groups": list(self.recorded.groups),
                "quarters": None if self.recorded.quarters is None else list(self.recorded.quarters),
            },
            "target": self.target,
            "precision": None if self.precision is None else self.precision.width,
            "most_replications": None if self.precision is None else self.precision.most_replications,
        }


def make_sweep(content: Mapping[str, Any], design: Design) -> Sweep:
    """Return a sweep from plain nested values (see `Sweep.saved`) and the points of its design.

    Raises:
        InputError: on what is unknown, missing or not allowed.
    """
    target = content.get("target") or MAIN_OUTCOME
    check_name("outcome", target, OUTCOME_IDS)
    worlds = _worlds(content["worlds"])
    first = worlds[0].settings.n_replications
    return Sweep(
        name=content["name"],
        worlds=worlds,
        design=design,
        recorded=_recorded(content.get("record")),
        target=target,
        precision=make_precision(content.get("precision"), content.get("most_replications"), target, first),
    )


def _worlds(content: Mapping[str, Any]) -> tuple[SweepWorld, ...]:
    worlds = []
    for name, parts in content.items():
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_]{1,40}", name):
            raise InputError("wrong_shape", where="worlds", expected="names of letters, digits and _")
        label = parts.get("label") or name
        texts = read_texts(label, f"worlds.{name}.label")
        worlds.append(SweepWorld(name, texts, read_settings(parts["settings"])))
    return tuple(worlds)


def _recorded(content: object) -> RecordSelection:
    if content is None:
        return RecordSelection()
    content = check_keys(content, "record", (), [field.name for field in fields(RecordSelection)])
    quarters = content.get("quarters")
    if quarters is not None:
        if not isinstance(quarters, list) or not quarters:
            raise InputError("wrong_shape", where="record.quarters", expected="a list of quarters")
        quarters = tuple(sorted({check_whole("record.quarters", each, 0, MOST_QUARTERS) for each in quarters}))
    return RecordSelection(
        outcomes=_known(content, "outcomes", "outcome", OUTCOME_IDS, MAIN_OUTCOMES),
        groups=_known(content, "groups", "group", GROUPS, ("all",)),
        quarters=quarters,
    )


def _known(
    content: Mapping[str, Any], key: str, kind: str, known: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    given = content.get(key)
    if given is None:
        return default
    if not isinstance(given, list) or not given:
        raise InputError("wrong_shape", where=f"record.{key}", expected="a list of names")
    for name in given:
        check_name(kind, name, known)
    return tuple(dict.fromkeys(given))
