"""What a sweep was asked for: a declaration in YAML, settings of the command line in its place, worlds side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.analyses.sweeps.design import check_size, read_design
from simulation.analyses.sweeps.executors import EXECUTORS
from simulation.analyses.sweeps.specification import Sweep, make_sweep
from simulation.base.checks import check_whole
from simulation.base.errors import InputError, nearest
from simulation.cli.hydra_settings import FROM_POSTERIOR, GROUPS, POSTERIOR, compose
from simulation.cli.request import PRECISION, normalise_paths, path_of, plain_name
from simulation.cli.sweep_declaration import (
    CHOOSE,
    LABEL,
    PARTS,
    SETTINGS,
    leaves,
    put,
    read_declaration,
    read_worlds,
    sweep_names,
)
from simulation.cli.typed import as_whole, split
from simulation.model.parameters import split_path
from simulation.study.settings import CENTRAL, MOST_THREADS
from simulation.study.worlds import combined, over

OWN = ("sweep", "executor", "address", *PRECISION)  # the settings that only a sweep has
PATHS = ("config_dir", "population.table", "labour_market.path")
HOW = ("out", "overwrite", "threads", "language")  # where and how, not what


@dataclass(frozen=True)
class How:
    """How and where a sweep is carried out; the numbers don't depend on it."""

    executor: str
    address: str | None
    n_workers: int | None
    language: str
    out: Path | None
    overwrite: bool


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
        out=path_of("out", content.get("out")),
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
    for argument in others:
        if argument in sweep_names(None):
            raise InputError("bare_sweep", name=argument)
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
    content["name"] = plain_name(composed["name"] if "name" in given else own["sweep"])
    content.update(_precision(own))
    worlds = read_worlds(declared.get("worlds"), _folder(own_configs))
    check_size(len(design.values), len(design.names), len(worlds))  # before each world is put together
    content["worlds"] = {
        name: {"label": world.get(LABEL), "settings": _settings(declared, name, world, others, given)}
        for name, world in worlds.items()
    }
    sweep = make_sweep(content, design)
    if not design.is_drawn:  # what a world says stands before what was drawn
        _check_worlds(sweep, worlds)
    return sweep, how


def _check_worlds(sweep: Sweep, declared: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a design that varies what a world is about: nothing would be left of that world."""
    for world in sweep.worlds:
        own = over(combined(world.settings.worlds()), declared[world.name].get("parameters") or {})
        for name in sweep.design.names:
            group, key = split_path(name)
            if key in own.get(group, {}):
                raise InputError("set_by_world", name=f"parameters.{name}", world=world.name)


def _precision(own: Mapping[str, str]) -> dict[str, Any]:
    """Return what the command line says of precision, in place of what the declaration says."""
    width, most = (own.get(key) for key in PRECISION)
    if width == "null":  # the declaration's precision isn't wanted, nor where it ends
        return {"precision": None, "most_replications": most}
    given = {} if width is None else {"precision": width}
    return given if most is None else {**given, "most_replications": as_whole(most)}


def _folder(config_dir: str | None) -> Path | None:
    return None if config_dir is None else Path(config_dir).expanduser()


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
    if chosen.get("parameters") == POSTERIOR or f"parameters={POSTERIOR}" in arguments:
        raise InputError("posterior_in_sweep")
    content = compose([*(f"{group}={value}" for group, value in chosen.items()), *arguments])
    for key in (*HOW, "name", *PRECISION):
        content.pop(key, None)
    for path, value in leaves({key: declared[key] for key in SETTINGS if key in declared}):
        if ".".join(path) not in given:
            put(content, path, value)
    for path, value in leaves({key: value for key, value in world.items() if key in SETTINGS}):
        _check_not_given(".".join(path), given, f"worlds.{name}")
        put(content, path, value)
    normalise_paths(content)
    _in_full(content)
    # A sweep's design says which parameter values are simulated: calibrated draws are one of its kinds.
    content["parameters"].pop(FROM_POSTERIOR, None)
    content["parameter_set"] = CENTRAL
    return content


def _in_full(content: dict[str, Any]) -> None:
    """Write paths from the root: a sweep may be taken up again in another folder than the one it was begun in."""
    for path, value in list(leaves(content)):
        if ".".join(path) in PATHS and value is not None:
            put(content, path, os.path.abspath(value))  # noqa: PTH100 (which takes `..` out too)


def _check_not_given(key: str, given: set[str], where: str) -> None:
    if key in given:
        raise InputError("set_by_sweep", name=key, where=where)
