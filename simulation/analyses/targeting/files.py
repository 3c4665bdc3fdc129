"""What was found about who should get few places, in files: `target.json` holds everything, CSV files its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.analyses.targeting.capacity import Capacity
from simulation.analyses.targeting.judged import RIVALS, Gain, Judged
from simulation.analyses.targeting.rules import Rule
from simulation.analyses.targeting.target import FloorResult, PriceResult, Target
from simulation.results.found import Tables, read_found, write_found

FOUND = "target.json"
ENDS = ("value", "low", "high")


def target_tables(found: Target) -> Tables:
    """Return the rows of the tables."""
    return {
        "rules": [_rule_row(judged) for judged in found.judged],
        "by_group": [
            {"rule": judged.rule.id, "group": group, "placed": placed, "gain": judged.gain_of[group]}
            for judged in found.judged
            for group, placed in judged.placed.items()
        ],
        "places": [
            {"rule": rule, "places": places, **asdict(gain)}
            for rule, of_rule in found.curve.items()
            for places, gain in of_rule.items()
        ],
        "worlds": [
            {"rule": judged.rule.id, "world": world, **asdict(gain)}
            for judged in found.judged
            for world, gain in judged.worlds.items()
        ],
        "floors": [asdict(floor) for floor in found.floors],
    }


def write_target(found: Target, folder: Path) -> None:
    """Write every file."""
    write_found(found, target_tables(found), FOUND, folder)


def _rule_row(judged: Judged) -> dict[str, Any]:
    several = [*((name, judged.rivals[name]) for name in RIVALS), *judged.parts.items()]
    return {
        "rule": judged.rule.id,
        "first": " | ".join(judged.rule.first) or judged.rule.by,
        **asdict(judged.gain),
        **({"worlds_ahead": judged.n_worlds_ahead} if judged.worlds else {}),
        **{f"{name}_{end}": getattr(gain, end) for name, gain in several for end in ENDS},
        "regret": judged.regret,
        "verdict": judged.verdict,
    }


def read_target(folder: Path) -> Target:
    """Return what `write_target` wrote."""
    content = read_found(FOUND, folder)
    curve = {rule: {places: Gain(**gain) for places, gain in of.items()} for rule, of in content["curve"].items()}
    cost, capacity = content["floor_cost"], content["capacity"]
    parts = {
        "judged": tuple(_read_judged(one) for one in content["judged"]),
        "curve": curve,
        "floors": tuple(FloorResult(**floor) for floor in content["floors"]),
        "floor_cost": None if cost is None else Gain(**cost),
        "prices": tuple(PriceResult(**price) for price in content["prices"]),
        "hidden": tuple(content["hidden"]),
        "capacity": None if capacity is None else Capacity(**capacity),
    }
    return Target(**{**content, **parts})


def _read_judged(content: Mapping[str, Any]) -> Judged:
    rule = {**content["rule"], "first": tuple(content["rule"]["first"])}
    gains = {name: Gain(**content[name]) for name in ("gain", "usual")}
    by_name = {
        key: {name: Gain(**gain) for name, gain in content[key].items()} for key in ("rivals", "parts", "worlds")
    }
    return Judged(**{**content, **gains, **by_name, "rule": Rule(**rule), "sizes": tuple(content["sizes"])})
