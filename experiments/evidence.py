"""Look up the published figures that the model leans on: `tilltro evidence`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.base.errors import InputError, nearest
from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase, place
from simulation.cli.lookup import read_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.evidence import Fact, Value, find, load_documents, load_facts

SHORTEST_WORD = 4  # letters; below that anything is near


def main(typed: Typed) -> int:
    """Show the facts that have this id or these words, or all of them."""
    asked = read_words(typed)
    found = find(asked.query) if asked.words else list(load_facts().values())
    if not found:
        raise InputError("nothing_found", kind="fact", name=asked.query, nearest=nearest(asked.query, _vocabulary()))
    if len(found) == 1:
        _show_one(found[0], asked.language)
    else:
        _show_list(found, asked.language)
    return 0


def _vocabulary() -> set[str]:
    """Return what could have been meant: the ids, and the longer words of what the facts are about."""
    quantities = (quantity for item in load_facts().values() for quantity in item.quantity.values())
    words = (word.strip(",.:;()'\"").casefold() for quantity in quantities for word in quantity.split())
    return {*load_facts(), *(word for word in words if len(word) >= SHORTEST_WORD)}


def _show_list(found: Sequence[Fact], language: str) -> None:
    rows = [
        [item.id, item.quantity[language], _value(item.value, language), _phrase(item.unit, language),
         phrase(item.role, language)]
        for item in found
    ]  # fmt: skip
    headings = [text(f"cli.lookup.{key}", language) for key in ("id", "quantity", "value", "unit", "role")]
    show(table(headings, rows, n_text_columns=5))


def _show_one(item: Fact, language: str) -> None:
    documents = [f"{id}: {load_documents()[id].title}" for id in item.document]
    shown = {
        "value": " ".join(part for part in (_value(item.value, language), _phrase(item.unit, language)) if part),
        "population": _phrase(item.population, language),
        "horizon": _phrase(item.horizon, language),
        "denominator": _phrase(item.denominator, language),
        "estimator": _phrase(item.estimator, language),
        "read_after": "; ".join(str(quarter) for quarter in item.read_after or ()),
        "quote": f'"{item.quote}"' if item.quote else "",
        "document": "\n".join(documents),
        "where": place(item.where, language),
        "role": _phrase(item.role, language),
        "tolerance": _value(item.tolerance, language),
        "tolerance_reason": _phrase(item.tolerance_reason, language),
        "known_issues": ", ".join(item.known_issues),
        "note": item.note[language] if item.note else "",
    }
    pairs = [(text(f"cli.lookup.{key}", language), (value or "").strip()) for key, value in shown.items()]
    show(f"{item.id}: {item.quantity[language]}\n", facts(pairs))


def _phrase(english: str | None, language: str) -> str:
    return phrase(english, language) if english else ""


def _value(value: Value, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{phrase(name, language)} {format_plain(number, language)}" for name, number in value.items())
    if isinstance(value, tuple):
        return "; ".join(format_plain(number, language) for number in value)
    return format_plain(value, language)
