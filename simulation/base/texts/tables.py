"""Tables of clients in words: which heading stands for what, and how a table was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from simulation.base.tables import plain_heading
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.base.texts.numbers import format_number


@dataclass(frozen=True)
class Columns:
    """Columns that an error lists: their headings are those of the language that it is told in."""

    names: tuple[str, ...]
    of: str = "tables"

    def written(self, language: str) -> str:
        """Return the headings of the language's template."""
        return ", ".join(heading(name, language, self.of) for name in self.names)


@cache
def headings(of: str = "tables") -> Mapping[str, str]:
    """Return which column each heading stands for, in any language; headings as `plain_heading` gives them.

    `of` is the file of the catalogue: `tables` for characteristics of clients, `office` for questionnaires.
    """
    others: Mapping[str, list[str]] = catalogue(f"{of}.columns")
    known = {name: name for name in others}
    for name, written in others.items():
        usual = (heading(name, language, of) for language in LANGUAGES)
        known.update({plain_heading(words): name for words in (*usual, *written)})
    return known


def heading(name: str, language: str, of: str = "tables") -> str:
    """Return the heading that a column has in a language's template."""
    return text(f"{of}.headings.{name}", language)


def _usual_heading(name: str, language: str) -> str:
    return heading(name, language, "tables" if name in catalogue("tables.headings") else "office")


def table_notes(
    read_as: Mapping[str, str],
    n_missing: Mapping[str, int],
    n_empty_rows: int,
    year: int | None,
    has_decimal_commas: bool,
    language: str,
    has_answers: bool = False,
) -> list[str]:
    """Return how a table of clients was understood, a sentence a line; none where all is plain."""
    notes = []
    if read_as:
        named = [(given, _usual_heading(name, language)) for given, name in read_as.items()]
        others = [f"{given} = {usual}" for given, usual in named if plain_heading(given) != plain_heading(usual)]
        if others:  # none where every heading is the template's
            notes.append(text("tables.notes.read_as", language, pairs=", ".join(others)))
    if year is not None:
        notes.append(text("tables.notes.year", language, year=year))
    if has_decimal_commas:
        notes.append(text("tables.notes.decimal_commas", language))
    if n_missing:
        pairs = ", ".join(
            f"{_usual_heading(name, language)} {format_number(n, 0, language)}" for name, n in n_missing.items()
        )
        total = format_number(sum(n_missing.values()), 0, language)
        notes.append(text("tables.notes.drawn", language, n=total, pairs=pairs))
    if has_answers:
        notes.append(text("tables.notes.answers", language))
    if n_empty_rows:
        notes.append(text("tables.notes.empty_rows", language, n=format_number(n_empty_rows, 0, language)))
    return notes
