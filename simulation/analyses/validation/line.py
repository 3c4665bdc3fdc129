"""A line of the scoreboard, and its verdicts; files are read without loading the code that computes them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from simulation.base.csv_numbers import read_number

WITHIN, OUTSIDE, SAYS_NOTHING = "within", "outside", "says nothing"
NO_VERDICT, CANNOT_SAY = "no verdict", "cannot say"
JUDGED = ("calibration", "validation")
NO_POWER = 0.2  # power below which a verdict could hardly have failed and counts as no success


@dataclass(frozen=True)
class Line:
    """One figure of a fact, in the fact's unit; nan is "not given" or "not computed"."""

    fact: str
    part: str  # which of the fact's figures; empty where it has one
    role: str
    published: float
    simulated: float  # median over draws of the parameters; without draws the mean over replications
    mc_low: float
    mc_high: float
    cred_low: float
    cred_high: float
    tolerance: float
    band_low: float  # ends of what counts as within
    band_high: float
    share_within: float  # share of draws that are within, luck taken out
    verdict: str
    power: float  # share of the parameters' plausible range that would be outside: a verdict that can fail
    unit: str
    note: str  # why there is no verdict

    @property
    def is_far(self) -> bool:
        """Whether it is within and yet more than one tolerance from the published figure."""
        return self.verdict == WITHIN and abs(self.simulated - self.published) > self.tolerance


COLUMNS = tuple(column.name for column in fields(Line))
NUMBERS = tuple(column.name for column in fields(Line) if column.type == "float")


def read_lines(path: Path) -> tuple[Line, ...]:
    """Return the lines of a file `scoreboard.csv`."""
    lines = []
    for row in read_rows(path):
        numbers = {name: read_number(row[name]) for name in NUMBERS}
        words = {name: row[name] for name in COLUMNS if name not in NUMBERS}
        lines.append(Line(**{**words, **numbers}))  # type: ignore[arg-type]
    return tuple(lines)


def read_rows(path: Path) -> Iterable[dict[str, str]]:
    """Yield the rows of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
