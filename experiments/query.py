"""Ask a sweep's results in SQL: `tilltro query DIR "SELECT ..."`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulation.analyses.sweeps.database import Found, ask, recorded, save
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.spreadsheet import WRITERS
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number, format_plain
from simulation.cli.query_units import units_note
from simulation.cli.sweep_status import damage
from simulation.cli.terminal import fits, show, table
from simulation.cli.typed import Typed

MOST_SHOWN = 40
DIGITS = 6  # significant ones of a number


def main(typed: Typed) -> int:
    """Answer one SELECT over the views of a sweep and return the exit status."""
    typed.allow(("language", "out"))
    own, words, language = typed.settings, typed.words, typed.language
    if len(words) != 2:
        raise InputError("query_needs_two")
    out = Path(own["out"]).expanduser() if "out" in own else None
    if out is not None and out.suffix not in WRITERS:
        allowed = ", ".join(f"FILE{suffix}" for suffix in WRITERS)
        raise InputError("not_allowed", name="out", value=out, allowed=allowed)
    if out is not None and out.exists():
        raise InputError("file_is_there", file=out)
    folder = SweepFolder(Path(words[0]).expanduser())
    if out is not None:
        found = save(folder, words[1], out)
        show(text("sweep.query.written", language, n=format_number(found.n_rows, 0, language), file=out))
        show(*damage(folder, found.damaged, language))
        return 0
    found = ask(folder, words[1], MOST_SHOWN)
    _show(found, language)
    if not found.rows:
        stands = "; ".join(f"{column} {', '.join(values)}" for column, values in recorded(folder).items())
        show(text("sweep.query.none", language, values=stands))
    elif note := units_note(found, words[1], folder.declaration()["record"]["outcomes"], language):
        show(note)
    show(*damage(folder, found.damaged, language))
    return 0


def _show(found: Found, language: str) -> None:
    is_text = [any(isinstance(row[number], str) for row in found.rows) for number in range(len(found.columns))]
    n_text_columns = [*is_text, False].index(False)  # those that come before the first number
    rows = [[_cell(value, language) for value in row] for row in found.rows]
    n_columns = _that_fit(found.columns, rows)
    show(table(found.columns[:n_columns], [row[:n_columns] for row in rows], n_text_columns=n_text_columns))
    if n_columns < len(found.columns):
        show(text("sweep.query.columns", language, names=", ".join(found.columns[n_columns:])))
    if found.n_rows > len(rows):
        n_rows = format_number(found.n_rows, 0, language)
        show(text("sweep.query.rows", language, n=n_rows, shown=len(rows)))


def _that_fit(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the columns fit beside each other; at least one."""
    widths = [max(map(len, (column, *(row[number] for row in rows)))) for number, column in enumerate(columns)]
    return max(1, sum(fits(widths[: number + 1]) for number in range(len(widths))))


def _cell(value: object, language: str) -> str:
    if value is None:
        return ""
    return format_plain(value, language, DIGITS) if isinstance(value, float) else str(value)
