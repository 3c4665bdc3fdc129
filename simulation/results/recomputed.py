"""The tables of a folder worked out again, and held against those that it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.results.tables import NORDIC, write_tables
from simulation.study.contrasts.tables import Tables

TOLERANCE = 1e-9  # relative, and absolute below 1: other processors round the last digits otherwise
OF_DIGITS = 1e-8  # of CSV files, whose nine digits may round the other way


@dataclass(frozen=True)
class Held:
    """A table's file beside what was worked out again."""

    name: str
    is_equal: bool  # to the byte
    distance: float  # the greatest, relative (absolute below 1); infinite where something else than numbers differs

    @property
    def is_near(self) -> bool:
        """Whether no number is further off than rounding explains."""
        return self.distance <= (OF_DIGITS if self.name.endswith(".csv") else TOLERANCE)


def hold_against(tables: Tables, folder: Path, work: Path) -> list[Held]:
    """Write the tables to the folder `work` and compare each file with that of the same name in `folder`."""
    write_tables(tables, work, is_nordic=any(folder.glob(f"*{NORDIC}")))
    return [_held(path, folder / path.name) for path in sorted(work.iterdir())]


def _held(made: Path, kept: Path) -> Held:
    if not kept.is_file():
        return Held(made.name, False, math.inf)
    if made.read_bytes() == kept.read_bytes():
        return Held(made.name, True, 0.0)
    try:
        return Held(made.name, False, distance(_read(made), _read(kept)))
    except (OSError, ValueError):  # it isn't a table any more
        return Held(made.name, False, math.inf)


def _read(path: Path) -> pd.DataFrame:
    if path.name.endswith(NORDIC):
        return pd.read_csv(path, sep=";", decimal=",")
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def distance(a: pd.DataFrame, b: pd.DataFrame) -> float:
    """Return how far the numbers of two tables are apart at most; infinite where anything else differs."""
    if list(a.columns) != list(b.columns) or len(a) != len(b):
        return math.inf
    most = 0.0
    for name in a.columns:
        if not (pd.api.types.is_numeric_dtype(a[name]) and pd.api.types.is_numeric_dtype(b[name])):
            if not a[name].equals(b[name]):
                return math.inf
            continue
        x, y = a[name].to_numpy(np.float64), b[name].to_numpy(np.float64)
        if (np.isnan(x) != np.isnan(y)).any():
            return math.inf
        differs = ~((x == y) | np.isnan(x))  # infinite values that are alike have no distance
        apart = np.abs(x[differs] - y[differs]) / np.maximum(1.0, np.abs(y[differs]))
        most = max(most, float(apart.max(initial=0.0)))
    return most
