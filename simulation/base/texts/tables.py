"""Tables of clients in words: which heading stands for what, and how a table was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from simulation.base.errors import MOST_LISTED, SHORTEST_PART, nearest
from simulation.base.tables import plain_heading
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.base.texts.numbers import format_number
from simulation.base.texts.visible import visible

LONGEST = 200  # characters that are shown of what a user wrote


@dataclass(frozen=True)
class Columns:
    """Columns that an error lists: their headings are those of the language that it is told in."""

    names: tuple[str, ...]
    of: str = "tables"

    def written(self, language: str) -> str:
        """Return the headings of the language's template."""
        return ", ".join(heading(name, language, self.of) for name in self.names)


@dataclass(frozen=True)
class UnknownHeadings:
    """Headings that aren't known, each with the known one that it may stand for."""

    given: tuple[str, ...]
    of: str = "tables"

    def written(self, language: str) -> str:
        """Return those that one sentence can hold, in quotation marks."""
        shown = ", ".join(self._one(heading, language) for heading in self.given[:MOST_LISTED])
        return f"{shown}, ..." if len(self.given) > MOST_LISTED else shown

    def _one(self, given: str, language: str) -> str:
        name = nearest_column(given, self.of)
        shown = visible(given)[:LONGEST]
        if not name:
            return f"'{shown}'"
        return text("tables.notes.perhaps", language, given=shown, known=_usual_heading(name, language))


def nearest_column(given: str, of: str = "tables") -> str:
    """Return the column that a heading may stand for: one that it holds in whole words, else the most alike; or ""."""
    known, plain = headings(of), plain_heading(given)
    held = [words for words in known if len(words) >= SHORTEST_PART and f"_{words}_" in f"_{plain}_"]
    found = max(held, key=len, default="") or nearest(plain, known)
    return known.get(found, "")


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
