"""Sheets of a workbook from the CSV files of a folder: the same numbers, headings from the catalogue of columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.base.texts import catalogue, text
from simulation.base.texts.columns import describe
from simulation.report.sheets import PLAIN, SHARE_OR_SD, WHOLE, Column, Sheet, Words, table_sheet
from simulation.results.tables import read_csv

Row = Mapping[str, Any]
BY_ROW = ("by_unit", "by_outcome")  # units that differ between rows, which a column of its own says


def sheets_of_tables(
    folder: Path,
    names: Sequence[str],
    language: str,
    in_words: Mapping[str, Callable[[Any], object]],
    unit_of: Callable[[Row], str] | None = None,
) -> list[Sheet]:
    """Return a sheet a table.

    Args:
        folder: that holds the tables as CSV.
        names: of the tables, in the order of the sheets.
        language: of headings and words.
        in_words: what stands for the values of a column, by its name.
        unit_of: the unit of a row's numbers, where rows have different ones and the table doesn't say.
    """
    sheets = []
    for name in names:
        table = read_csv(folder / f"{name}.csv")
        rows: list[Row] = [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]
        columns = [_column(name, str(key), table[key].dtype.kind, language, in_words) for key in table.columns]
        if unit_of is not None and any(_is_by_row(name, column.name) for column in columns):
            rows = [{**row, "unit": unit_of(row)} for row in rows]
            columns.append(Column("unit", Words(language).column("unit")))
        sheets.append(table_sheet(name, rows, columns))
    return sheets


def with_answer(sheets: Sequence[Sheet], sentences: Sequence[str]) -> list[Sheet]:
    """Return the sheets, before them one with the sentences of the answer, one a row."""
    return [Sheet("summary", ("sentence",), [(sentence,) for sentence in sentences]), *sheets]


def _plain(value: Any) -> object:
    """Return a value as a cell holds it: nothing where it isn't known, 1 or 0 for yes or no."""
    if isinstance(value, float) and math.isnan(value):
        return None
    return int(value) if isinstance(value, bool) else value


def _column(table: str, name: str, kind: str, language: str, in_words: Mapping[str, Callable[[Any], object]]) -> Column:
    form = {"i": WHOLE, "b": WHOLE, "f": SHARE_OR_SD}.get(kind, PLAIN)
    heading = " ".join(_heading(table, name, language))
    shown = in_words.get(name)
    return Column(name, heading, form, None if shown is None else lambda value: None if value is None else shown(value))


def _heading(table: str, name: str, language: str) -> Iterator[str]:
    """Yield a column's short name, and its unit in brackets where the whole column has one."""
    short = catalogue("handed_on.workbook.columns")
    own = catalogue("columns").get(table, {}).get(name, {})
    found = describe(table, name, language)
    is_short = name in short and "meaning" not in own
    heading = text(f"handed_on.workbook.columns.{name}", language) if is_short else found.meaning
    yield heading
    if found.unit and not _is_by_row(table, name) and not heading.endswith(")"):
        yield f"({found.unit})"


def _is_by_row(table: str, name: str) -> bool:
    own = catalogue("columns").get(table, {}).get(name, {})
    return {**catalogue("columns.any").get(name, {}), **own}.get("unit") in BY_ROW
