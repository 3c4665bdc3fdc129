"""How figures look: colours, sizes and places of their parts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulation.report.drawing import Drawing, Plot
from simulation.report.fonts import Fonts, font_properties

NAVY, ORANGE = "#12436D", "#F46A25"  # 10.3:1 and 3.03:1 on white, 3.4:1 apart
INK, GREY, PALE = "#1b1f24", "#595f66", "#8a8f94"  # 16:1, 6.6:1 and 3.3:1 on white
RULE = "#dfe3e6"  # decoration only
WIDTH, EDGE = 7.2, 0.02  # inches: of a figure, and of the room at its left
SMALL, TEXT, TITLE = 8.5, 9.5, 12.0  # points
POINTS_AN_INCH = 72.0


@dataclass(frozen=True)
class Look:
    """How a line looks: never by colour alone."""

    colour: str
    dashes: Literal["-", "--", "-."]
    marker: str


LOOKS = (
    Look(INK, "--", ""),
    Look(NAVY, "-", "o"),
    Look(ORANGE, "-", "s"),
    Look(GREY, "-.", "^"),
)


NO_BREAK = "\N{NO-BREAK SPACE}"


def printable(text: str) -> str:
    """Return a text on one line, without characters that can't stand in XML; what mustn't break ("10 000") stays so."""
    signs = (sign if sign.isprintable() or sign == NO_BREAK else " " for sign in text)
    return " ".join(word for word in "".join(signs).split(" ") if word)


def wrapped(text: str, width: int, most_lines: int = 2) -> str:
    """Return a text broken into lines of at most `width` characters, cut off with an ellipsis after `most_lines`."""
    lines = textwrap.wrap(printable(text), width, max_lines=most_lines, placeholder=" …")
    return "\n".join(lines)


def new_figure(height: float) -> Drawing:
    """Return an empty figure of the common width."""
    return Drawing(WIDTH, height)


def add_axes(figure: Drawing, left: float, top: float, width: float, height: float) -> Plot:
    """Add axes by their place in inches, measured from the top left corner of the figure."""
    total = figure.get_figheight()
    place = (left / WIDTH, 1 - (top + height) / total, width / WIDTH, height / total)
    panel = Plot(figure, place)
    figure.add_axes(panel)
    return panel


def write(
    figure: Drawing, x: float, y: float, text: str, size: float = TEXT, colour: str = INK, weight: str = "normal"
) -> None:
    """Write text with its top left corner at a place in inches from the top left corner of the figure."""
    figure.text(
        x / WIDTH, 1 - y / figure.get_figheight(), text, fontsize=size, color=colour, fontweight=weight,
        ha="left", va="top", linespacing=1.35,
    )  # fmt: skip


def title_size(line: str) -> float:
    """Return the size in points in which a title fits into a figure: `TITLE`, or smaller where the line is long."""
    wide = Fonts().measure(line, font_properties(TITLE, "bold"))[0] if line else 0.0
    room = (WIDTH - 4 * EDGE) * POINTS_AN_INCH
    return TITLE if wide <= room else round(TITLE * room / wide, 1)


def head(figure: Drawing, title: str, subtitle: str) -> None:
    """Write title and subtitle at the top of the figure."""
    line = wrapped(title, 78, 1)
    write(figure, EDGE, 0.08, line, title_size(line), INK, "bold")
    write(figure, EDGE, 0.36, wrapped(subtitle, 104, 2), SMALL, GREY)


def foot(figure: Drawing, note: str) -> None:
    """Write the note at the bottom of the figure: what the reader mustn't miss if the figure travels alone."""
    figure.text(
        EDGE / WIDTH, 0.08 / figure.get_figheight(), wrapped(note, 104, 5), fontsize=SMALL, color=GREY, ha="left",
        va="bottom", linespacing=1.35,
    )  # fmt: skip


def plain_axes(axes: Plot) -> None:
    """Take away all lines but a light grid."""
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=GREY)
    axes.tick_params(axis="y", pad=6)
    axes.tick_params(axis="x", pad=5)
    axes.set_axisbelow(True)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near as possible to those wanted, at least `gap` apart and between `low` and `high`."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = [max(low, min(high, wanted[i])) for i in order]
    for _ in range(200):
        for i in range(len(places) - 1):
            lack = gap - (places[i + 1] - places[i])
            if lack > 1e-9:
                places[i] -= lack / 2
                places[i + 1] += lack / 2
        places = [max(low + gap * i, min(high - gap * (len(places) - 1 - i), p)) for i, p in enumerate(places)]
    found = [0.0] * len(wanted)
    for place, i in zip(places, order, strict=True):
        found[i] = place
    return found
