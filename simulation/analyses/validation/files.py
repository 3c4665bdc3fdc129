"""The scoreboard as files: `scoreboard.csv` and `readings.csv`, written and read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from simulation.analyses.validation.line import COLUMNS, read_lines, read_rows
from simulation.analyses.validation.readings import READINGS
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.csv_numbers import read_number, write_number
from simulation.model.evidence import load_facts

SCOREBOARD, READINGS_FILE = "scoreboard.csv", "readings.csv"


def write_scoreboard(board: Scoreboard, folder: Path) -> None:
    """Write both files; what isn't known is left empty. Columns as in `docs/validation.md`."""
    facts = load_facts()
    lines = [
        {
            **{name: _written(getattr(line, name)) for name in COLUMNS},
            "quantity": facts[line.fact].quantity["en"],  # files are the same in every language
            "source": f"{', '.join(facts[line.fact].document)} ({facts[line.fact].where})",
        }
        for line in board.lines
    ]
    _write(folder / SCOREBOARD, (*COLUMNS, "quantity", "source"), lines)
    rows = [
        {"reading": name, "fact": READINGS[name].fact, "part": part,
         **{key: _written(float(values[place])) for key, values in zip(INTERVAL, found, strict=True)}}
        for name, found in board.readings.items()
        for place, part in enumerate(READINGS[name].columns)
    ]  # fmt: skip
    _write(folder / READINGS_FILE, ("reading", "fact", "part", *INTERVAL), rows)


INTERVAL = ("simulated", "mc_low", "mc_high")


def read_scoreboard(folder: Path) -> Scoreboard:
    """Return the scoreboard of a complete folder."""
    rows = list(read_rows(folder / READINGS_FILE))
    readings = {
        name: tuple(np.array([read_number(row[key]) for row in rows if row["reading"] == name]) for key in INTERVAL)
        for name in READINGS
    }
    return Scoreboard(read_lines(folder / SCOREBOARD), readings)  # type: ignore[arg-type]


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else write_number(value)


def _write(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
