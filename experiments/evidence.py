"""Look up the published figures that the model leans on: `tilltro evidence`."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.base.errors import InputError, nearest
from simulation.base.texts import text
from simulation.base.texts.phrases import phrase, place
from simulation.cli.lookup import read_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.evidence import Fact, find, load_documents, load_facts
from simulation.model.evidence.words import phrase_if_any, value_with_unit, value_words

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
        [item.id, item.quantity[language], value_words(item.value, language), phrase_if_any(item.unit, language),
         phrase(item.role, language)]
        for item in found
    ]  # fmt: skip
    headings = [text(f"cli.lookup.{key}", language) for key in ("id", "quantity", "value", "unit", "role")]
    show(table(headings, rows, n_text_columns=5))


def _show_one(item: Fact, language: str) -> None:
    documents = [load_documents()[id] for id in item.document]
    shown = {
        "value": value_with_unit(item, language),
        "population": phrase_if_any(item.population, language),
        "horizon": phrase_if_any(item.horizon, language),
        "denominator": phrase_if_any(item.denominator, language),
        "estimator": phrase_if_any(item.estimator, language),
        "read_after": "; ".join(str(quarter) for quarter in item.read_after or ()),
        "quote": f'"{item.quote}"' if item.quote else "",
        "document": "\n".join(f"{document.id}: {document.title}" for document in documents),
        "independence": "\n".join(f"{document.id}: {document.independence[language]}" for document in documents),
        "where": place(item.where, language),
        "role": phrase_if_any(item.role, language),
        "tolerance": value_words(item.tolerance, language),
        "tolerance_reason": phrase_if_any(item.tolerance_reason, language),
        "known_issues": ", ".join(item.known_issues),
        "note": item.note[language] if item.note else "",
    }
    pairs = [(text(f"cli.lookup.{key}", language), (value or "").strip()) for key, value in shown.items()]
    show(f"{item.id}: {item.quantity[language]}\n", facts(pairs))
