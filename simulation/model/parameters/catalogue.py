"""The parameter catalogue: value, unit, range, source and meaning of every parameter, read from YAML once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from simulation.base.checks import check_keys, is_number
from simulation.base.errors import InputError, nearest
from simulation.base.resources import configs, read_texts, read_yaml

BASES = ("assumed", "fitted", "quoted")


@dataclass(frozen=True)
class Entry:
    """One parameter of the catalogue.

    `low` to `high` is the plausible range (the prior of calibration); `allowed` is what may be set at all. `central` of
    a parameter that is drawn is the middle of what calibration gives, set by `tools/central_values.py`. `basis`: quoted
    (the value of the fact in `source`), fitted (the range, or the value of what isn't drawn, set by hand towards those
    facts) or assumed.
    """

    group: str
    name: str
    central: float
    low: float
    high: float
    allowed: tuple[float, float]
    unit: str
    basis: str
    source: tuple[str, ...]
    meaning: Mapping[str, str] = field(hash=False)  # by language; `unit` is in English, as in texts/phrases.yaml

    @property
    def path(self) -> str:
        """The name used on the command line."""
        return f"parameters.{self.group}.{self.name}"


def _entry(group: str, name: str, content: Mapping[str, Any]) -> Entry:
    where = f"configs/parameters/{group}.yaml, {name}"
    check_keys(content, where, ("central", "low", "high", "allowed", "unit", "basis", "source", "meaning"))
    source = content["source"]
    return Entry(
        group=group,
        name=name,
        central=float(content["central"]),
        low=float(content["low"]),
        high=float(content["high"]),
        allowed=(float(content["allowed"][0]), float(content["allowed"][1])),
        unit=str(content["unit"]),
        basis=str(content["basis"]),
        source=(source,) if isinstance(source, str) else tuple(str(item) for item in source),
        meaning=read_texts(content["meaning"], f"{where}, meaning"),
    )


@cache
def catalogue() -> Mapping[str, Mapping[str, Entry]]:
    """Return the entries by group and name, in the order of the files."""
    files = sorted(
        (path for path in configs().joinpath("parameters").iterdir() if path.name.endswith(".yaml")), key=str
    )
    groups = {}
    for path in files:
        group = path.name.removesuffix(".yaml")
        groups[group] = {name: _entry(group, name, content) for name, content in read_yaml(path).items()}
    return groups


@cache
def entries() -> Mapping[str, Entry]:
    """Return the entries by `group.name`, in the order of the files."""
    return {f"{group}.{name}": found for group, names in catalogue().items() for name, found in names.items()}


def entry(path: str) -> Entry:
    """Return the entry of `group.name`.

    Raises:
        InputError: if there is none, naming the nearest.
    """
    if path not in entries():
        raise InputError("unknown_key", name=path, where="parameters", nearest=nearest(path, entries()))
    return entries()[path]


def split_path(path: str) -> tuple[str, str]:
    """Return group and name of `group.name`."""
    group, _, name = path.partition(".")
    return group, name


def by_group(paths: Iterable[str], values: Iterable[float]) -> dict[str, dict[str, float]]:
    """Return the values of parameters `group.name` by group and name."""
    groups: dict[str, dict[str, float]] = {}
    for path, value in zip(paths, values, strict=True):
        group, name = split_path(path)
        groups.setdefault(group, {})[name] = float(value)
    return groups


def check_value(path: str, value: object) -> None:
    """Check that a value of `group.name` is a finite number in its allowed range.

    Raises:
        InputError: if it isn't.
    """
    found = entry(path)
    low, high = found.allowed
    if not is_number(value):
        raise InputError("not_a_number", name=found.path, value=value, low=f"{low:g}", high=f"{high:g}")
    if not low <= float(value) <= high:
        raise InputError("out_of_range", name=found.path, value=value, low=f"{low:g}", high=f"{high:g}")


def central_values() -> dict[str, dict[str, float]]:
    """Return the central value of every parameter by group and name."""
    return {group: {name: found.central for name, found in names.items()} for group, names in catalogue().items()}
