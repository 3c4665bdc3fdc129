"""What a fact holds, in words of a language."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.evidence.registry import Fact, Value

CALENDAR_YEAR = "year"  # the unit of a fact


def phrase_if_any(english: str | None, language: str) -> str:
    """Return a phrase in a language, empty where there is none."""
    return phrase(english, language) if english else ""


def value_words(value: Value, language: str) -> str:
    """Return a fact's value: a number, several in order, or several by name."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{phrase(name, language)} {format_plain(number, language)}" for name, number in value.items())
    if isinstance(value, tuple):
        return "; ".join(format_plain(number, language) for number in value)
    return format_plain(value, language)


def value_with_unit(item: Fact, language: str) -> str:
    """Return a fact's value with its unit, which a calendar year shows by itself; empty where it has no number."""
    unit = "" if item.unit == CALENDAR_YEAR else phrase_if_any(item.unit, language)
    return f"{value_words(item.value, language)} {unit}".strip()
