"""An error as a sentence: the catalogue's text, with what was wrong as the user wrote it and plain words around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.base.texts import catalogue, text
from simulation.base.texts.forms import in_language
from simulation.base.texts.tables import LONGEST, Columns, UnknownHeadings
from simulation.base.texts.visible import visible

FEW = 6  # names that are told one by one where none is near
PHRASES = ("kind", "expected", "where", "reason")  # values that are the program's own words
GIVEN = ("name", "value", "argument", "file", "path")  # values that the user wrote, of whatever length
NOTHING = "''"
# Where the names of a kind are listed.
LISTS = {
    "policy": "tilltro policies",
    "world": "tilltro worlds",
    "intervention": "tilltro interventions",
    "fact": "tilltro evidence",
    "parameter": "tilltro parameters",
    "parameters": "tilltro parameters",
    "price": "tilltro prices",
    "money": "tilltro prices",
    "person": "tilltro follow",
    "command": "tilltro --help",
    "the command": "tilltro COMMAND --help",
}


def sentence(key: str, values: Mapping[str, object], language: str) -> str:
    """Return the sentence of an error in a language, on one line, control characters in it written out."""
    shown = {name: _shown(name, value, language) for name, value in values.items()}
    if "nearest" in values:
        shown["nearest"] = _hint(values, language)
    filled = text(f"errors.{key}", language, **shown)
    return visible(" ".join(filled.replace(f"'{NOTHING}'", NOTHING).split()))


def _shown(name: str, value: object, language: str) -> str:
    """Return a value as it is written on the command line rather than in Python, the program's own words in plain."""
    if name in PHRASES:
        return _phrase(str(value), language)
    if isinstance(value, Columns | UnknownHeadings):
        return value.written(language)
    written = in_language(_written(value), language) if name == "form" else _written(value)
    return f"{written[:LONGEST]}..." if len(written) > LONGEST and name in GIVEN else written or NOTHING


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_written, value)) + "]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _phrase(words: str, language: str) -> str:
    reasons: Mapping[str, Mapping[str, str]] = catalogue("cli.reasons")
    if words in reasons:
        return reasons[words][language]
    terms: list[Mapping[str, str]] = catalogue("cli.terms")
    return next((term[language] for term in terms if term["en"] == words), words)


def _hint(values: Mapping[str, Any], language: str) -> str:
    """Return which name is nearest; where none is near, which there are, or what lists them."""
    found = values["nearest"]
    known = getattr(found, "known", ())
    if found:
        return text("cli.nearest.near", language, name=found)
    if not known:
        return text("cli.nearest.none", language)
    place = LISTS.get(str(values.get("kind", values.get("where"))))
    if len(known) > FEW and place is not None:
        return text("cli.nearest.list", language, command=values.get("command", place))
    return text("cli.nearest.known", language, names=", ".join(known))
