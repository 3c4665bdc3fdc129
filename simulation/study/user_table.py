"""A table of the user's own: text such as CSV, an Excel workbook, or Parquet, recognised by the file's content.

Limits are checked before anything is unpacked: a few kilobytes can hold gigabytes of nothing.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import numpy as np

from simulation.base.errors import InputError, nearest
from simulation.base.sources import Source, opened
from simulation.base.tables import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    Column,
    UserTable,
    from_rows,
    is_missing,
    with_decimal_sign,
)
from simulation.base.text_tables import MEGABYTE, first_bytes, read_text_table

LARGEST_BINARY = 1_000_000_000  # bytes of a Parquet file
LARGEST_WORKBOOK = 50_000_000  # bytes of an Excel workbook
LARGEST_UNPACKED = 200_000_000  # bytes of what a workbook holds
LARGEST_COLUMNS = 2_000_000_000  # bytes of the columns that a Parquet file says it holds
MOST_PARTS = 5_000  # files inside a workbook
MOST_ROWS_OF_A_SHEET = 1_048_576
# An honest workbook shrinks to a tenth or a thirtieth; this one is made to burst.
MOST_SHRUNK = 100
SMALL_ENOUGH = 10_000_000  # bytes that are unpacked however much they shrank
ROWS_A_BATCH = 65_536
UNNAMED_INDEX = "__index_level_"  # how Pandas names row numbers that it saves
# A few bytes of it can stand for gigabytes, which nothing in the file tells beforehand.
UNBOUNDED = {"DELTA_BYTE_ARRAY"}


def read_user_table(path: Source, sheet: str | None = None) -> UserTable:
    """Return the table in a file; `sheet` names one of a workbook, without it the first is read.

    Raises:
        InputError: if the file can't be read, is too large, or its table can't be understood.
    """
    start = first_bytes(path, LARGEST_BINARY)
    ending = path.suffix.lower()
    if start.startswith(b"PK\x03\x04"):
        return _read_workbook(path, sheet)
    if sheet is not None:
        raise InputError("no_sheets", file=str(path), name=sheet)
    if start.startswith(b"PAR1") or ending == ".parquet":
        return _read_parquet(path)
    if ending in (".xlsx", ".xlsm") and not start.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("unreadable_file", file=str(path), reason="not an Excel workbook")
    return read_text_table(path)


def _read_workbook(path: Source, sheet: str | None) -> UserTable:
    try:
        first_bytes(path, LARGEST_WORKBOOK)
        _check_parts(path)
        table = _read_sheet(path, sheet, has_values=True)
        _check_formulas(path, sheet, table)
    except InputError:
        raise
    except Exception as error:  # a damaged workbook makes its reader raise whatever comes of it
        raise InputError("unreadable_file", file=str(path), reason="not an Excel workbook") from error
    return table


def _check_parts(path: Source) -> None:
    """Refuse a workbook that is no workbook, or that would burst when it is unpacked."""
    with opened(path) as file, zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        reason = "OpenDocument" if "mimetype" in names else "not an Excel workbook"
        raise InputError("unreadable_file", file=str(path), reason=reason)
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("unreadable_file", file=str(path), reason="an old Excel workbook")
    packed, unpacked = (sum(sizes) for sizes in zip(*((p.compress_size, p.file_size) for p in parts), strict=True))
    is_bomb = unpacked > SMALL_ENOUGH and unpacked > MOST_SHRUNK * packed
    if unpacked > LARGEST_UNPACKED or is_bomb or len(parts) > MOST_PARTS:
        most = (SMALL_ENOUGH if is_bomb else LARGEST_UNPACKED) // MEGABYTE
        raise InputError("table_too_large", file=str(path), kind="megabytes when it is unpacked", most=most)


def _read_sheet(path: Source, sheet: str | None, has_values: bool) -> UserTable:
    """Return the table of a sheet, with the values of its formulas or these themselves."""
    import openpyxl

    with (
        opened(path) as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=has_values, keep_links=False)) as book,
    ):
        names = [found.title for found in book.worksheets]
        if not names or (sheet is not None and sheet not in names):
            raise InputError("unknown_name", kind="sheet", name=sheet, nearest=nearest(str(sheet), names))
        found = book.worksheets[0 if sheet is None else names.index(sheet)]
        found.reset_dimensions()  # the file may state them wrongly
        rows: Iterator[Sequence[object]] = found.iter_rows(values_only=True)
        return from_rows(str(path), _rows_of_a_sheet(path, rows))


def _rows_of_a_sheet(path: Source, rows: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    """Yield the rows; a sheet has no more than Excel's, whatever number its last one claims."""
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS_OF_A_SHEET:
            raise InputError("table_too_large", file=str(path), kind="rows", most=MOST_ROWS_OF_A_SHEET)
        yield row


def _check_formulas(path: Source, sheet: str | None, table: UserTable) -> None:
    """Refuse a cell that looks empty because the value of its formula wasn't saved."""
    gaps = {column: np.flatnonzero(table.is_missing(column)) for column in range(len(table.columns))}
    if not any(len(rows) for rows in gaps.values()):
        return
    written = _read_sheet(path, sheet, has_values=False)
    for column, rows in gaps.items():
        for row in map(int, rows):
            cell = written.columns[column][row] if row < written.n_rows else None
            if isinstance(cell, str) and cell.startswith("="):
                raise InputError("formula_without_value", **table.place(column, row))


def _read_parquet(path: Source) -> UserTable:
    import pyarrow.parquet as pq

    try:
        with opened(path) as content, pq.ParquetFile(content, read_dictionary=_texts(path)) as file:
            table = _columns_of(path, file)
    except InputError:
        raise
    except Exception as error:  # damaged metadata makes its reader raise whatever comes of it
        raise InputError("unreadable_file", file=str(path), reason="not Parquet") from error
    if not table.n_rows:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one row")
    return with_decimal_sign(table)


def _texts(path: Source) -> list[str]:
    """Return the columns of texts, after a look at what the file says of its size."""
    import pyarrow.parquet as pq
    import pyarrow.types as kinds

    with opened(path) as content, pq.ParquetFile(content) as file:
        said, schema = file.metadata, file.schema_arrow
        if said.num_columns > MOST_COLUMNS:
            raise InputError("table_too_large", file=str(path), kind="columns", most=MOST_COLUMNS)
        if not 0 <= said.num_rows * max(1, said.num_columns) <= MOST_CELLS:
            raise InputError("table_too_large", file=str(path), kind="cells", most=MOST_CELLS)
        chunks = [
            said.row_group(group).column(column)
            for group in range(said.num_row_groups)
            for column in range(said.num_columns)
        ]
        is_large = sum(max(0, chunk.total_uncompressed_size) for chunk in chunks) > LARGEST_COLUMNS
        if is_large or any(UNBOUNDED & set(chunk.encodings) for chunk in chunks):
            most = LARGEST_COLUMNS // MEGABYTE
            raise InputError("table_too_large", file=str(path), kind="megabytes when it is unpacked", most=most)
        return [field.name for field in schema if kinds.is_string(field.type) or kinds.is_large_string(field.type)]


def _columns_of(path: Source, file: Any) -> UserTable:
    """Return the columns; those that Pandas saved as its index are columns like others."""
    schema = file.schema_arrow
    names = [str(name) for name in schema.names]
    pieces: list[list[Column]] = [[] for _ in names]
    for batch in file.iter_batches(batch_size=ROWS_A_BATCH):
        for column, name in enumerate(names):
            pieces[column].append(_cells(path, name, batch.column(column)))
    columns = [_joined(piece) for piece in pieces]
    for name, values in _named_ranges(path, schema, file.metadata.num_rows):
        names.append(name)
        columns.append(values)
    kept = [column for column, name in enumerate(names) if not name.startswith(UNNAMED_INDEX)]
    lengths = {len(columns[column]) for column in kept}
    if len(lengths) > 1 or lengths - {file.metadata.num_rows}:
        raise InputError("unreadable_file", file=str(path), reason="not Parquet")
    return UserTable(str(path), tuple(names[c] for c in kept), tuple(columns[c] for c in kept), first_row=2)


def _named_ranges(path: Source, schema: Any, n_rows: int) -> Iterator[tuple[str, Column]]:
    """Yield indexes of Pandas that are in the metadata only, as first, last and step, if they have a name."""
    said = (schema.metadata or {}).get(b"pandas")
    if said is None:
        return
    try:
        indexes = [index for index in json.loads(said).get("index_columns", []) if isinstance(index, dict)]
        for index in indexes:
            if index.get("name") is not None:
                start, step = float(index["start"]), float(index["step"])
                yield str(index["name"]), np.asarray(start + step * np.arange(n_rows), np.float64)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError("unreadable_file", file=str(path), reason="not Parquet") from error


def _cells(path: Source, name: str, found: Any) -> Column:
    """Return the cells of a batch: an array where all are numbers, with nan for what is missing."""
    import pyarrow as pa
    import pyarrow.types as kinds

    kind = found.type
    if kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_boolean(kind) or kinds.is_null(kind):
        return np.array(found.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
    if kinds.is_decimal(kind):
        return np.array(found.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    if kinds.is_dictionary(kind):
        values = found.dictionary.to_pylist()
        if any(isinstance(value, str) and len(value) > LONGEST_CELL for value in values):
            raise InputError("column_of_what", file=str(path), name=name)
        return [None if index is None else values[index] for index in found.indices.to_pylist()]
    if kinds.is_temporal(kind):
        return list(found.to_pylist())
    raise InputError("column_of_what", file=str(path), name=name)


def _joined(pieces: list[Column]) -> Column:
    if all(isinstance(piece, np.ndarray) for piece in pieces):
        return np.concatenate(pieces) if pieces else np.zeros(0)
    return [None if is_missing(cell) else cell for piece in pieces for cell in piece]
