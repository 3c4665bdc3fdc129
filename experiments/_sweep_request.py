"""What a sweep was asked for: a declaration in YAML, settings of the command line in its place, worlds side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import InputError, nearest
from simulation.resources import configs, read_yaml
from simulation.settings import CENTRAL, MOST_THREADS, check_whole
from simulation.sweeps.design import read_design
from simulation.sweeps.executors import EXECUTORS
from simulation.sweeps.specification import Sweep, make_sweep
from simulation.texts import entry
from simulation.worlds import load_world

from ._door import FROM_POSTERIOR, GROUPS, compose
from ._request import _normalise_paths, _path, _plain_name

OWN = ("sweep", "executor", "address", "precision", "most_replications")  # the settings that only a sweep has
HOW = ("out", "overwrite", "threads", "language")  # where and how, not what
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


@dataclass(frozen=True)
class How:
    """How and where a sweep is carried out; the numbers don't depend on it."""

    executor: str
    address: str | None
    n_workers: int | None
    language: str
    out: Path | None
    overwrite: bool


def split(arguments: Sequence[str], names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the settings of these names, and the other arguments.

    Raises:
        InputError: if one is given twice or is empty.
    """
    found: dict[str, str] = {}
    others = []
    for argument in arguments:
        name, sign, value = argument.partition("=")
        if not sign or name not in names:
            others.append(argument)
            continue
        if name in found:
            raise InputError("given_twice", name=name)
        if not value:
            raise InputError("wrong_shape", where=name, expected="a name")
        found[name] = value
    return found, others


def read_how(own: Mapping[str, str], content: Mapping[str, Any]) -> How:
    """Return how a sweep is to be carried out.

    Raises:
        InputError: if a value isn't allowed.
    """
    executor = own.get("executor", "processes")
    if executor not in EXECUTORS:
        raise InputError("not_allowed", name="executor", value=executor, allowed=", ".join(EXECUTORS))
    if "address" in own and executor != "ray":
        raise InputError("address_without_ray", value=own["address"])
    overwrite, threads = content.get("overwrite", False), content.get("threads")
    if not isinstance(overwrite, bool):
        raise InputError("not_yes_or_no", name="overwrite", value=overwrite)
    n_workers = None if threads is None else check_whole("threads", threads, 1, MOST_THREADS)
    if n_workers is None and executor == "processes":
        n_workers = os.cpu_count() or 1
    return How(
        executor=executor,
        address=own.get("address"),
        n_workers=n_workers,
        language=str(content.get("language", "en")),
        out=_path("out", content.get("out")),
        overwrite=overwrite,
    )


def read_request(arguments: Sequence[str]) -> tuple[Sweep, How]:
    """Return the sweep that `tilltro sweep sweep=NAME` asks for, and how to carry it out.

    Raises:
        InputError: on whatever is unknown, contradictory or not allowed.
    """
    own, others = split(arguments, OWN)
    given = {argument.partition("=")[0] for argument in others}
    for name in ("experiment", "world"):  # a sweep has worlds of its own, which its page names
        if name in given:
            raise InputError("not_with_sweep", name=name)
    composed = compose(others)
    own_configs = composed.get("config_dir")
    if "sweep" not in own:
        raise InputError("sweep_missing", known=", ".join(sweep_names(own_configs)))
    declared = read_declaration(own["sweep"], own_configs)
    how = read_how(own, composed)
    design = read_design(declared.get("design"))
    for name in design.names:
        _check_not_given(f"parameters.{name}", given, "design")
    content: dict[str, Any] = {key: declared[key] for key in PARTS if key in declared}
    content["name"] = _plain_name(composed["name"] if "name" in given else own["sweep"])
    for key in ("precision", "most_replications"):
        if key in own:
            content[key] = int(own[key]) if own[key].isdecimal() and key != "precision" else own[key]
    content["worlds"] = {
        name: {"label": world.get(LABEL), "settings": _settings(declared, name, world, others, given)}
        for name, world in read_worlds(declared.get("worlds"), _folder(own_configs)).items()
    }
    return make_sweep(content, design), how


def _folder(config_dir: str | None) -> Path | None:
    return None if config_dir is None else Path(config_dir).expanduser()


def sweep_names(config_dir: str | None) -> list[str]:
    """Return the names of the declarations: the package's and the user's own."""
    folders = [configs() / "sweep", *([Path(config_dir).expanduser() / "sweep"] if config_dir else [])]
    return sorted({path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.yaml")})


def read_declaration(name: str, config_dir: str | None) -> Mapping[str, Any]:
    """Return a declaration; the user's own wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or it has an unknown key.
    """
    known = sweep_names(config_dir)
    if name not in known:
        raise InputError("unknown_name", kind="sweep", name=name, nearest=nearest(name, known))
    own = Path(config_dir).expanduser() / "sweep" / f"{name}.yaml" if config_dir else None
    path = own if own is not None and own.is_file() else configs() / "sweep" / f"{name}.yaml"
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise InputError("wrong_shape", where=str(path), expected="keys and values")
    allowed = (*PARTS, *SETTINGS, CHOOSE)
    for key in content:
        if key not in allowed:
            raise InputError("unknown_key", name=key, where=str(path), nearest=nearest(str(key), allowed))
    return content


def read_worlds(content: object, own_configs: Path | None = None) -> dict[str, Mapping[str, Any]]:
    """Return what each world sets, by its name; a list names readings of contrary evidence (`tilltro worlds`).

    Raises:
        InputError: if it can't be understood.
    """
    if content is None:
        return {ONE_WORLD: {LABEL: dict(entry("sweep.as_set"))}}
    if isinstance(content, list) and content and all(isinstance(name, str) for name in content):
        return {name: {"world": name, LABEL: dict(load_world(name, own_configs).label)} for name in content}
    if not isinstance(content, Mapping) or not content:
        raise InputError("wrong_shape", where="worlds", expected="names, each with what it sets")
    worlds = {}
    for name, parts in content.items():
        world = {} if parts is None else parts
        allowed = (LABEL, CHOOSE, *(key for key in SETTINGS if key not in ("policies", "baseline", "n_replications")))
        if not isinstance(world, Mapping):
            raise InputError("wrong_shape", where=f"worlds.{name}", expected="keys and values")
        for key in world:
            if key not in allowed:
                raise InputError("unknown_key", name=key, where=f"worlds.{name}", nearest=nearest(str(key), allowed))
        worlds[name] = world
    return worlds


def _settings(
    declared: Mapping[str, Any], name: str, world: Mapping[str, Any], arguments: Sequence[str], given: set[str]
) -> dict[str, Any]:
    """Return a world's settings: defaults, then the declaration's, then the command line's, then the world's own."""
    chosen = {**declared.get(CHOOSE, {}), **world.get(CHOOSE, {})}
    for group in chosen:
        if group not in GROUPS or group == "experiment":
            known = [known for known in GROUPS if known != "experiment"]
            raise InputError("unknown_key", name=group, where=f"worlds.{name}", nearest=nearest(str(group), known))
        _check_not_given(group, given, f"worlds.{name}")
    content = compose([*(f"{group}={value}" for group, value in chosen.items()), *arguments])
    for key in (*HOW, "name", "precision"):
        content.pop(key, None)
    for path, value in leaves({key: declared[key] for key in SETTINGS if key in declared}):
        if ".".join(path) not in given:
            put(content, path, value)
    for path, value in leaves({key: value for key, value in world.items() if key in SETTINGS}):
        _check_not_given(".".join(path), given, f"worlds.{name}")
        put(content, path, value)
    _normalise_paths(content)
    # A sweep's design says which parameter values are simulated: calibrated draws are one of its kinds.
    content["parameters"].pop(FROM_POSTERIOR, None)
    content["parameter_set"] = CENTRAL
    return content


def _check_not_given(key: str, given: set[str], where: str) -> None:
    if key in given:
        raise InputError("set_by_sweep", name=key, where=where)


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
