"""Ask a sweep's results in SQL: `tilltro query DIR "SELECT ..."`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from simulation.analyses.sweeps.database import Found, ask, save, values_by_column
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.limits import Limits, StillAtWorkError, read_limits
from simulation.analyses.sweeps.spreadsheet import WRITERS
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number, format_plain
from simulation.base.texts.visible import visible
from simulation.cli.defaults import OWN
from simulation.cli.exit_status import INTERRUPTED, WRONG_INPUT
from simulation.cli.query_units import units_note
from simulation.cli.sweep_status import damage
from simulation.cli.terminal import fits, say, show, table
from simulation.cli.typed import Typed, as_whole

MOST_SHOWN = 40
DIGITS = 6  # significant ones of a number
LONGEST = 200  # letters of a text that are shown


def main(typed: Typed) -> int:
    """Answer one SELECT over the views of a sweep and return the exit status."""
    typed.allow(("language", "out", *OWN["query"]))
    own, words, language = typed.settings, typed.words, typed.language
    if len(words) != 2:
        raise InputError("query_needs_two")
    out = Path(own["out"]).expanduser() if "out" in own else None
    if out is not None and out.suffix not in WRITERS:
        allowed = ", ".join(f"FILE{suffix}" for suffix in WRITERS)
        raise InputError("not_allowed", name="out", value=out, allowed=allowed)
    if out is not None and out.exists():
        raise InputError("file_is_there", file=out)
    asked = {**OWN["query"], **own}
    limits = read_limits(as_whole(str(asked["seconds"])), asked["memory"])
    folder = SweepFolder(Path(words[0]).expanduser())
    try:
        _answer(folder, words[1], out, limits, language)
    except StillAtWorkError as error:
        _end(error.cause, language)
    return 0


def _end(cause: BaseException, language: str) -> NoReturn:
    """Say why it ends, and end the process with DuckDB, which would keep it alive."""
    is_limit = isinstance(cause, InputError)
    say(cause.sentence(language) if isinstance(cause, InputError) else text("cli.progress.interrupted", language))
    sys.stdout.flush()
    os._exit(WRONG_INPUT if is_limit else INTERRUPTED)


def _answer(folder: SweepFolder, question: str, out: Path | None, limits: Limits, language: str) -> None:
    if out is not None:
        found = save(folder, question, out, limits)
        show(text("sweep.query.written", language, n=format_number(found.n_rows, 0, language), file=out))
        show(*damage(folder, found.damaged, language))
        return
    found = ask(folder, question, MOST_SHOWN, limits)
    _show(found, language)
    if not found.rows:
        stands = "; ".join(f"{column} {', '.join(values)}" for column, values in values_by_column(folder).items())
        show(text("sweep.query.none", language, values=stands))
    elif note := units_note(found, question, folder.declaration()["record"]["outcomes"], language):
        show(note)
    show(*damage(folder, found.damaged, language))


def _show(found: Found, language: str) -> None:
    is_text = [any(isinstance(row[number], str) for row in found.rows) for number in range(len(found.columns))]
    n_text_columns = [*is_text, False].index(False)  # those that come before the first number
    rows = [[_cell(value, language) for value in row] for row in found.rows]
    headings = [_short(name) for name in found.columns]
    n_columns = _that_fit(headings, rows)
    show(table(headings[:n_columns], [row[:n_columns] for row in rows], n_text_columns=n_text_columns))
    if n_columns < len(headings):
        show(text("sweep.query.columns", language, names=", ".join(headings[n_columns:])))
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
    return format_plain(value, language, DIGITS) if isinstance(value, float) else _short(str(value))


def _short(words: str) -> str:
    """Return a text on one line, and not without end."""
    shown = visible(words[: LONGEST + 1])
    return shown if len(words) <= LONGEST else f"{shown[:LONGEST]}..."
