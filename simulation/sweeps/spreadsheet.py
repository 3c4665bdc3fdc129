"""Tables as files for other programs: CSV, Parquet and Excel."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from simulation.errors import InputError, reason_of
from simulation.results.folder import remove_empty
from simulation.results.tables import DIGITS
from simulation.sweeps.shards import write_aside

EXCEL_ROWS = 1_048_575  # below the heading
SUFFIXES = (".csv", ".xlsx", ".parquet")
LONG_AGO = datetime(2000, 1, 1)


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table as the file's ending says.

    Raises:
        InputError: if the ending isn't known, the table too long for Excel, or the file can't be written.
    """
    if path.suffix not in SUFFIXES:
        raise InputError("not_allowed", name="out", value=path, allowed=", ".join(f"*{suffix}" for suffix in SUFFIXES))
    if path.suffix == ".xlsx":
        content = excel(columns, rows)
    else:
        import pandas as pd

        if len(set(columns)) < len(columns):
            raise InputError("column_twice")
        frame, buffer = pd.DataFrame(list(rows), columns=list(columns)), io.BytesIO()
        if path.suffix == ".parquet":
            frame.to_parquet(buffer, index=False)
        else:
            frame.to_csv(buffer, index=False, float_format=DIGITS, lineterminator="\n", encoding="utf-8")
        content = buffer.getvalue()
    made = [parent for parent in path.resolve().parents if not parent.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_aside(path, content)
    except OSError as error:
        remove_empty(made)
        raise InputError("unwritable_file", file=path, reason=reason_of(error)) from error


def excel(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as an Excel file; the same table gives the same bytes.

    Raises:
        InputError: if there are more rows than a sheet holds, or openpyxl isn't installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise InputError("library_missing", name="openpyxl", package="openpyxl") from error
    if len(rows) > EXCEL_ROWS:
        raise InputError("too_long_for_excel", n=len(rows), most=EXCEL_ROWS)
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = LONG_AGO
    sheet = book.create_sheet("results")
    sheet.freeze_panes = "A2"

    def cell(value: object) -> object:
        if not isinstance(value, str):
            is_plain = value is None or isinstance(value, int) or (isinstance(value, float) and value == value)
            return value if is_plain else None if isinstance(value, float) else str(value)
        made = WriteOnlyCell(sheet, _printable(value))
        made.data_type = "s"  # text stays text, whatever sign it begins with
        return made

    for row in (columns, *rows):
        sheet.append([cell(value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_times(buffer.getvalue())


def _printable(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")[:32_767]


def _without_times(content: bytes) -> bytes:
    """Return the file with the times of its parts taken out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            body = before.read(name)
            if name == "docProps/core.xml":
                body = _core(body)
            after.writestr(zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6]), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _core(body: bytes) -> bytes:
    """Return the properties with the time of saving, which openpyxl sets itself, put back."""
    stamp = LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
