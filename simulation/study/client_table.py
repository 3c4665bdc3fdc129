"""A population from a table (CSV or Parquet, a row a client), so that a real caseload can be used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.model.population.characteristics import CHARACTERISTICS, OLDEST, YOUNGEST
from simulation.study.user_table import read_frame

if TYPE_CHECKING:
    import pandas as pd

RANGES = {"age": (YOUNGEST, OLDEST), "work_share": (0.0, 1.0)}


def read_table(path: Path) -> dict[str, NDArray[np.float64]]:
    """Return the known columns [n] of a table; yes/no columns hold 0 or 1 (or true and false).

    Raises:
        InputError: if the file can't be read, has no rows, an unknown column, or a value missing or out of range.
    """
    frame = read_frame(path)
    if frame.empty:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one client")
    return {name: _checked(frame[given], name, path) for given, name in _names(frame, path).items()}


def _names(frame: pd.DataFrame, path: Path) -> dict[object, str]:
    """Return which column each heading stands for; spaces around it and capitals don't matter."""
    names: dict[object, str] = {}
    for given in frame.columns:
        name = str(given).strip().lower()
        twice, _, number = name.rpartition(".")  # pandas numbers a heading that is there already
        if name in names.values() or (twice in CHARACTERISTICS and number.isdecimal()):
            raise InputError("listed_twice", name=str(path), value=name if name in CHARACTERISTICS else twice)
        if name not in CHARACTERISTICS:
            raise InputError("unknown_column", name=str(given), file=str(path), known=", ".join(CHARACTERISTICS))
        names[given] = name
    return names


def _checked(column: pd.Series, name: str, path: Path) -> NDArray[np.float64]:
    """Return a column's values [n], each of them there and within its range."""
    import pandas as pd

    low, high = RANGES.get(name, (0.0, 1.0))
    values: NDArray[np.float64] = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    is_wrong = ~((values >= low) & (values <= high))
    if name not in RANGES:
        is_wrong |= (values != 0.0) & (values != 1.0)
    if is_wrong.any():
        first = int(np.flatnonzero(is_wrong)[0])
        value = column.iloc[first]
        key = "empty_cell" if pd.isna(value) else "not_a_number" if name in RANGES else "not_zero_or_one"
        shown = f"{path}, column {name}, row {int(column.index[first]) + 1}"
        raise InputError(key, name=shown, value=value, low=f"{low:g}", high=f"{high:g}")
    return values
