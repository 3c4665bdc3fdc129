"""The workbook of a comparison, `results.xlsx`: what is handed on to somebody who works in Excel.

Numbers are those of the tables, unrounded; the decimal sign is that of the reader's own Excel. Text is never a formula,
and the same comparison gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from simulation.analyses.sweeps.spreadsheet import LONG_AGO, printable, without_times
from simulation.base.texts import text
from simulation.base.texts.labels import group_label, outcome_label, outcome_unit
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import load_facts
from simulation.model.outcomes.registry import MAIN_OUTCOMES
from simulation.model.parameters import entries
from simulation.report.answer.block import make_answer
from simulation.report.answer.view import in_sentences
from simulation.report.comparison.results import Results
from simulation.report.scales import is_share
from simulation.results.comparison import Comparison
from simulation.results.config import resolved, resolved_parameters
from simulation.study.money.prices import catalogue as price_catalogue

if TYPE_CHECKING:
    import pandas as pd

NAME = "results.xlsx"
QUARTERS_A_YEAR = 4
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
_INTERVALS = ("mc_low", "mc_high", "cred_low", "cred_high")
CONTRASTS = ("policy", "baseline", "outcome", "quarter", "unit", "difference", *_INTERVALS, "parameter_share",
             "after_displacement", "gain_share", "loss_share", "n_clients", "n_replications")  # fmt: skip
LEVELS = ("policy", "outcome", "quarter", "unit", "mean", *_INTERVALS, "n_clients", "n_replications")
GROUPS = ("policy", "baseline", "group", "outcome", "quarter", "unit", "difference", *_INTERVALS, "n_clients")
SUMMARY = ("policy", "baseline", "outcome", "quarter", "unit", "difference", *_INTERVALS)
BUDGET = ("policy", "baseline", "payer", "year", "amount", "difference", *_INTERVALS)


@dataclass(frozen=True)
class Sheet:
    """A sheet: what its columns are called in the catalogue, its rows, and the sentences that stand above them."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    sentences: Sequence[str] = ()


def write_workbook(comparison: Comparison, folder: Path, sentences: Sequence[str] | None = None) -> Path:
    """Write `results.xlsx` and return its path.

    Args:
        comparison: what is handed on.
        folder: where it goes.
        sentences: what stands above the summary; where none are given, the answer as page one has it.
    """
    results = Results(comparison)
    said = in_sentences(make_answer(comparison)) if sentences is None else sentences
    path = folder / NAME
    path.write_bytes(_book(_sheets(results, said), comparison.language))
    return path


def _sheets(results: Results, sentences: Sequence[str]) -> list[Sheet]:
    tables, last = results.comparison.tables, results.last
    contrasts, levels = tables.contrasts, tables.levels
    is_main = contrasts["outcome"].isin(MAIN_OUTCOMES)
    is_all, is_last = contrasts["group"] == "all", contrasts["quarter"] == last
    made = [
        Sheet("summary", SUMMARY, _rows(results, contrasts[is_main & is_all & is_last], SUMMARY), sentences),
        Sheet("contrasts", CONTRASTS, _rows(results, contrasts[is_all & _year_ends(contrasts, last)], CONTRASTS)),
        Sheet("levels", LEVELS, _rows(results, levels[(levels["group"] == "all") & _year_ends(levels, last)], LEVELS)),
        Sheet("groups", GROUPS, _rows(results, contrasts[is_main & is_last], GROUPS)),
    ]
    if tables.money is not None:
        columns = ["difference_dkk" if name == "difference" else name for name in BUDGET]
        made.append(Sheet("budget", columns, _rows(results, tables.money.budget, BUDGET)))
    return [*made, _assumptions(results), _evidence(results.language), _record(results)]


def _year_ends(table: pd.DataFrame, last: int) -> pd.Series[bool]:
    return (table["quarter"] % QUARTERS_A_YEAR == 0) | (table["quarter"] == last)


def _rows(results: Results, table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """Return rows of a table, what is an id in words."""
    language = results.language
    labels = {policy.name: results.label(policy) for policy in (results.baseline, *results.others)}
    in_words: Mapping[str, Callable[[str], str]] = {
        "policy": lambda name: labels.get(name, name),
        "baseline": lambda name: labels.get(name, name),
        "outcome": lambda name: outcome_label(name, language),
        "group": lambda name: group_label(name, language),
        "payer": lambda name: text(f"money.parties.{name}", language),
    }
    parts = []
    for name in columns:
        if name == "unit":  # numbers are as in the tables, so a share is one and no percentage
            outcomes = table["outcome"].tolist()
            units = {id: _unit(id, language) for id in dict.fromkeys(outcomes)}
            parts.append([units[id] for id in outcomes])
            continue
        values = table[name].tolist()
        known = {value: in_words[name](value) for value in dict.fromkeys(values)} if name in in_words else None
        parts.append(values if known is None else [known[value] for value in values])
    return list(zip(*parts, strict=True))


def _unit(outcome: str, language: str) -> str:
    return text("handed_on.workbook.share", language) if is_share(outcome) else outcome_unit(outcome, language)


def _assumptions(results: Results) -> Sheet:
    language, settings = results.language, results.comparison.settings
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


def _evidence(language: str) -> Sheet:
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


def _record(results: Results) -> Sheet:
    comparison = results.comparison
    content = {"command": comparison.command, "name": comparison.name, **resolved(comparison.settings),
               "language": comparison.language, "content_hash": comparison.content_hash}  # fmt: skip
    return Sheet("record", ("setting", "value"), list(_flat(content)))


def _flat(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            is_plain = value is None or (isinstance(value, (int, float, str)) and not isinstance(value, bool))
            yield f"{before}{name}", value if is_plain else str(value)


def _book(sheets: Sequence[Sheet], language: str) -> bytes:
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
        headings = [text(f"handed_on.workbook.columns.{name}", language) for name in sheet.columns]
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


def _formats(sheet: Sheet) -> list[str]:
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
