"""Questionnaires over time from a table: a row a form, with client, date, caseworker, answers and measures.

Names of clients and caseworkers are used to tell rows apart and are dropped: what comes out has numbers in their place.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.base.sources import Source
from simulation.base.tables import Floats, UserTable, plain_heading
from simulation.base.texts import catalogue
from simulation.base.texts.tables import Columns, UnknownHeadings, headings
from simulation.model.interventions import COMPETENCE, HEALTH, JOB, SOCIAL
from simulation.study.client_table import ANSWERS, answers_in, same_column
from simulation.study.user_table import read_user_table

Numbers = NDArray[np.int64]
CLIENT, DATE, CASEWORKER, MEASURES = FACTS = ("client", "date", "caseworker", "measures")
UNKNOWN = -1
STILL_THERE = 183  # days: forms are asked for every three months, and one may be left out
GROUP_BITS = {"none": 0, "health": HEALTH, "social": SOCIAL, "competence": COMPETENCE, "job": JOB}
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})", re.ASCII)
BETWEEN = re.compile(r"[+,;&/]|\s+(?:and|och|og)\s+")


@dataclass(frozen=True, eq=False)
class Questionnaires:
    """Forms over time, in the order of clients and, of each, of dates."""

    client: Numbers  # [n_forms] from 0, in the order in which the table first names them
    day: Numbers  # [n_forms] a date as a number of days
    caseworker: Numbers  # [n_forms] from 0; UNKNOWN where none is given
    answers: Floats  # [n_forms, 11] 1..5, nan where a question wasn't answered
    measures: Numbers  # [n_forms] groups of measures under way (bits); UNKNOWN where none is given
    n_replaced: int = 0  # forms left out: of one client on one day the last one in the table counts

    @property
    def n_clients(self) -> int:
        """How many people the forms are about."""
        return int(self.client.max()) + 1

    def present(self) -> Numbers:
        """Return the rows of the last forms of clients who are there still: filled in near the end of the table."""
        _, last = self.first_and_last()
        return last[self.day[last] > self.day.max() - STILL_THERE]

    def first_and_last(self) -> tuple[Numbers, Numbers]:
        """Return the rows [n_clients] of each client's first and last form."""
        starts = np.flatnonzero(np.diff(self.client, prepend=-1))
        return starts, np.append(starts[1:], len(self.client)) - 1


def read_questionnaires(path: Source, sheet: str | None = None) -> Questionnaires:
    """Return the questionnaires of a table, CSV, Excel or Parquet.

    Raises:
        InputError: if the file can't be read, a column is unknown or missing, or a cell isn't allowed.
    """
    table = read_user_table(path, sheet)
    if not table.n_rows or not table.columns:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one client")
    place = _places(table)
    names = [name for name in ANSWERS if name in place]
    for name in (CLIENT, DATE, *(() if names else ANSWERS[-1:])):
        if name not in place:
            raise InputError("column_missing", file=table.path, name=name)
    answers = np.full((table.n_rows, len(ANSWERS)), np.nan)
    for name in names:
        answers[:, ANSWERS.index(name)] = answers_in(table, place[name])
    client = _numbered(table, place[CLIENT])
    if (client == UNKNOWN).any():
        raise InputError("missing_value", **table.place(place[CLIENT], int(np.argmax(client == UNKNOWN))))
    day = _days(table, place[DATE])
    nobody = np.full(table.n_rows, UNKNOWN)
    caseworker = _numbered(table, place[CASEWORKER]) if CASEWORKER in place else nobody
    measures = _measures(table, place[MEASURES]) if MEASURES in place else nobody
    order = np.lexsort((day, client))  # keeps the table's order within a day
    is_replaced = np.append((np.diff(client[order]) == 0) & (np.diff(day[order]) == 0), False)
    kept = order[~is_replaced]
    n_replaced = int(is_replaced.sum())
    return Questionnaires(client[kept], day[kept], caseworker[kept], answers[kept], measures[kept], n_replaced)


def _places(table: UserTable) -> dict[str, int]:
    """Return the number of each column by what its heading stands for, in any of the languages."""
    known, found = headings("office"), dict[str, int]()
    for number, heading in enumerate(table.headings):
        name = known.get(plain_heading(heading))
        if name is None:
            listed = Columns((*FACTS, *ANSWERS), "office")
            unknown = UnknownHeadings((heading,), "office")
            raise InputError("unknown_column", name=unknown, file=table.path, known=listed)
        if name in found:
            raise same_column(table, table.headings[found[name]], heading)
        found[name] = number
    return found


def _numbered(table: UserTable, number: int) -> Numbers:
    """Return a number from 0 for each name of a column [n_rows], UNKNOWN where there is none."""
    is_missing, numbers = table.is_missing(number), dict[str, int]()
    cells = (str(cell).strip() for cell in table.columns[number])
    rows = (
        UNKNOWN if missing else numbers.setdefault(cell, len(numbers))
        for cell, missing in zip(cells, is_missing, strict=True)
    )
    return np.fromiter(rows, np.int64, table.n_rows)


def _days(table: UserTable, number: int) -> Numbers:
    days, today = np.empty(table.n_rows, np.int64), datetime.date.today().toordinal()
    for row, cell in enumerate(table.columns[number]):
        date = date_of(cell)
        if date is None:
            raise InputError("cell_not_a_date", **table.place(number, row), value="" if cell is None else cell)
        days[row] = date.toordinal()
        if days[row] > today:
            raise InputError("future_date", **table.place(number, row), value=cell)
    return days


def date_of(cell: object) -> datetime.date | None:
    """Return the date in a cell, None where there is none: year first, or day first with . or - between."""
    if isinstance(cell, datetime.date):
        return cell
    written = cell.strip() if isinstance(cell, str) else ""
    parts = found.groups() if (found := YEAR_FIRST.fullmatch(written)) else None
    if parts is None and (found := DAY_FIRST.fullmatch(written)):
        parts = found.groups()[::-1]
    try:
        return None if parts is None else datetime.date(*map(int, parts))
    except ValueError:  # a 31st of February
        return None


def _measures(table: UserTable, number: int) -> Numbers:
    """Return the groups of measures [n_rows] as bits, UNKNOWN where the cell is empty."""
    is_missing = table.is_missing(number)
    meant = {str(word).casefold(): name for name, all_words in catalogue("office.words").items() for word in all_words}
    found = np.full(table.n_rows, UNKNOWN)
    for row, cell in enumerate(table.columns[number]):
        parts = [part.strip().casefold() for part in BETWEEN.split(str(cell))]
        if len(parts) == 1 and meant.get(parts[0]) == "none":
            found[row] = 0
        elif not is_missing[row]:
            bits = [GROUP_BITS.get(meant.get(part, ""), 0) for part in parts]
            if not all(bits):
                raise InputError("cell_not_measures", **table.place(number, row), value=cell)
            found[row] = int(np.bitwise_or.reduce(bits))
    return found
