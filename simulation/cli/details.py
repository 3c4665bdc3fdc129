"""How much a command shows: one screen with the answer, or (`details=all`) every table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType

from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.terminal import width
from simulation.cli.typed import Typed

DETAILS, SHORT, ALL = "details", "short", "all"
MOST_LINES = 40  # of a short result, before it says where the rest is


def take_details(typed: Typed) -> tuple[bool, Typed]:
    """Return whether every table is asked for, and what was typed besides.

    Raises:
        InputError: if `details` is neither.
    """
    own, others = typed.take((DETAILS,))
    given = own.get(DETAILS, SHORT)
    if given not in (SHORT, ALL):
        raise InputError("not_allowed", name=DETAILS, value=given, allowed=f"{SHORT}, {ALL}")
    return given == ALL, others


def more(language: str) -> str:
    """Return how to see every table."""
    return text("answer.terminal.more", language)


def shortened(parts: Sequence[RenderableType]) -> list[RenderableType]:
    """Return the first parts, whole ones, that fit a screen; of a longer one as many lines."""
    console = Console(width=width(), highlight=False, markup=False, color_system=None)
    kept: list[RenderableType] = []
    n_lines = 0
    for part in parts:
        with console.capture() as captured:
            console.print(part)
        lines = captured.get().rstrip("\n").split("\n")
        room = MOST_LINES - n_lines
        if len(lines) > room:
            if room > MOST_LINES // 2:
                kept.append("\n".join(line.rstrip() for line in lines[:room]))
            return kept
        kept.append(part)
        n_lines += len(lines)
    return kept
