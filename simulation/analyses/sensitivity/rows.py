"""The rows of the tables of `tilltro sensitivity`, and how they are written to CSV files and read again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from simulation.base.csv_numbers import read_number, write_number
from simulation.base.errors import InputError, reason_of


@dataclass(frozen=True)
class ScreeningRow:
    """Morris: how far an unknown moves a question's answer when it goes over its range (`screening.csv`)."""

    question: str
    name: str
    mu: float
    mu_star: float
    mu_star_half: float
    sigma: float


@dataclass(frozen=True)
class SobolRow:
    """Sobol: an unknown's share of the variance of a question's answer (`sobol.csv`)."""

    question: str
    name: str
    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True)
class DrawsRow:
    """A question's answer over the draws: mean, middle 90 %, share in which the policy is behind (`draws.csv`)."""

    question: str
    mean: float
    low: float
    high: float
    loses: float
    n_draws: int


@dataclass(frozen=True)
class LosesIfRow:
    """Where the policy that leads in most draws falls behind (`loses_if.csv`); no conditions: nowhere in particular."""

    question: str
    winner: str
    loser: str
    conditions: str  # "group.name < 0.2; group.name > 3"
    share: float
    loses: float
    holds: float
    loses_anywhere: float

    @property
    def parts(self) -> list[tuple[str, str, float]]:
        """The conditions as name, sign and value."""
        found = (condition.split(" ") for condition in self.conditions.split("; ") if condition)
        return [(name, sign, float(value)) for name, sign, value in found]


@dataclass(frozen=True)
class InformationRow:
    """What knowing an unknown is worth for the decision, after displacement (`information.csv`)."""

    name: str
    worth: float
    noise: float
    is_known: bool


@dataclass(frozen=True)
class DecisionRow:
    """A policy of the decision over the draws (`decision.csv`); `everything` is the worth of knowing all."""

    policy: str
    mean: float
    best_share: float
    is_best: bool
    everything: float


@dataclass(frozen=True)
class StepRow:
    """A question's answer at one value of a parameter, with its 95 % Monte-Carlo interval (`steps.csv`)."""

    parameter: str
    value: float
    question: str
    difference: float
    mc_low: float
    mc_high: float


@dataclass(frozen=True)
class Rows:
    """The rows of every table; a table's field has the name of its file."""

    screening: tuple[ScreeningRow, ...]
    sobol: tuple[SobolRow, ...]
    draws: tuple[DrawsRow, ...]
    loses_if: tuple[LosesIfRow, ...]
    information: tuple[InformationRow, ...]
    decision: tuple[DecisionRow, ...]
    steps: tuple[StepRow, ...]


FILES = {field.name: f"{field.name}.csv" for field in fields(Rows)}
_READ: Mapping[type, Callable[[str], Any]] = {
    str: str,
    int: int,
    bool: lambda cell: cell == "True",
    float: read_number,
}


def write_rows(rows: Rows, folder: Path) -> None:
    """Write every table into the folder."""
    for table, file in FILES.items():
        kind = _kind(table)
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(field.name for field in fields(kind))
            writer.writerows([_cell(value) for value in vars(row).values()] for row in getattr(rows, table))


def read_rows(folder: Path) -> Rows:
    """Return what `write_rows` wrote.

    Raises:
        InputError: if a file can't be read.
    """
    tables = {}
    for table, file in FILES.items():
        kind = _kind(table)
        types = get_type_hints(kind)
        try:
            with (folder / file).open(encoding="utf-8", newline="") as lines:
                found = list(csv.DictReader(lines))
        except OSError as error:
            raise InputError("unreadable_file", file=folder / file, reason=reason_of(error)) from error
        tables[table] = tuple(kind(**{name: _READ[types[name]](cell) for name, cell in row.items()}) for row in found)
    return Rows(**tables)


def _kind(table: str) -> type[Any]:
    found: type[Any] = get_args(get_type_hints(Rows)[table])[0]
    return found


def _cell(value: object) -> object:
    if isinstance(value, float):
        return write_number(value)
    return value
