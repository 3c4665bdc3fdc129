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
        return pd.read_csv(
            path, sep=";" if has_semicolons else ",", decimal="," if has_semicolons else ".", index_col=False
        )


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
        frame = pd.read_parquet(path) if is_parquet else _read_csv(path)
    except (OSError, ValueError, pd.errors.ParserWarning) as error:
        raise InputError("unreadable_file", file=str(path), reason=_reason(error, path, is_parquet)) from error
    if frame.empty:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one client")
    columns = {}
    for name in frame.columns:
        twice, _, number = str(name).rpartition(".")  # pandas numbers a heading that is there already
        if twice in CHARACTERISTICS and number.isdecimal():
            raise InputError("listed_twice", name=str(path), value=twice)
        if name not in CHARACTERISTICS:
            raise InputError("unknown_column", name=name, file=str(path), known=", ".join(CHARACTERISTICS))
        low, high = RANGES.get(name, (0.0, 1.0))
        values = pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64)
        is_wrong = ~((values >= low) & (values <= high))
        if name not in RANGES:
            is_wrong |= (values != 0.0) & (values != 1.0)
        if is_wrong.any():
            row = int(np.flatnonzero(is_wrong)[0])
            shown = f"{path}, column {name}, row {row + 1}"
            raise InputError("not_a_number", name=shown, value=frame[name].iloc[row], low=f"{low:g}", high=f"{high:g}")
        columns[str(name)] = values
    return columns
