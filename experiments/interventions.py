"""List the interventions with what is assumed of them: `tilltro interventions`."""

from __future__ import annotations

from itertools import groupby

from simulation.base.errors import InputError, nearest
from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase
from simulation.cli.lookup import read_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.interventions import Intervention, columns, groups, interventions

WORDS = "acts_on"  # the one column that isn't a number


def main(typed: Typed) -> int:
    """Show the interventions, those of a group, or the one that is named."""
    asked = read_words(typed)
    found = _find(asked.query)
    if len(found) == 1:
        _show_one(found[0], asked.language)
    else:
        _show_all(found, asked.language)
    return 0


def _find(query: str) -> list[Intervention]:
    known = interventions()
    if not query:
        return list(known.values())
    wanted = query.casefold().replace(" ", "_")
    if wanted in groups():
        return [item for item in known.values() if item.group == wanted]
    if wanted not in known:
        raise InputError("unknown_name", kind="intervention", name=query, nearest=nearest(query, [*known, *groups()]))
    return [known[wanted]]


def _note(language: str) -> str:
    return text("cli.lookup.interventions_note", language, n=len(interventions()))


def _heading(column: str, language: str) -> str:
    return text(f"cli.lookup.intervention_columns.{column}", language)


def _value(item: Intervention, column: str, language: str) -> str:
    if column == WORDS:
        return ", ".join(text(f"predict.indicators.{indicator.id}", language) for indicator in item.acts_on)
    return format_plain(getattr(item, column), language)


def _show_all(found: list[Intervention], language: str) -> None:
    names = sorted((column.id for column in columns()), key=lambda name: name != WORDS)  # the words first
    headings = [text(f"cli.lookup.{key}", language) for key in ("name", "label")]
    headings += [_heading(name, language) for name in names]
    for group, members in groupby(found, key=lambda item: item.group):
        rows = [[item.id, item.label[language], *(_value(item, name, language) for name in names)] for item in members]
        title = f"{groups()[group].label[language]} ({group})"
        show(table(headings, rows, title, n_text_columns=3))
    show(text("cli.lookup.intervention_units", language), _note(language))


def _show_one(item: Intervention, language: str) -> None:
    pairs = [
        (text("cli.lookup.name", language), item.id),
        (text("cli.lookup.group", language), groups()[item.group].label[language]),
    ]
    pairs += [(_heading(column.id, language), _value(item, column.id, language)) for column in columns()]
    meanings = [
        (_heading(column.id, language), f"{column.meaning[language]} ({phrase(column.unit, language)})")
        for column in columns()
    ]
    show(
        f"{item.label[language]}\n",
        facts(pairs),
        f"\n{text('cli.lookup.meaning', language)}",
        facts(meanings),
        f"\n{_note(language)}",
    )
