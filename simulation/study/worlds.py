"""Worlds: named readings of contrary evidence, each a few parameters changed, so that a result can be made to fail.

A world is YAML (`configs/world/NAME.yaml`, and `world/NAME.yaml` in a user's own folder) and changes parameters only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.base.checks import check_keys, check_name
from simulation.base.errors import InputError, in_file
from simulation.base.resources import named_files, read_texts, read_yaml
from simulation.base.texts import LANGUAGES
from simulation.model.evidence import ASSUMPTION, check_sources
from simulation.model.parameters import build_parameters, entry

USUAL = "usual"
FOLDER = "world"
REQUIRED, OPTIONAL = ("label", "parameters"), ("summary", "sources")  # without sources: an assumption

type Values = Mapping[str, Mapping[str, Any]]  # by group and name


@dataclass(frozen=True)
class Change:
    """One parameter that a world changes, with the value that it has otherwise."""

    group: str
    name: str
    value: float
    central: float

    @property
    def path(self) -> str:
        """The name used on the command line."""
        return f"parameters.{self.group}.{self.name}"


@dataclass(frozen=True)
class World:
    """A reading of the evidence; `parameters` are what it changes, by group and name."""

    name: str
    label: Mapping[str, str]
    summary: Mapping[str, str]
    sources: tuple[str, ...]  # fact ids or `assumption`
    parameters: Values
    several: tuple[str, ...] = ()  # the worlds that this one is made of, where there are several

    @property
    def parts(self) -> tuple[str, ...]:
        """The names by which settings know it."""
        return self.several or (self.name,)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it changes, in the order of its file."""
        return tuple(
            Change(group, name, float(value), entry(f"{group}.{name}").central)
            for group, values in self.parameters.items()
            for name, value in values.items()
        )


def world_names(own_configs: Path | None = None) -> tuple[str, ...]:
    """Return the names of all worlds, the usual one first."""
    return (USUAL, *sorted(set(named_files(FOLDER, own_configs)) - {USUAL}))


def load_world(name: str, own_configs: Path | None = None) -> World:
    """Return a world by name; a user's own file wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or its file is wrong.
    """
    files = named_files(FOLDER, own_configs)
    check_name("world", name, files)
    with in_file(files[name]):
        return build_world(name, read_yaml(files[name]), f"world {name}")


def own_files(names: Iterable[str], own_configs: Path | None) -> dict[str, str]:
    """Return the YAML of those worlds that come from the user's own folder."""
    if own_configs is None:
        return {}
    paths = {name: own_configs / FOLDER / f"{name}.yaml" for name in names}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}


def build_world(name: str, content: object, where: str) -> World:
    """Return the world of a YAML file's content.

    Raises:
        InputError: if a key, a fact or a parameter is unknown, a text lacks a language or a value isn't allowed.
    """
    given = check_keys(content, where, REQUIRED, OPTIONAL)
    changed = given["parameters"]
    if not isinstance(changed, Mapping) or not all(isinstance(values, Mapping) for values in changed.values()):
        raise InputError("wrong_shape", where=f"{where}, parameters", expected="keys and values")
    if name == USUAL and changed:
        raise InputError("usual_world", file=f"{FOLDER}/{USUAL}.yaml")
    build_parameters(changed)
    return World(
        name=name,
        label=read_texts(given["label"], f"{where}, label"),
        summary=read_texts(given.get("summary", given["label"]), f"{where}, summary"),
        sources=check_sources(given.get("sources", [ASSUMPTION]), f"{where}, sources"),
        parameters=changed,
    )


def names_of(content: object, known: Sequence[str]) -> tuple[str, ...]:
    """Return the names in what `world` is set to: one name, or a list of several worlds at once.

    Raises:
        InputError: if it is neither; the known names are in the sentence.
    """
    names = content if isinstance(content, (list, tuple)) else [content]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InputError("wrong_shape", where=FOLDER, expected="a name, or several as [one,two]")
    for name in names:
        check_name("world", name, known)
        if names.count(name) > 1:
            raise InputError("listed_twice", name=FOLDER, value=name)
    if USUAL in names and len(names) > 1:
        raise InputError("usual_with_others", name=USUAL)
    return tuple(names)


def combined(worlds: Iterable[World]) -> dict[str, dict[str, Any]]:
    """Return what several worlds change together.

    Raises:
        InputError: if two of them give one parameter different values.
    """
    merged: dict[str, dict[str, Any]] = {}
    by: dict[str, World] = {}
    for world in worlds:
        for change in world.changes:
            values = merged.setdefault(change.group, {})
            if values.setdefault(change.name, change.value) != change.value:
                raise InputError("worlds_disagree", one=by[change.path].name, other=world.name, name=change.path)
            by.setdefault(change.path, world)
    return merged


def together(name: str, label: Mapping[str, str], worlds: Sequence[World]) -> World:
    """Return several worlds as one.

    Raises:
        InputError: if two of them give one parameter different values.
    """
    return World(
        name=name,
        label=label,
        summary={key: " ".join(world.summary[key] for world in worlds) for key in LANGUAGES},
        sources=tuple(dict.fromkeys(source for world in worlds for source in world.sources)),
        parameters=combined(worlds),
        several=tuple(world.name for world in worlds),
    )


def over(worlds: Values, given: Values) -> dict[str, dict[str, Any]]:
    """Return the parameters of worlds with those given by hand in their place."""
    return {group: {**worlds.get(group, {}), **given.get(group, {})} for group in (*worlds, *given)}
