"""What a person sees in the terminal: progress, tables and lines, plain where it isn't a terminal."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Protocol

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from simulation.texts import text

PIPED_WIDTH = 160
SECONDS_BETWEEN_LINES = 15.0
GAP = 3  # characters between columns


def width() -> int:
    """Return how many characters a line of standard output holds."""
    return Console().width if sys.stdout.isatty() else PIPED_WIDTH


def show(*parts: RenderableType) -> None:
    """Write tables and lines to standard output: as wide as the terminal, or wide enough for tables in a pipe."""
    if sys.stdout.isatty():
        console = Console(highlight=False, markup=False)
        for part in parts:
            console.print(part)
        return
    plain = Console(file=io.StringIO(), width=PIPED_WIDTH, highlight=False, markup=False, color_system=None)
    with plain.capture() as captured:
        for part in parts:
            plain.print(part, soft_wrap=isinstance(part, str))
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    sys.stdout.flush()


def say(line: str) -> None:
    """Write a line to standard error, beside the results."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str = "",
    n_text_columns: int = 1,
) -> RenderableType:
    """Return a table, or a list of its rows where the terminal is too narrow to hold it without breaking words.

    The columns after the first `n_text_columns` are numbers.
    """
    widths = [
        _longest_word(heading, rows, number) if number < n_text_columns else _whole_width(heading, rows, number)
        for number, heading in enumerate(headings)
    ]
    room = width() - GAP * len(widths) - 1
    if sum(widths) > room:
        return _as_list(headings, rows, title)
    made = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_lines=any("\n" in cell for row in rows for cell in row),
        padding=(0, 1),
    )
    for number, (heading, taken) in enumerate(zip(headings, _shared(widths, headings, rows, room), strict=True)):
        made.add_column(Text(heading), justify="left" if number < n_text_columns else "right", width=taken)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def _shared(least: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the columns' widths: as wide as their lines if there is room, else what there is shared by need."""
    cells = ([heading, *(line for row in rows for line in row[n].splitlines())] for n, heading in enumerate(headings))
    wanted = [max(low, *map(len, lines)) for low, lines in zip(least, cells, strict=True)]
    spare, missing = room - sum(least), sum(wanted) - sum(least)
    if spare >= missing:
        return wanted
    return [low + (want - low) * spare // missing for low, want in zip(least, wanted, strict=True)]


def _whole_width(heading: str, rows: Sequence[Sequence[str]], number: int) -> int:
    """Return what a column takes if no line with a number is broken in two, and no word of the others."""
    lines = [line for row in rows for line in row[number].splitlines()]
    return max(map(len, (*chain.from_iterable(map(_whole, lines)), *heading.split())), default=0)


def _longest_word(heading: str, rows: Sequence[Sequence[str]], number: int) -> int:
    words = chain(heading.split(), *(row[number].split() for row in rows))
    return max(map(len, words), default=0)


def _as_list(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> RenderableType:
    parts: list[RenderableType] = [Text(title, style="bold"), ""] if title else []
    for row in rows:
        pairs = list(zip(headings[1:], row[1:], strict=True))
        parts += [Text(row[0], style="bold"), Padding(facts(pairs, "dim"), (0, 0, 1, 2))]
    return Group(*parts)


def _whole(line: str) -> list[str]:
    """Return the parts of a line that aren't broken in two: a line with a number as it is, of others each word."""
    return [line] if any(sign.isdigit() for sign in line) else line.split()


def facts(pairs: Sequence[tuple[str, str]], style: str = "bold") -> Table:
    """Return names with what they stand for, empty ones left out, wrapped to the width."""
    made = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    made.add_column(style=style, no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            made.add_row(Text(name), Text(value))
    return made


class Shown(Protocol):
    """Shows how far a run has come."""

    def __call__(self, done: int) -> None:
        """Tell how many replications are done."""
        ...

    def extend(self, total: int, why: str) -> None:
        """Tell that there are to be more, so many in all, and why."""
        ...


@contextmanager
def progress(total: int, language: str) -> Iterator[Shown]:
    """Show how far a run has come; gives what to call with the number of steps done."""
    if not sys.stderr.isatty():
        yield _Lines(total, language)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar, total, language)


class _Bar:
    """In a terminal: a bar, with the reason for more above it."""

    def __init__(self, bar: Progress, total: int, language: str) -> None:
        self._bar = bar
        self._task = bar.add_task(text("cli.progress.running", language), total=total)

    def __call__(self, done: int) -> None:
        self._bar.update(self._task, completed=done)

    def extend(self, total: int, why: str) -> None:
        self._bar.console.print(why, highlight=False, markup=False)
        self._bar.update(self._task, total=total)


class _Lines:
    """Elsewhere: a line now and then, with the time left."""

    def __init__(self, total: int, language: str) -> None:
        self._total, self._language = total, language
        self._start = self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if done < self._total and now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            left = clock((now - self._start) / done * (self._total - done))
            say(text("cli.progress.line", self._language, done=done, total=self._total, left=left))

    def extend(self, total: int, why: str) -> None:
        self._total = total
        say(why)


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, with hours before them where there are any."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
