"""What `tilltro target` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.targeting.asked import (
    as_settings,
    check_weights_and_floors,
    is_weight_or_floor,
    read_floors,
    read_objective,
)
from simulation.analyses.targeting.capacity import FEWEST, MOST, PLACES, Capacity, cost_of_place, read_capacity
from simulation.analyses.targeting.capacity import NAMES as OF_CAPACITY
from simulation.analyses.targeting.judged import RIVALS, Gain, Judged
from simulation.analyses.targeting.objective import Objective
from simulation.analyses.targeting.rules import RANDOM, Offer, Rule, offer_of
from simulation.analyses.targeting.target import FloorResult, PriceResult, Target, target
from simulation.base.checks import as_typed_number, check_number
from simulation.base.errors import InputError
from simulation.base.texts.columns import Column, describe
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.options import take_workbook
from simulation.cli.request import Request, request_target_pair
from simulation.cli.terminal import table
from simulation.cli.typed import Typed
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.tables import write_csv
from simulation.study.contrasts.uncertainty import FEWEST_REPLICATIONS

if TYPE_CHECKING:
    from simulation.report.targeting.asked import Asked

NAMES = ("policy", "against", "places", "objective")
REFUSED = ("policies", "baseline", "experiment", "name")
FOUND, PAGE = "target.json", "target.html"
OWN_CONFIGS = "configs"  # a folder of its own: `config_dir` takes the results' config.yaml for one of the package's


@dataclass(frozen=True)
class TargetRequest:
    """Who should get the few places, as asked for."""

    request: Request
    policy: str
    against: str
    places: float
    objective: Objective
    offer: Offer
    capacity: Capacity | None = None

    @property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        base = content_hash(request.settings, request.command, request.name, request.language, forms=request.forms)
        capacity = [] if self.capacity is None else [asdict(self.capacity)]
        return short_hash([base, self.places, asdict(self.objective), asdict(self.offer), *capacity])


def request_target(typed: Typed) -> TargetRequest:
    """Return what `tilltro target` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_workbook(typed)
    more = [name for name in typed.settings if is_weight_or_floor(name)]
    check_weights_and_floors(more)
    own, others = typed.take((*NAMES, *OF_CAPACITY, *more))
    others.refuse(REFUSED, "not_with_target")
    objective, floors = read_objective(own), read_floors(own)
    asked = {**{name: str(OWN["target"][name]) for name in NAMES}, **own}
    if asked["policy"] == asked["against"]:
        raise InputError("same_policy_twice", name=asked["policy"])
    request = replace(request_target_pair(others, asked["policy"], asked["against"]), forms=forms)
    if request.settings.n_replications < FEWEST_REPLICATIONS:
        n = request.settings.n_replications
        raise InputError("too_short", name="n_replications", value=n, low=FEWEST_REPLICATIONS)
    offer = offer_of(asked["policy"], asked["against"], request.settings, floors)
    capacity = read_capacity(
        {name: as_typed_number(words) for name, words in own.items() if name in (PLACES, *OF_CAPACITY)},
        request.settings.n_clients,
        partial(cost_of_place, request.settings, offer, asked["policy"], asked["against"]),
    )
    if capacity is None:
        places = check_number(PLACES, as_typed_number(asked[PLACES]), FEWEST, MOST)
    else:
        places = round(capacity.places, 1)
    return TargetRequest(request, asked["policy"], asked["against"], places, objective, offer, capacity)


def simulate(asked: TargetRequest, progress: Progress) -> Target:
    """Return what is found."""
    request = asked.request
    found = target(request.settings, asked.offer, asked.places, asked.objective, request.n_threads, progress)
    return replace(found, capacity=asked.capacity)


def read_results(folder: Path) -> Target:
    """Return what a complete folder of results holds."""
    content = json.loads((folder / FOUND).read_text(encoding="utf-8"))
    curve = {rule: {places: Gain(**gain) for places, gain in of.items()} for rule, of in content["curve"].items()}
    judged = tuple(_read_judged(one) for one in content["judged"])
    cost = content["floor_cost"]
    return Target(
        content["places"],
        content["objective"],
        content["leader"],
        judged,
        curve,
        content["worth"],
        tuple(FloorResult(**floor) for floor in content["floors"]),
        None if cost is None else Gain(**cost),
        tuple(PriceResult(**price) for price in content["prices"]),
        content["same"],
        tuple(content["hidden"]),
        None if content["capacity"] is None else Capacity(**content["capacity"]),
    )


def _read_judged(content: dict[str, Any]) -> Judged:
    rule = {**content["rule"], "first": tuple(content["rule"]["first"])}
    gains = {name: Gain(**content[name]) for name in ("gain", "usual")}
    by_name = {
        key: {name: Gain(**gain) for name, gain in content[key].items()} for key in ("rivals", "parts", "worlds")
    }
    return Judged(**{**content, **gains, **by_name, "rule": Rule(**rule), "sizes": tuple(content["sizes"])})


def write_results(asked: TargetRequest, found: Target, folder: Path, start: float) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    import pandas as pd

    from simulation.report.sheets import write_sheets
    from simulation.report.targeting.asked import Asked
    from simulation.report.targeting.page import rule_yaml, write_page
    from simulation.report.targeting.workbook import sheets

    request, key = asked.request, asked.content_hash
    settings = {name: value for name, value in resolved(request.settings).items() if name not in REFUSED}
    given: dict[str, Any] = {"policy": asked.policy, "against": asked.against, "places": asked.places}
    given |= {} if asked.capacity is None else asked.capacity.as_settings
    given |= dict(as_settings(asked.objective, asked.offer.floors))
    shown = Asked(found, request.settings, asked.policy, asked.against, request.language, key)
    content = {**settings, **given, "language": request.language}
    tables = {"rules": _rule_rows(found), "by_group": _group_rows(found), "places": _curve_rows(found)}
    if found.worlds:
        tables["worlds"] = _world_rows(found)
    if found.floors:
        tables["floors"] = [asdict(floor) for floor in found.floors]
    with writing(folder):
        write_config(content, folder)
        (folder / FOUND).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8", newline="\n")
        for name, rows in tables.items():
            write_csv(pd.DataFrame(rows), folder / f"{name}.csv")
        policies = folder / OWN_CONFIGS / "policy"
        policies.mkdir(parents=True)
        for rule in (RANDOM, *(judged.rule for judged in found.judged)):
            words = rule_yaml(shown, asked.offer, rule)
            (policies / f"{rule.id}.yaml").write_text(words, encoding="utf-8", newline="\n")
        write_page(shown, (policies / f"{found.leader}.yaml").read_text(encoding="utf-8"), folder)
        if request.forms.has_workbook:
            told = {"command": request.command, **content, "content_hash": key}
            write_sheets(sheets(shown, tables), request.settings, request.language, told, folder)
        write_metadata_of_csv(folder, request.name, key, request.language, _parts_described(shown))
        seconds = time.monotonic() - start
        write_manifest(folder, request.settings, request.command, request.name, key, seconds)


def _parts_described(shown: Asked) -> dict[str, Column]:
    """Return the columns of what a gain is made of, where several outcomes are weighed."""
    found = {}
    for outcome in shown.target.worth:
        unit = shown.unit_of(outcome)
        for end in ("value", "low", "high"):
            whole = describe("rules", end, shown.language)
            name = f"{outcome}_{end}"
            found[name] = Column(name, f"{shown.say('columns.part')}: {unit}. {whole.meaning}", unit, whole.rests_on)
    return found


def _rule_rows(found: Target) -> list[dict[str, Any]]:
    return [
        {
            "rule": judged.rule.id,
            "first": " | ".join(judged.rule.first) or judged.rule.by,
            **asdict(judged.gain),
            **({"worlds_ahead": judged.n_worlds_ahead} if judged.worlds else {}),
            **{
                f"{name}_{end}": getattr(judged.rivals[name], end)
                for name in RIVALS
                for end in ("value", "low", "high")
            },
            **{
                f"{outcome}_{end}": getattr(part, end)
                for outcome, part in judged.parts.items()
                for end in ("value", "low", "high")
            },
            "regret": judged.regret,
            "verdict": judged.verdict,
        }
        for judged in found.judged
    ]


def _group_rows(found: Target) -> list[dict[str, Any]]:
    return [
        {"rule": judged.rule.id, "group": group, "placed": placed, "gain": judged.gain_of[group]}
        for judged in found.judged
        for group, placed in judged.placed.items()
    ]


def _world_rows(found: Target) -> list[dict[str, Any]]:
    return [
        {"rule": judged.rule.id, "world": world, **asdict(gain)}
        for judged in found.judged
        for world, gain in judged.worlds.items()
    ]


def _curve_rows(found: Target) -> list[dict[str, Any]]:
    return [
        {"rule": rule, "places": places, **asdict(gain)}
        for rule, of_rule in found.curve.items()
        for places, gain in of_rule.items()
    ]


def shown_parts(asked: TargetRequest, found: Target, is_all: bool) -> list[RenderableType]:
    """Return what the terminal shows: the answer; with `is_all` every rule, the number of places and notes too."""
    from simulation.cli.answer import finding_lines
    from simulation.report.targeting.asked import Asked
    from simulation.report.targeting.finding import finding
    from simulation.report.targeting.notes import again, notes
    from simulation.report.targeting.numbers import luck, share, value
    from simulation.report.targeting.tables import ahead_in, curve_rows, world_headings, world_rows

    request = asked.request
    shown = Asked(found, request.settings, asked.policy, asked.against, request.language, asked.content_hash)
    parts: list[RenderableType] = [
        *circumstances(request.settings, request.language, tells_examples=False),
        *finding_lines(finding(shown)),
    ]
    if is_all:
        names = ("rule", "gain", "share", "ahead_in", *RIVALS, "verdict")
        rows = [
            [
                shown.say(f"rules.{judged.rule.id}"),
                f"{value(shown, judged.gain)} ({luck(shown, judged.gain)})",
                share(shown, judged.gain),
                ahead_in(shown, judged),
                *(value(shown, judged.rivals[name]) for name in RIVALS),
                shown.say(f"verdict.{judged.verdict}"),
            ]
            for judged in sorted(found.judged, key=lambda judged: -judged.gain.value)
        ]
        heads, curve = curve_rows(shown)
        of_worlds = world_headings(shown)
        parts += [
            table([shown.say(f"columns.{name}") for name in names], rows, shown.say("tables.rules", unit=shown.unit)),
            table(heads, curve, shown.say("tables.curve", unit=shown.unit)),
            *(
                [
                    table(
                        [shown.say("columns.rule"), *of_worlds],
                        world_rows(shown),
                        shown.say("tables.worlds", unit=shown.unit),
                    )
                ]
                if of_worlds
                else []
            ),
            *notes(shown),
            again(shown),
        ]
    return parts
