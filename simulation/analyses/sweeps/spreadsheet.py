"""Tables as files for other programs: CSV, Parquet and Excel."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.base import csv_numbers
from simulation.base.errors import InputError, reason_of
from simulation.results.atomic import writing_atomically
from simulation.results.folder import remove_empty

DIGITS = f"%{csv_numbers.DIGITS}"  # as pandas takes them
EXCEL_ROWS = 1_048_575  # below the heading
EXCEL_COLUMNS = 16_384
LONG_AGO = datetime(2000, 1, 1)
FORMULA = "=+-@\t\r"  # the first sign of what spreadsheets take for a formula
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True)
class Table:
    """A table that is read once, a part at a time."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


def write_table(path: Path, table: Table) -> int:
    """Write a table as the file's ending says, a part at a time, and return how many rows it has.

    Raises:
        InputError: if the ending isn't known, the table too long or too wide for Excel, or the file can't be written.
    """
    if path.suffix not in WRITERS:
        raise InputError("not_allowed", name="out", value=path, allowed=", ".join(f"*{suffix}" for suffix in WRITERS))
    made = [parent for parent in path.resolve().parents if not parent.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing_atomically(path) as file:
            return WRITERS[path.suffix](file, table)
    except OSError as error:
        raise InputError("unwritable_file", file=path, reason=reason_of(error)) from error
    finally:
        if not path.exists():
            remove_empty(made)


def _write_csv(file: BinaryIO, table: Table) -> int:
    import pandas as pd

    _check_names(table.schema)
    whole = {kind: getattr(pd, f"{name}Dtype")() for name, kind in WHOLE.items()}  # else they are floats beside a null
    style: Any = {"index": False, "float_format": DIGITS, "lineterminator": "\n"}
    pd.DataFrame(columns=[without_formula(name) for name in table.schema.names]).to_csv(file, **style)
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    n_rows = 0
    for batch in table.batches:
        frame = batch.to_pandas(types_mapper=whole.get)
        frame = frame.assign(**{name: frame[name].map(without_formula, na_action="ignore") for name in texts})
        frame.to_csv(file, header=False, **style)
        n_rows += batch.num_rows
    return n_rows


def without_formula(words: str) -> str:
    """Return a text that no spreadsheet runs as a formula: with an apostrophe before it where it looks like one."""
    return f"'{words}" if words[:1] in FORMULA and words and not NUMBER.fullmatch(words) else words


def _write_parquet(file: BinaryIO, table: Table) -> int:
    _check_names(table.schema)
    n_rows = 0
    with pq.ParquetWriter(file, table.schema) as writer:
        for batch in table.batches:
            writer.write_batch(batch)
            n_rows += batch.num_rows
    return n_rows


def _write_excel(file: BinaryIO, table: Table) -> int:
    if len(table.schema.names) > EXCEL_COLUMNS:
        raise InputError("too_wide_for_excel", n=len(table.schema.names), most=EXCEL_COLUMNS)
    found, n_rows = [], 0
    for batch in table.batches:
        n_rows += batch.num_rows
        if n_rows <= EXCEL_ROWS:
            found.append(batch)
        else:
            found.clear()  # and only count
    if n_rows > EXCEL_ROWS:
        raise InputError("too_long_for_excel", n=n_rows, most=EXCEL_ROWS)
    rows = (row for batch in found for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
    file.write(excel(table.schema.names, rows))
    return n_rows


def _check_names(schema: pa.Schema) -> None:
    if len(set(schema.names)) < len(schema.names):
        raise InputError("column_twice")


WHOLE = {
    f"{sign}Int{bits}": getattr(pa, f"{sign.lower()}int{bits}")() for sign in ("", "U") for bits in (8, 16, 32, 64)
}
WRITERS: Mapping[str, Callable[[BinaryIO, Table], int]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".parquet": _write_parquet,
}


def excel(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table of at most `EXCEL_ROWS` rows as an Excel file; the same table gives the same bytes.

    Raises:
        InputError: if openpyxl isn't installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise InputError("library_missing", name="openpyxl", package="openpyxl") from error
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = LONG_AGO
    sheet = book.create_sheet("results")
    sheet.freeze_panes = "A2"

    def cell(value: object) -> object:
        if not isinstance(value, str):
            if isinstance(value, float):
                return value if math.isfinite(value) else None
            return value if value is None or isinstance(value, int) else str(value)
        made = WriteOnlyCell(sheet, printable(value))
        made.data_type = "s"  # text stays text, whatever sign it begins with
        return made

    for row in chain([columns], rows):
        sheet.append([cell(value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return without_times(buffer.getvalue())


def printable(value: str) -> str:
    """Return a text as a cell may hold it."""
    return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")[:32_767]


def without_times(content: bytes, change: Callable[[str, bytes], bytes] = lambda _, body: body) -> bytes:
    """Return the file with the times of its parts taken out; `change` may change the body of a part, by its name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            body = change(name, before.read(name))
            if name == "docProps/core.xml":
                body = _core(body)
            after.writestr(zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6]), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _core(body: bytes) -> bytes:
    """Return the properties with the time of saving, which openpyxl sets itself, put back."""
    stamp = LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
