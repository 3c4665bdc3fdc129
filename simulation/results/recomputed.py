"""Tables that were computed again, compared with those that a folder holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.results.tables import NORDIC, write_tables
from simulation.study.contrasts.tables import Tables

TOLERANCE = 1e-9  # relative, and absolute below 1: other processors round the last digits otherwise
CSV_TOLERANCE = 1e-8  # CSV files have nine digits, the last of which may be rounded the other way


@dataclass(frozen=True)
class FileComparison:
    """A file of the folder compared with the same table computed again."""

    name: str
    is_equal: bool  # equal to the byte
    distance: float  # the greatest, relative (absolute below 1); infinite where something else than numbers differs

    @property
    def is_near(self) -> bool:
        """Whether rounding explains all differences."""
        return self.distance <= (CSV_TOLERANCE if self.name.endswith(".csv") else TOLERANCE)


def compare_with_folder(tables: Tables, folder: Path, work: Path) -> list[FileComparison]:
    """Write the tables to the folder `work` and compare each file with that of the same name in `folder`."""
    write_tables(tables, work, is_nordic=any(folder.glob(f"*{NORDIC}")))
    return [_compare_file(path, folder / path.name) for path in sorted(work.iterdir())]


def _compare_file(made: Path, kept: Path) -> FileComparison:
    if not kept.is_file():
        return FileComparison(made.name, False, math.inf)
    if made.read_bytes() == kept.read_bytes():
        return FileComparison(made.name, True, 0.0)
    try:
        return FileComparison(made.name, False, distance(_read(made), _read(kept)))
    except (OSError, ValueError):  # the file was damaged: it holds no table any more
        return FileComparison(made.name, False, math.inf)


def _read(path: Path) -> pd.DataFrame:
    if path.name.endswith(NORDIC):
        return pd.read_csv(path, sep=";", decimal=",")
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def distance(a: pd.DataFrame, b: pd.DataFrame) -> float:
    """Return the greatest distance between numbers of two tables, relative (absolute below 1).

    It is infinite where the tables differ in columns, rows, texts or missing numbers.
    """
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
