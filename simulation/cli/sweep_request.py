"""A sweep as the user typed it: a declaration in YAML, settings that override it, and several worlds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.analyses.sweeps.design import check_size, read_design
from simulation.analyses.sweeps.executors import EXECUTORS
from simulation.analyses.sweeps.specification import Sweep, make_sweep
from simulation.base.checks import check_whole
from simulation.base.errors import InputError, nearest
from simulation.cli.hydra_settings import GROUPS, compose
from simulation.cli.request import PRECISION, let_table_decide, normalise_paths, path_of, plain_name
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
from simulation.cli.typed import Typed, as_whole, own_folder
from simulation.model.parameters import split_path
from simulation.study.defaults import NOT_SETTINGS
from simulation.study.settings import CENTRAL, MOST_THREADS, POSTERIOR
from simulation.study.worlds import combined, over

OWN = ("sweep", "executor", "address", *PRECISION)  # the settings that only a sweep has
PATHS = ("config_dir", "population.table", "labour_market.path")


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


def read_sweep(typed: Typed) -> tuple[Sweep, How]:
    """Return the sweep that `tilltro sweep sweep=NAME` asks for, and how to carry it out.

    Raises:
        InputError: on whatever is unknown, contradictory or not allowed.
    """
    own, others = typed.take(OWN)
    others.refuse(("experiment", "world"), "not_with_sweep")  # a sweep has worlds of its own, which its page names
    for word in others.words:
        if word in sweep_names(None):
            raise InputError("bare_sweep", name=word)
    own_configs = own_folder(typed)
    if "sweep" not in own:
        others.no_words()
        raise InputError("sweep_missing", known=", ".join(sweep_names(own_configs)))
    declared = read_declaration(own["sweep"], own_configs)
    design = read_design(declared.get("design"))
    for name in design.names:
        _check_not_given(f"parameters.{name}", others, "design")
    worlds = read_worlds(declared.get("worlds"), own_configs)
    check_size(len(design.values), len(design.names), len(worlds))  # before each world is put together
    composed = _composed(declared, worlds, others)
    first = next(iter(composed.values()))
    content: dict[str, Any] = {key: declared[key] for key in PARTS if key in declared}
    content["name"] = plain_name(first["name"] if "name" in others.settings else own["sweep"])
    content.update(_precision(own))
    how = read_how(own, first)
    content["worlds"] = {
        name: {"label": world.get(LABEL), "settings": _settings(declared, name, world, composed[name], others)}
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
    """Return the precision that the command line gives, else the declaration's."""
    width, most = (own.get(key) for key in PRECISION)
    if width == "null":  # the declaration's precision isn't wanted, nor where it ends
        return {"precision": None, "most_replications": most}
    given = {} if width is None else {"precision": width}
    return given if most is None else {**given, "most_replications": as_whole(most)}


def _composed(
    declared: Mapping[str, Any], worlds: Mapping[str, Mapping[str, Any]], typed: Typed
) -> dict[str, dict[str, Any]]:
    """Return what was typed, put together with the groups that the declaration and each world choose."""
    chosen = {name: {**declared.get(CHOOSE, {}), **world.get(CHOOSE, {})} for name, world in worlds.items()}
    made: dict[str, dict[str, Any]] = {}  # most worlds choose alike
    for name, groups in chosen.items():
        for group in groups:
            if group not in GROUPS or group == "experiment":
                known = [known for known in GROUPS if known != "experiment"]
                raise InputError("unknown_key", name=group, where=f"worlds.{name}", nearest=nearest(str(group), known))
            _check_not_given(group, typed, f"worlds.{name}")
        if POSTERIOR in (groups.get("parameters"), typed.settings.get("parameters")):
            raise InputError("posterior_in_sweep")
        if repr(groups) not in made:
            made[repr(groups)] = compose(typed, groups)
    return {name: deepcopy(made[repr(groups)]) for name, groups in chosen.items()}


def _settings(
    declared: Mapping[str, Any], name: str, world: Mapping[str, Any], composed: Mapping[str, Any], typed: Typed
) -> dict[str, Any]:
    """Return a world's settings: defaults, then the declaration's, then those typed, then the world's own."""
    content = {key: value for key, value in composed.items() if key not in NOT_SETTINGS}
    for path, value in leaves({key: declared[key] for key in SETTINGS if key in declared}):
        if ".".join(path) not in typed.settings:
            put(content, path, value)
    for path, value in leaves({key: value for key, value in world.items() if key in SETTINGS}):
        _check_not_given(".".join(path), typed, f"worlds.{name}")
        put(content, path, value)
    normalise_paths(content)
    let_table_decide(content, _asks_for_clients(typed.settings, declared, world))
    _in_full(content)
    # A sweep's design says which parameter values are simulated: calibrated draws are one of its kinds.
    content["parameter_set"] = CENTRAL
    return content


def _asks_for_clients(typed: Mapping[str, str], *declared: Mapping[str, Any]) -> bool:
    parts = [part.get("population") for part in declared]
    return "population.n_clients" in typed or any(isinstance(part, Mapping) and "n_clients" in part for part in parts)


def _in_full(content: dict[str, Any]) -> None:
    """Write paths from the root: a sweep may be taken up again in another folder than the one it was begun in."""
    for path, value in list(leaves(content)):
        if ".".join(path) in PATHS and value is not None:
            put(content, path, os.path.abspath(value))  # noqa: PTH100 (which takes `..` out too)


def _check_not_given(key: str, typed: Typed, where: str) -> None:
    typed.refuse((key,), "set_by_sweep", where=where)
