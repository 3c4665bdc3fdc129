"""A table of the user's own, as CSV or Parquet: CSV with commas, or as Danish and Swedish spreadsheets write it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.base.errors import InputError, reason_of

if TYPE_CHECKING:
    import pandas as pd


def read_frame(path: Path) -> pd.DataFrame:
    """Return a table, without the empty rows and columns that spreadsheets write at its ends.

    Rows keep their number in the file, the first below the headings being 0.

    Raises:
        InputError: if the file can't be read.
    """
    import pandas as pd

    is_parquet = path.suffix == ".parquet"
    try:
        return pd.read_parquet(path).reset_index(drop=True) if is_parquet else _read_csv(path)
    except (OSError, ValueError, csv.Error) as error:
        raise InputError("unreadable_file", file=str(path), reason=_reason(error, path, is_parquet)) from error


def _read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file; semicolons in its first line mean that decimal commas may stand in the others."""
    import pandas as pd

    with path.open(encoding="utf-8-sig", errors="replace") as file:
        has_semicolons = ";" in file.readline()
    separator = ";" if has_semicolons else ","
    if _has_cells_beyond_headings(path, separator):
        raise pd.errors.ParserError
    read = pd.read_csv(path, sep=separator, decimal="," if has_semicolons else ".", index_col=False)
    return _without_empty(read)


def _has_cells_beyond_headings(path: Path, separator: str) -> bool:
    """Say whether a row holds more than the headings tell of.

    Pandas drops such cells with a warning, and making an error of it would be a setting of all threads at once. One
    empty cell may follow: some programs end every row with a separator.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = (row for row in csv.reader(file, delimiter=separator) if len(row) > 1 or (row and row[0].strip()))
        n = len(next(rows, []))
        return any(len(row) > n + 1 or any(cell.strip() for cell in row[n:]) for row in rows)


def _without_empty(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows with nothing in them, and columns without a heading too."""
    kept = frame.dropna(how="all") if len(frame.columns) > 1 else frame  # of one column, it may be a value forgotten
    bare = [name for name in kept.columns if str(name).startswith("Unnamed: ") and kept[name].isna().all()]
    return kept.drop(columns=bare)


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
    return "uneven rows" if isinstance(error, (pd.errors.ParserError, csv.Error)) else reason_of(error)
