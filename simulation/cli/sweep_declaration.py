"""Declarations of sweeps: YAML files in `configs/sweep/` and in the user's own folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulation.analyses.sweeps.ready import ABOUT
from simulation.base.checks import check_keys, check_mapping, check_name
from simulation.base.errors import InputError
from simulation.base.resources import named_files, read_yaml
from simulation.base.texts import entry
from simulation.study.worlds import load_world

PARTS = ("worlds", "design", "record", "target", "precision", "most_replications")  # of a declaration
SETTINGS = (
    "policies",
    "baseline",
    "n_quarters",
    "n_replications",
    "seed",
    "world",
    "population",
    "caseworkers",
    "labour_market",
    "money",
    "parameters",
)
CHOOSE, LABEL = "choose", "label"
ONE_WORLD = "as_set"
MOST_WORLDS = 200  # each is put together by itself


def sweep_names(own_configs: Path | None) -> list[str]:
    """Return the names of the declarations: the package's and the user's own."""
    return sorted(named_files("sweep", own_configs))


def read_declaration(name: str, own_configs: Path | None) -> Mapping[str, Any]:
    """Return a declaration; the user's own wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or it has an unknown key.
    """
    files = named_files("sweep", own_configs)
    check_name("sweep", name, files)
    path = files[name]
    content = check_keys(read_yaml(path), str(path), (), (*PARTS, *SETTINGS, CHOOSE, ABOUT))
    check_mapping(content.get(CHOOSE, {}), CHOOSE)
    return content


def read_worlds(content: object, own_configs: Path | None = None) -> dict[str, Mapping[str, Any]]:
    """Return what each world sets, by its name; a list names readings of contrary evidence (`tilltro worlds`).

    Raises:
        InputError: if it can't be understood.
    """
    if content is None:
        return {ONE_WORLD: {LABEL: dict(entry("sweep.as_set"))}}
    if isinstance(content, (list, Mapping)) and len(content) > MOST_WORLDS:
        raise InputError("too_many_worlds", n=len(content), most=MOST_WORLDS)
    if isinstance(content, list) and content and all(isinstance(name, str) for name in content):
        return {name: {"world": name, LABEL: dict(load_world(name, own_configs).label)} for name in content}
    if not isinstance(content, Mapping) or not content:
        raise InputError("wrong_shape", where="worlds", expected="names, each with what it sets")
    allowed = (LABEL, CHOOSE, *(key for key in SETTINGS if key not in ("policies", "baseline", "n_replications")))
    worlds = {}
    for name, parts in content.items():
        worlds[name] = check_keys({} if parts is None else parts, f"worlds.{name}", (), allowed)
        check_mapping(worlds[name].get(CHOOSE, {}), f"worlds.{name}.{CHOOSE}")
    return worlds


def leaves(content: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the keys of nested values, each with the keys it stands under, and their values."""
    for key, value in content.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*before, str(key)))
        else:
            yield (*before, str(key)), value


def put(content: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Set a nested value."""
    for part in path[:-1]:
        inner = content.setdefault(part, {})
        if not isinstance(inner, dict):
            raise InputError("wrong_shape", where=part, expected="keys and values")
        content = inner
    content[path[-1]] = value
