"""Parameters: frozen records built from the catalogue and checked on construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from simulation.errors import InputError, nearest
from simulation.parameters import groups
from simulation.parameters.catalogue import Entry, catalogue, central_values, entry
from simulation.parameters.group import Group
from simulation.parameters.groups import Parameters

__all__ = [
    "Entry",
    "Parameters",
    "build",
    "catalogue",
    "central",
    "central_values",
    "entry",
    "groups_of_parameters",
]


def groups_of_parameters() -> tuple[str, ...]:
    """Return the names of the groups, in the order of `Parameters`."""
    return tuple(field.name for field in fields(Parameters))


def _group_class(name: str) -> type[Group]:
    found: type[Group] = getattr(groups, "".join(part.capitalize() for part in name.split("_")))
    return found


def build(values: Mapping[str, Mapping[str, Any]]) -> Parameters:
    """Return parameters: the central values with `values` (by group and name) in their place.

    Raises:
        InputError: on an unknown group or name, and on a value that isn't allowed.
    """
    merged = central_values()
    for group, names in values.items():
        if group not in merged:
            raise InputError("unknown_key", name=group, where="parameters", nearest=nearest(group, merged))
        for name, value in names.items():
            entry(group, name)
            merged[group][name] = value
    records: dict[str, Any] = {name: _group_class(name)(**merged[name]) for name in groups_of_parameters()}
    return Parameters(**records)


def central() -> Parameters:
    """Return the parameters at their central values."""
    return build({})
