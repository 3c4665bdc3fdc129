"""Sheets of a workbook, `results.xlsx`, of whichever command: real numbers, and text that never is a formula.

Numbers are those of the tables, unrounded; the decimal sign is that of the reader's own Excel. The same sheets give the
same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from simulation.analyses.sweeps.spreadsheet import LONG_AGO, printable, without_times
from simulation.base.texts import text
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import load_facts
from simulation.model.parameters import entries
from simulation.results.config import resolved_parameters
from simulation.study.money.prices import catalogue as price_catalogue
from simulation.study.settings import Settings

NAME = "results.xlsx"
WIDEST = 60  # characters of a column
SHARE_OR_SD, WHOLE, MONEY, PLAIN = "0.000", "0", "#,##0", "General"
FORMATS = {
    "quarter": WHOLE,
    "n_replications": WHOLE,
    "n_clients": "#,##0.0",
    "amount": MONEY,
    "difference_dkk": MONEY,
    "value": PLAIN,
    "central": PLAIN,
    "low": PLAIN,
    "high": PLAIN,
}


@dataclass(frozen=True)
class Sheet:
    """A sheet: what its columns are called in the catalogue, its rows, and the sentences that stand above them."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    sentences: Sequence[str] = ()
    headings: Sequence[str] | None = None  # what stands over the columns; None: as the catalogue has it
    formats: Sequence[str] | None = None  # of numbers; None: by the columns' names


@dataclass(frozen=True)
class Column:
    """A column of a table as it is handed on: its name there, its heading with its unit, and how it is written."""

    name: str
    heading: str
    form: str = SHARE_OR_SD
    shown: Callable[[Any], object] | None = None  # what stands for a value, such as the words for an id


@dataclass(frozen=True)
class Words:
    """Headings in one language."""

    language: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of the workbook."""
        return text(f"handed_on.workbook.{key}", self.language, **values)

    def column(self, name: str) -> str:
        """Return what a column of the catalogue is called."""
        return self.say(f"columns.{name}")

    def with_unit(self, what: str, unit: str) -> str:
        """Return a heading with its unit."""
        return self.say("with_unit", what=what, unit=unit)

    def interval(self, low: str, high: str, what: str, form: str = SHARE_OR_SD) -> list[Column]:
        """Return the two columns of a 95 % interval."""
        return [Column(low, self.say("from", what=what), form), Column(high, self.say("to", what=what), form)]


def table_sheet(
    name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], sentences: Sequence[str] = ()
) -> Sheet:
    """Return a sheet of a table's rows, which may have more columns than are handed on."""
    return Sheet(
        name,
        [column.name for column in columns],
        [[_shown(column, row[column.name]) for column in columns] for row in rows],
        sentences,
        [column.heading for column in columns],
        [column.form for column in columns],
    )


def _shown(column: Column, value: Any) -> object:
    return value if column.shown is None else column.shown(value)


def write_sheets(
    sheets: Sequence[Sheet], settings: Settings, language: str, record_of: Mapping[str, Any], folder: Path
) -> Path:
    """Write `results.xlsx` with the sheets given, those of what they rest on after them, and return its path.

    Args:
        sheets: of the results.
        settings: what was simulated.
        language: of headings and words.
        record_of: what was asked for, for the last sheet.
        folder: where it goes.
    """
    path = folder / NAME
    path.write_bytes(
        workbook([*sheets, assumptions(settings, language), evidence(language), record(record_of)], language)
    )
    return path


def assumptions(settings: Settings, language: str) -> Sheet:
    """Return every parameter and price: the value used, its range and its source."""
    used, prices = resolved_parameters(settings), dict(settings.prices())
    drawn = text("handed_on.workbook.drawn", language)
    rows: list[tuple[object, ...]] = []
    for entry in entries().values():
        sources = ", ".join(entry.source)
        value = used[entry.group][entry.name]
        value = drawn if value is None else value
        of_basis = text(f"cli.lookup.basis_of.{entry.basis}", language)
        rows.append((entry.path, value, entry.central, entry.low, entry.high, phrase(entry.unit, language), of_basis,
                     sources, entry.meaning[language]))  # fmt: skip
    for id, price in price_catalogue().items():
        rows.append((f"money.{id}", prices[id], price.central, price.low, price.high, phrase(price.unit, language),
                     text("cli.lookup.basis_of.assumed", language), price.source,
                     price.meaning[language]))  # fmt: skip
    return Sheet("assumptions", ("name", "value", "central", "low", "high", "unit", "basis", "source", "meaning"), rows)


def evidence(language: str) -> Sheet:
    """Return every fact that the parameters rest on, with its source."""
    rows = [
        (fact.id, fact.quantity[language], _plain(fact.value), phrase(fact.unit, language) if fact.unit else "",
         ", ".join(fact.document), fact.where, fact.quote or "")
        for fact in load_facts().values()
    ]  # fmt: skip
    return Sheet("evidence", ("id", "quantity", "value", "unit", "document", "where", "quote"), rows)


def _plain(value: object) -> object:
    """Return a fact's value as a cell holds it: a number as a number, several as words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {number:g}" for name, number in value.items())
    return "; ".join(f"{number:g}" for number in value) if isinstance(value, tuple) else value


def record(content: Mapping[str, Any]) -> Sheet:
    """Return what was asked for, a setting a row."""
    return Sheet("record", ("setting", "value"), list(_flat(content)))


def _flat(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            is_plain = value is None or (isinstance(value, (int, float, str)) and not isinstance(value, bool))
            yield f"{before}{name}", value if is_plain else str(value)


def workbook(sheets: Sequence[Sheet], language: str) -> bytes:
    """Return the workbook; openpyxl makes all of it but the rows, which it would take seconds for."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = LONG_AGO
    rows_of_parts: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(text(f"handed_on.workbook.sheets.{sheet.name}", language))
        headings = _headings(sheet, language)
        letters = [get_column_letter(place + 1) for place in range(len(headings))]
        top = len(sheet.sentences) + 2 if sheet.sentences else 1  # the row of the headings
        page.freeze_panes = f"B{top + 1}"
        page.auto_filter.ref = f"A{top}:{letters[-1]}{top + len(sheet.rows)}"
        for place, (letter, heading) in enumerate(zip(letters, headings, strict=True)):
            longest = max((len(str(row[place])) for row in sheet.rows if isinstance(row[place], str)), default=0)
            page.column_dimensions[letter].width = min(WIDEST, max(12, longest, len(heading)) + 2)
        for sentence in sheet.sentences:
            cell = WriteOnlyCell(page, printable(sentence))
            cell.data_type = "s"  # text stays text, whatever it begins with
            page.append([cell])
        if sheet.sentences:
            page.append([])
        row = [WriteOnlyCell(page, heading) for heading in headings]
        for cell in row:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        page.append(row)
        columns = [(letter, _style(page, form)) for letter, form in zip(letters, _formats(sheet), strict=True)]
        rows_of_parts[f"xl/worksheets/sheet{number}.xml"] = _cells(sheet.rows, columns, top + 1).encode()
    buffer = io.BytesIO()
    book.save(buffer)
    return without_times(buffer.getvalue(), lambda name, body: _with_rows(body, rows_of_parts.get(name, b"")))


def _headings(sheet: Sheet, language: str) -> list[str]:
    if sheet.headings is not None:
        return list(sheet.headings)
    return [text(f"handed_on.workbook.columns.{name}", language) for name in sheet.columns]


def _formats(sheet: Sheet) -> list[str]:
    if sheet.formats is not None:
        return list(sheet.formats)
    return [FORMATS.get(name, MONEY if sheet.name == "budget" else SHARE_OR_SD) for name in sheet.columns]


def _style(page: Any, form: str) -> int:
    """Return the number under which the workbook keeps cells of this format."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page)
    cell.number_format = form
    return int(cell.style_id)


def _cells(rows: Sequence[Sequence[object]], columns: Sequence[tuple[str, int]], first: int) -> str:
    """Return rows as a sheet's XML holds them, from the row `first` on; `columns` are letters and styles of numbers."""
    return "".join(
        f'<row r="{at}">{"".join(map(_cell, row, columns, repeat(at)))}</row>' for at, row in enumerate(rows, first)
    )


def _cell(value: object, column: tuple[str, int], at: int) -> str:
    """Return a cell: a number with the format of its column, text as text, nothing where it isn't known."""
    letter, style = column
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f'<c r="{letter}{at}" s="{style}"><v>{value!r}</v></c>' if math.isfinite(value) else ""
    return "" if value is None else f'<c r="{letter}{at}" t="inlineStr"><is>{_in_xml(str(value))}</is></c>'


@lru_cache(maxsize=4096)
def _in_xml(words: str) -> str:
    return f'<t xml:space="preserve">{escape(printable(words))}</t>'


def _with_rows(body: bytes, rows: bytes) -> bytes:
    return body.replace(b"</sheetData>", rows + b"</sheetData>", 1) if rows else body
