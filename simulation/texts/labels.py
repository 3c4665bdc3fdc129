"""What outcomes, groups and their dimensions are called in each language."""

from __future__ import annotations

from simulation.texts import entry


def outcome_label(id: str, language: str) -> str:
    """Return what an outcome is called."""
    return entry(f"outcomes.{id}.label")[language]


def outcome_unit(id: str, language: str) -> str:
    """Return the unit an outcome is shown in (shares are shown in percent)."""
    return entry(f"outcomes.{id}.unit")[language]


def outcome_meaning(id: str, language: str) -> str:
    """Return the sentence that says what an outcome means."""
    return entry(f"outcomes.{id}.meaning")[language]


def dimension_label(id: str, language: str) -> str:
    """Return what a dimension of groups is called, such as "Sex"."""
    return entry(f"groups.dimensions.{id}")[language]


def value_label(dimension: str, value: str, language: str) -> str:
    """Return what a value is called under its dimension's name, such as "women"."""
    return entry(f"groups.values.{dimension}.{value}")[language]


def group_label(id: str, language: str) -> str:
    """Return what a group is called on its own, such as "Women" for `sex=woman`."""
    return entry(f"groups.groups.{id}")[language]
