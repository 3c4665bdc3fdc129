"""A population from a table (CSV, Excel or Parquet, a row a client), so that a real caseload can be used."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.base.sources import Source
from simulation.base.tables import Floats, UserTable, plain_heading, words
from simulation.base.texts.tables import Columns, UnknownHeadings, headings
from simulation.model.indicators import Indicator
from simulation.model.population.characteristics import CHARACTERISTICS, OLDEST, YOUNGEST
from simulation.study.user_table import read_user_table

RANGES = {"age": (YOUNGEST, OLDEST), "work_share": (0.0, 1.0)}
BIRTH_YEAR, SEX = "birth_year", "sex"  # headings that stand for `age` and `man`, with values of their own
STANDS_FOR = {BIRTH_YEAR: "age", SEX: "man"}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
DATE = re.compile(r"(\d{4})-\d\d-\d\d", re.ASCII)
REFUSE, DRAW = MISSING = ("refuse", "draw")  # what to do about missing values
ANSWERS = tuple(indicator.id for indicator in Indicator)  # of the caseworker's form
LOWEST_ANSWER, HIGHEST_ANSWER = 1, 5


@dataclass(frozen=True, eq=False)
class ClientTable:
    """The clients of a table: what is known of each, and how the table was understood."""

    columns: Mapping[str, Floats]  # [n_clients] by characteristic; nan where it is to be drawn
    read_as: Mapping[str, str] = field(default_factory=dict)  # headings that aren't the characteristic's own name
    n_missing: Mapping[str, int] = field(default_factory=dict)  # values to be drawn, by characteristic
    n_empty_rows: int = 0  # empty rows at the end of the table, left out
    year: int | None = None  # the year for which ages were computed from years of birth
    has_decimal_commas: bool = False
    answers: Mapping[str, Floats] = field(default_factory=dict)  # [n_clients] 1..5 by indicator; nan: not answered

    @property
    def understood(self) -> dict[str, Any]:
        """How the table was read, for `table_notes`."""
        told = {name: value for name, value in vars(self).items() if name not in ("columns", "answers")}
        return {**told, "has_answers": bool(self.answers)}

    @property
    def n_clients(self) -> int:
        """Number of clients: of rows."""
        return len(next(iter((*self.columns.values(), *self.answers.values()))))


def read_table(path: Source, sheet: str | None = None, missing: str = REFUSE, year: int | None = None) -> ClientTable:
    """Return the clients of a table.

    Args:
        path: a text file such as CSV, an Excel workbook or a Parquet file, on disk or sent.
        sheet: of a workbook; None = the first.
        missing: `refuse` values that are missing, or `draw` them.
        year: in which ages are counted from years of birth; None = this year.

    Raises:
        InputError: if the file can't be read, has no rows, an unknown column, or a value missing or out of range.
    """
    table = read_user_table(path, sheet)
    if not table.n_rows or not table.columns:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one client")
    columns, answers, read_as, n_missing = {}, {}, {}, {}
    used_year = None
    for number, name in _names(table):
        is_missing = table.is_missing(number)
        if name in ANSWERS:
            answers[name] = answers_in(table, number)
            if plain_heading(table.headings[number]) != name:
                read_as[table.headings[number]] = name
            continue
        if is_missing.any() and missing == REFUSE:
            raise InputError("missing_value", **table.place(number, int(np.flatnonzero(is_missing)[0])))
        if name == "age" and _holds_years(table.numbers(number)):
            name = BIRTH_YEAR
        if name == BIRTH_YEAR:
            used_year = year or datetime.datetime.now().astimezone().year
        characteristic = STANDS_FOR.get(name, name)
        columns[characteristic] = _values(table, number, name, is_missing, used_year or 0)
        heading = table.headings[number]
        if plain_heading(heading) != characteristic:
            read_as[heading] = characteristic
        if is_missing.any():
            n_missing[characteristic] = int(is_missing.sum())
    return ClientTable(columns, read_as, n_missing, table.n_empty_rows, used_year, table.has_decimal_commas, answers)


def answers_in(table: UserTable, number: int) -> Floats:
    """Return a column's answers [n_rows], nan where a question wasn't answered.

    Raises:
        InputError: if a cell holds anything but a whole number from 1 to 5.
    """
    values, is_missing = table.numbers(number), table.is_missing(number)
    is_answer = (values >= LOWEST_ANSWER) & (values <= HIGHEST_ANSWER) & (values == np.floor(values))
    is_wrong = ~is_answer & ~is_missing
    if is_wrong.any():
        row = int(np.flatnonzero(is_wrong)[0])
        value = table.columns[number][row]
        shown = f"{value:g}" if isinstance(value, float) else value
        raise InputError("cell_not_an_answer", **table.place(number, row), value=shown)
    return np.where(is_missing, np.nan, values)


def _names(table: UserTable) -> Iterator[tuple[int, str]]:
    """Yield each column's number and what its heading stands for, in any of the languages."""
    known = {**headings("office"), **headings()}
    names = [known.get(plain_heading(heading)) for heading in table.headings]
    taken = (*CHARACTERISTICS, BIRTH_YEAR, SEX, *ANSWERS)
    unknown = [heading for heading, name in zip(table.headings, names, strict=True) if name not in taken]
    if unknown:  # all at once: a register's table has dozens of others
        listed = Columns((*CHARACTERISTICS, BIRTH_YEAR, SEX))
        key = "unknown_column" if len(unknown) == 1 else "unknown_columns"
        raise InputError(key, file=table.path, known=listed, name=UnknownHeadings(tuple(unknown)))
    seen: dict[str, str] = {}  # the heading of each characteristic
    for number, name in enumerate(names):
        assert name is not None  # noqa: S101 (all are known)
        characteristic = STANDS_FOR.get(name, name)
        if characteristic in seen:
            raise same_column(table, seen[characteristic], table.headings[number])
        seen[characteristic] = table.headings[number]
        yield number, name


def same_column(table: UserTable, first: str, other: str) -> InputError:
    """Return the error of two columns for one thing, by their headings."""
    if first == other:
        return InputError("listed_twice", name=table.path, value=first)
    return InputError("same_column", file=table.path, name=first, other=other)


def _holds_years(values: Floats) -> bool:
    """Say whether all of a column of ages are years, which no age is."""
    there = values[~np.isnan(values)]
    return bool(len(there)) and bool(((there >= EARLIEST_YEAR) & (there <= LATEST_YEAR)).all())


def _values(table: UserTable, number: int, name: str, is_missing: NDArray[np.bool_], year: int) -> Floats:
    """Return a column's values [n_clients], each within its range, nan where it is missing.

    Raises:
        InputError: if a value isn't allowed.
    """
    if name in (BIRTH_YEAR, *RANGES):
        values = _years(table, number) if name == BIRTH_YEAR else table.numbers(number)
        low, high = (year - OLDEST, year - YOUNGEST) if name == BIRTH_YEAR else RANGES[name]
        is_wrong = ~((values >= low) & (values <= high)) & ~is_missing
        key = "cell_not_a_number"
    else:
        values = _yes_or_no(table, number, name)
        low, high = 0.0, 1.0
        is_wrong = np.isnan(values) & ~is_missing
        key = "cell_not_a_sex" if name == SEX else "cell_not_yes_or_no"
    if is_wrong.any():
        row = int(np.flatnonzero(is_wrong)[0])
        value = table.columns[number][row]
        value = f"{value:g}" if isinstance(value, float) else value
        raise InputError(key, **table.place(number, row), value=value, low=f"{low:g}", high=f"{high:g}")
    values = year - values if name == BIRTH_YEAR else values
    return np.where(is_missing, np.nan, values)


def _years(table: UserTable, number: int) -> Floats:
    """Return years of birth [n_clients], of dates too; nan where there is none."""
    cells = table.columns[number]
    if isinstance(cells, np.ndarray):
        return table.numbers(number)
    years = table.numbers(number)
    for row, cell in enumerate(cells):
        if isinstance(cell, datetime.date):
            years[row] = cell.year
        elif isinstance(cell, str) and (date := DATE.fullmatch(cell.strip())):
            years[row] = float(date[1])
    return years


def _yes_or_no(table: UserTable, number: int, name: str) -> Floats:
    """Return 1 for yes and 0 for no [n_clients], nan for what is neither; sex is read from words only."""
    numbers = table.numbers(number)
    found = np.where((numbers == 0.0) | (numbers == 1.0), numbers, np.nan)
    cells = table.columns[number]
    if isinstance(cells, np.ndarray):
        return np.full(len(found), np.nan) if name == SEX else found
    meant = {**dict.fromkeys(words("no"), 0.0), **dict.fromkeys(words("yes"), 1.0)}
    sexes = {**dict.fromkeys(words("woman"), 0.0), **dict.fromkeys(words("man"), 1.0)}
    if name == SEX:
        meant, found = sexes, np.full(len(found), np.nan)
    elif name == "man":
        meant = {**sexes, **meant}
    told = {cell: meant.get(cell.strip().casefold(), np.nan) for cell in set(cells) if isinstance(cell, str)}
    said = np.fromiter((told.get(cell, np.nan) for cell in cells), np.float64, len(cells))
    return np.where(np.isnan(found), said, found)
