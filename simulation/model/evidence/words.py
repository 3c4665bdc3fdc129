"""What a fact holds, in words of a language."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.evidence.registry import Value


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
