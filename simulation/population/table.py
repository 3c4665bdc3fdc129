"""A population from a table (CSV or Parquet, a row a client), so that a real caseload can be used."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, reason_of
from simulation.population.characteristics import CHARACTERISTICS, OLDEST, YOUNGEST

if TYPE_CHECKING:
    import pandas as pd

RANGES = {"age": (YOUNGEST, OLDEST), "work_share": (0.0, 1.0)}


def _read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file; semicolons in its first line mean that decimal commas may stand in the others."""
    import pandas as pd

    with path.open(encoding="utf-8-sig", errors="replace") as file:
        has_semicolons = ";" in file.readline()
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # that cells beyond the headings are dropped
        read = pd.read_csv(
            path, sep=";" if has_semicolons else ",", decimal="," if has_semicolons else ".", index_col=False
        )
    return _without_empty(read)


def _reason(error: Exception, path: Path, is_parquet: bool) -> str:
    """Return why a table can't be read."""
    import pandas as pd

    if not path.exists():
        return "No such file or directory"
    if isinstance(error, OSError) and error.errno is not None:
        return reason_of(error)
    if is_parquet:
        return "not Parquet"
    if path.suffix in (".xlsx", ".xls", ".ods"):
        return "an Excel workbook"
    return "uneven rows" if isinstance(error, (pd.errors.ParserError, pd.errors.ParserWarning)) else reason_of(error)


def read_table(path: Path) -> dict[str, NDArray[np.float64]]:
    """Return the known columns [n] of a table; yes/no columns hold 0 or 1 (or true and false).

    Raises:
        InputError: if the file can't be read, has no rows, an unknown column, or a value missing or out of range.
    """
    import pandas as pd

    is_parquet = path.suffix == ".parquet"
    try:
        frame = pd.read_parquet(path).reset_index(drop=True) if is_parquet else _read_csv(path)
    except (OSError, ValueError, pd.errors.ParserWarning) as error:
        raise InputError("unreadable_file", file=str(path), reason=_reason(error, path, is_parquet)) from error
    if frame.empty:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one client")
    return {name: _checked(frame[given], name, path) for given, name in _names(frame, path).items()}


def _without_empty(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows with nothing in them, and columns without a heading too: spreadsheets write such at the ends."""
    kept = frame.dropna(how="all") if len(frame.columns) > 1 else frame  # of one column, it may be a value forgotten
    bare = [name for name in kept.columns if str(name).startswith("Unnamed: ") and kept[name].isna().all()]
    return kept.drop(columns=bare)


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
