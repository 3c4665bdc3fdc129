"""Parameters: frozen records built from the catalogue and checked on construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, get_type_hints

from simulation.base.errors import InputError, nearest
from simulation.model.parameters.catalogue import Entry, by_group, catalogue, central_values, entries, entry, split_path
from simulation.model.parameters.groups import Parameters

__all__ = [
    "Entry",
    "Parameters",
    "build_parameters",
    "by_group",
    "catalogue",
    "central",
    "central_values",
    "entries",
    "entry",
    "groups_of_parameters",
    "split_path",
]


KINDS = get_type_hints(Parameters)  # the record of each group, by its name


def groups_of_parameters() -> tuple[str, ...]:
    """Return the names of the groups, in the order of `Parameters`."""
    return tuple(KINDS)


def build_parameters(values: Mapping[str, Mapping[str, Any]], others: Parameters | None = None) -> Parameters:
    """Return parameters: `others` (default: the central values) with `values` (by group and name) in their place.

    Raises:
        InputError: on an unknown group or name, and on a value that isn't allowed.
    """
    for group, names in values.items():
        if group not in KINDS:
            raise InputError("unknown_key", name=group, where="parameters", nearest=nearest(group, KINDS))
        for name in names:
            entry(f"{group}.{name}")
    # Most groups stay as they are, and needn't be built and checked anew at each point of a sweep.
    start = central() if others is None else others
    return replace(start, **{group: replace(getattr(start, group), **names) for group, names in values.items()})


@cache
def central() -> Parameters:
    """Return the parameters at their central values."""
    values = central_values()
    return Parameters(**{name: kind(**values[name]) for name, kind in KINDS.items()})
