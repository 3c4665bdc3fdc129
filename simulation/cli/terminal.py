"""What a person sees in the terminal: tables and lines, plain where it isn't a terminal."""

from __future__ import annotations

import io
import os
import sys
import textwrap
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simulation.base.texts import text
from simulation.base.texts.visible import visible

if TYPE_CHECKING:
    from simulation.results.folder import Place

PIPED_WIDTH = 160  # where COLUMNS says nothing
NARROWEST = 20
GAP = 3  # characters between columns


def width() -> int:
    """Return how many characters a line of standard output holds."""
    if sys.stdout.isatty():
        return Console().width
    given = os.environ.get("COLUMNS", "")
    return max(int(given), NARROWEST) if given.isdecimal() else PIPED_WIDTH


def show(*parts: RenderableType) -> None:
    """Write tables and lines to standard output: as wide as the terminal, or in a pipe as COLUMNS says."""
    if sys.stdout.isatty():
        console = Console(highlight=False, markup=False)
        for part in parts:
            console.print(_clean(part) if isinstance(part, str) else part)
        return
    plain = Console(file=io.StringIO(), width=width(), highlight=False, markup=False, color_system=None)
    with plain.capture() as captured:
        for part in parts:
            plain.print(_wrapped(_clean(part)) if isinstance(part, str) else part, soft_wrap=isinstance(part, str))
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    sys.stdout.flush()


def _wrapped(words: str) -> str:
    """Return words on lines as long as COLUMNS says, where it says anything; none is broken within a word."""
    if not os.environ.get("COLUMNS", "").isdecimal():
        return words
    lines = words.split("\n")
    return "\n".join(_wrapped_line(line) if len(line) > width() else line for line in lines)


def _wrapped_line(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line.lstrip(),
        width(),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _clean(words: str) -> str:
    """Return words with what the terminal would obey written out."""
    return visible(words, kept="\n")


def say(line: str) -> None:
    """Write a line to standard error, beside the results."""
    sys.stderr.write(f"{_clean(line)}\n")
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
    headings, rows = [_clean(heading) for heading in headings], [[_clean(cell) for cell in row] for row in rows]
    widths = [
        _whole_width(heading, rows, number)
        if number >= n_text_columns or _begins_with_numbers(rows, number)
        else _longest_word(heading, rows, number)
        for number, heading in enumerate(headings)
    ]
    if not fits(widths):
        return _as_list(headings, rows, title)
    room = width() - GAP * len(widths) - 1
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


def fits(widths: Sequence[int]) -> bool:
    """Return whether columns of these widths fit beside each other."""
    return sum(widths) + GAP * len(widths) < width()


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


def _begins_with_numbers(rows: Sequence[Sequence[str]], number: int) -> bool:
    """Return whether a column of text holds values or ranges, which mislead when they are broken in two."""
    cells = [row[number] for row in rows if row[number]]
    return bool(cells) and all(cell.lstrip("+-\N{MINUS SIGN}")[:1].isdigit() for cell in cells)


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
            made.add_row(Text(name), Text(_clean(value)))
    return made


def show_place(place: Place, is_reused: bool, page: str, language: str) -> None:
    """Show whether anything was simulated, what was moved aside, and where results and page are."""
    if is_reused:
        show(text("cli.result.reused", language))
    if place.moved_to is not None:
        show(text("cli.result.moved", language, folder=place.moved_to))
    show_folder(place.folder, page, language)


def show_folder(folder: Path, page: str, language: str) -> None:
    """Show where results and their page are."""
    show(text("cli.result.folder", language, folder=folder), text("cli.result.report", language, file=folder / page))
