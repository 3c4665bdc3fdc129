"""Settings that several commands share: how much is shown, which files are written, which panel is observed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType

from simulation.base.checks import check_name
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.defaults import OWN
from simulation.cli.terminal import width
from simulation.cli.typed import Typed, yes_or_no
from simulation.results.forms import Forms

DETAILS, SHORT, ALL = "details", "short", "all"
CSV, XLSX = "csv", "xlsx"
NORMAL, NORDIC = "normal", "nordic"
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


def take_forms(typed: Typed) -> tuple[Forms, Typed]:
    """Return the forms asked for, and what was typed besides.

    Raises:
        InputError: if one of the two settings has another value than it may have.
    """
    own, others = typed.take((CSV, XLSX))
    csv = own.get(CSV, NORMAL)
    if csv not in (NORMAL, NORDIC):
        raise InputError("not_allowed", name=CSV, value=csv, allowed=f"{NORMAL}, {NORDIC}")
    return Forms(csv == NORDIC, yes_or_no(typed, XLSX, True)), others


def take_workbook(typed: Typed) -> tuple[Forms, Typed]:
    """Return whether a workbook is asked for, of a command that writes its CSV files in one form, and the rest.

    Raises:
        InputError: if the setting is neither true nor false.
    """
    return Forms(has_workbook=yes_or_no(typed, XLSX, True)), typed.take((XLSX,))[1]


def panel_of(command: str, typed: Typed) -> tuple[str, Typed]:
    """Return the panel on which the sources' estimators run, the command's own by default, and what else was typed.

    Raises:
        InputError: if there is no such panel.
    """
    from simulation.analyses.validation.panels import panel_names  # of the few commands that have panels

    own, others = typed.take(("panel",))
    panel = own.get("panel", OWN[command]["panel"])
    check_name("panel", panel, panel_names())
    return panel, others
