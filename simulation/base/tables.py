"""A table that a user brings, as cells: its headings, its rows counted as a spreadsheet counts them, its numbers.

Nothing of a table is dropped without a word: what can't be read is refused with its place and cause. How the cells come
out of a file is told in `text_tables` (CSV and its kin) and in `study/user_table` (Excel, Parquet).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.base.texts import catalogue

type Floats = NDArray[np.float64]
type Column = Sequence[Any] | Floats  # cells as they stand; a column of numbers alone is an array, nan = empty

# What a table may hold: beyond it a sentence says so before anything large is unpacked.
MOST_COLUMNS = 1_000
MOST_CELLS = 50_000_000
LONGEST_CELL = 1_000  # characters
COMMENT = "#"  # begins rows above the headings that are for people only
MOST_INTERNED = 100_000  # distinct texts kept once however often they stand there

SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\ufeff": None, "\u200b": None})
BETWEEN_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")  # ordinary, thin and non-breaking spaces alike
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?\s?%?", re.ASCII)
UNIT = re.compile(r"\s*\([^()]*\)$")  # after a heading, as "age (years)"


@dataclass(frozen=True, eq=False)
class UserTable:
    """The cells of a table, column by column; row 1 is the first one that the spreadsheet shows."""

    path: str
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    first_row: int  # number of the row below the headings
    n_empty_rows: int = 0  # empty rows at the end, left out
    has_decimal_commas: bool = field(default=False)

    @property
    def n_rows(self) -> int:
        """Number of rows below the headings, without those at the end with nothing in them."""
        return len(self.columns[0]) if self.columns else 0

    def place(self, column: int, row: int) -> dict[str, object]:
        """Return where a cell stands, as the sentences of errors name it; `row` counts from 0 below the headings."""
        return {"file": self.path, "column": self.headings[column], "row": self.first_row + row}

    def numbers(self, column: int) -> Floats:
        """Return a column's numbers [n_rows], nan where a cell holds none."""
        cells = self.columns[column]
        if isinstance(cells, np.ndarray):
            return np.asarray(cells, np.float64)
        values = {cell: as_number(cell) for cell in set(cells)}
        return np.fromiter((values[cell] for cell in cells), np.float64, len(cells))

    def is_missing(self, column: int) -> NDArray[np.bool_]:
        """Return in which rows [n_rows] a column is empty or holds a word for a missing value, such as NA."""
        cells = self.columns[column]
        if isinstance(cells, np.ndarray):
            return np.isnan(cells)
        found = {cell: is_missing(cell) for cell in set(cells)}
        return np.fromiter((found[cell] for cell in cells), np.bool_, len(cells))


def plain_heading(heading: str) -> str:
    """Return a heading as it is compared: small letters, no unit, one _ for spaces and hyphens."""
    return re.sub(r"[\s\-_]+", "_", UNIT.sub("", heading.translate(SIGNS).strip()).casefold())


def as_number(cell: object) -> float:
    """Return the number in a cell, nan where there is none: with decimal point or comma, or a percentage."""
    if isinstance(cell, (bool, int, float, np.number)):
        try:
            return float(cell)
        except OverflowError:  # a whole number of hundreds of digits
            return math.inf
    if not isinstance(cell, str) or len(cell) > LONGEST_CELL:
        return math.nan
    written = BETWEEN_THOUSANDS.sub("", cell.translate(SIGNS).strip())
    if not NUMBER.fullmatch(written):
        return math.nan
    value = float(written.rstrip("% \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}").replace(",", "."))
    return value / 100.0 if written.endswith("%") else value


def is_empty(cell: object) -> bool:
    """Return whether a cell is empty."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_missing(cell: object) -> bool:
    """Say whether a cell holds nothing, or a word for nothing."""
    if isinstance(cell, float) and math.isnan(cell):
        return True
    return is_empty(cell) or (isinstance(cell, str) and cell.strip().casefold() in words("missing"))


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words that stand for something in a cell (`texts/tables.yaml`), in small letters."""
    return frozenset(str(word).casefold() for word in catalogue(f"tables.words.{kind}"))


def from_rows(path: str, rows: Iterable[Sequence[object]]) -> UserTable:
    """Return the table of these rows, the first one that isn't empty or a comment being the headings.

    Empty rows at the end are left out and counted. In a table of one column an empty row further up is a value that is
    missing; in a wider one it is refused, for nobody can tell whether it is a client.

    Raises:
        InputError: if there are no headings, a cell stands under none or is too long, or a row is empty.
    """
    numbered = _numbered(path, rows)
    heading_row, headings = _headings(path, numbered)
    n, n_empty = len(headings), 0
    columns: list[list[Any]] = [[] for _ in headings]
    texts: dict[str, str] = {}
    for number, row in numbered:
        if all(map(is_empty, row)):
            n_empty += 1
            continue
        if n_empty:
            if n > 1:
                raise InputError("empty_row", file=path, row=number - n_empty)
            columns[0].extend([None] * n_empty)
            n_empty = 0
        if len(row) > n and not all(map(is_empty, row[n:])):
            if n == 1 and _width(row) > 2:  # two cells may be a number with a decimal comma; more stand below a title
                raise InputError("title_above", file=path, row=number, n=_width(row), name=headings[0])
            raise InputError("too_many_cells", file=path, row=number, n=_width(row), columns=n)
        for column, cell in zip(columns, row, strict=False):
            if isinstance(cell, str):
                if len(cell) > LONGEST_CELL:
                    raise InputError("cell_too_long", file=path, row=number, n=len(cell), most=LONGEST_CELL)
                if len(texts) < MOST_INTERNED:
                    cell = texts.setdefault(cell, cell)
            column.append(cell)
        for column in columns[len(row) :]:
            column.append(None)
    table = UserTable(path, tuple(headings), tuple(columns), heading_row + 1, n_empty)
    return with_decimal_sign(without_bare_columns(table))


def _numbered(path: str, rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    n_cells = 0
    for number, row in enumerate(rows, start=1):
        n_cells += len(row)
        if n_cells > MOST_CELLS:
            raise InputError("table_too_large", file=path, kind="cells", most=MOST_CELLS)
        yield number, row


def _headings(path: str, rows: Iterator[tuple[int, Sequence[object]]]) -> tuple[int, list[str]]:
    """Return the row of the headings and these, without empty ones at its end."""
    for number, row in rows:
        first = row[0] if len(row) else None
        if all(map(is_empty, row)) or (isinstance(first, str) and first.lstrip().startswith(COMMENT)):
            continue
        width = _width(row)
        if width > MOST_COLUMNS:
            raise InputError("table_too_large", file=path, kind="columns", most=MOST_COLUMNS)
        return number, ["" if is_empty(cell) else str(cell).strip("\ufeff \t\r\n\xa0") for cell in row[:width]]
    raise InputError("unreadable_file", file=path, reason="it is empty")


def _width(row: Sequence[object]) -> int:
    """Return how many cells a row has up to its last one with something in it."""
    return next(number for number in range(len(row), 0, -1) if not is_empty(row[number - 1]))


def without_bare_columns(table: UserTable) -> UserTable:
    """Return the table without columns that have neither heading nor cell.

    Raises:
        InputError: if a column without a heading has cells.
    """
    kept = []
    for number, (heading, cells) in enumerate(zip(table.headings, table.columns, strict=True)):
        if heading:
            kept.append(number)
        elif not all(map(is_empty, cells)):
            raise InputError("no_heading", file=table.path, column=number + 1)
    if len(kept) == len(table.headings):
        return table
    return replace(
        table,
        headings=tuple(table.headings[number] for number in kept),
        columns=tuple(table.columns[number] for number in kept),
    )


def with_decimal_sign(table: UserTable) -> UserTable:
    """Return the table with its decimal sign noted.

    Raises:
        InputError: if some numbers have a point and others a comma; the place is of one with the rarer sign.
    """
    counts: Mapping[str, list[tuple[int, int, int]]] = {".": [], ",": []}  # how often; column and row of the first
    for number, cells in enumerate(table.columns):
        if isinstance(cells, np.ndarray):
            continue
        for cell, times in Counter(cell for cell in cells if isinstance(cell, str)).items():
            sign = "," if "," in cell else "."
            if sign in cell and not math.isnan(as_number(cell)):
                counts[sign].append((times, number, cells.index(cell)))
    if counts["."] and counts[","]:
        n_points, n_commas = (sum(times for times, _, _ in counts[sign]) for sign in ".,")
        rare, usual = (".", ",") if n_points < n_commas else (",", ".")
        _, column, row = min(counts[rare], key=lambda found: (found[2], found[1]))
        value = table.columns[column][row]
        raise InputError("mixed_decimal_signs", **table.place(column, row), value=value, usual=usual, rare=rare)
    return replace(table, has_decimal_commas=bool(counts[","]))
