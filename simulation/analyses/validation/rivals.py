"""Each published figure under each refitted rival, as shipped; made by `python -m tools.rivals`."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from simulation.analyses.validation.line import Line
from simulation.base.csv_numbers import read_number, write_number
from simulation.base.resources import read_yaml

FOLDER = "simulation.analyses.validation"
FIGURES_FILE, VERDICTS_FILE = "shipped_rivals.csv", "shipped_rivals.yaml"
# Chance alone gives quartiles about as far apart (D-9), so equal caseworkers are as good at them as unequal ones; all
# four average to G7, which is fitted. Agreement with them supports no reading.
NO_SUPPORT = ("G1", "G2", "G3", "G4")


@dataclass(frozen=True)
class RivalFigure:
    """A published figure under a refitted rival: its distance, by the median over draws, and its power."""

    COLUMNS: ClassVar[tuple[str, ...]]
    rival: str
    fact: str
    part: str
    role: str
    distance: float  # in tolerances
    low: float  # ends of the middle 95 % of draws, in tolerances
    high: float
    power: float  # share of the refitted draws that would be outside: how often the figure would rule the rival out

    def as_row(self) -> tuple[str, ...]:
        """Return it as a row of the file."""
        return tuple(value if isinstance(value, str) else write_number(value) for value in astuple(self))


RivalFigure.COLUMNS = tuple(field.name for field in fields(RivalFigure))


def from_line(rival: str, line: Line) -> RivalFigure:
    """Return the figure of a line of a rival's own scoreboard."""
    distance, low, high = (
        (value - line.published) / line.tolerance for value in (line.simulated, line.cred_low, line.cred_high)
    )
    return RivalFigure(rival, line.fact, line.part, line.role, distance, low, high, 1.0 - line.share_within)


@cache
def rival_figures() -> tuple[RivalFigure, ...]:
    """Return the figures that ship, rival by rival."""
    rows = csv.DictReader(files(FOLDER).joinpath(FIGURES_FILE).read_text(encoding="utf-8").splitlines())
    words = ("rival", "fact", "part", "role")
    return tuple(
        RivalFigure(**{name: value if name in words else read_number(value) for name, value in row.items()})  # type: ignore[arg-type]
        for row in rows
    )


@cache
def verdicts() -> Mapping[str, Mapping[str, Any]]:
    """Return by rival whether it is ruled out, and by how much at each scale of the tolerances."""
    return dict(read_yaml(files(FOLDER).joinpath(VERDICTS_FILE)))


def not_ruled_out() -> tuple[str, ...]:
    """Return the rivals that the published figures leave standing."""
    return tuple(name for name, found in verdicts().items() if not found["ruled_out"])


def can_tell(figure: RivalFigure) -> bool:
    """Return whether a figure can rule a rival out: most refitted draws would be outside."""
    return not math.isnan(figure.power) and figure.power >= 0.5
