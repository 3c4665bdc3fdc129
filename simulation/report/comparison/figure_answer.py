"""Figure: the strip of page one, a row a policy in people, for those who can't use the SVG of `charts/strip.py`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulation.base.texts.numbers import format_number
from simulation.report.charts.strip import Mark, Words, span
from simulation.report.drawing import Drawing, Plot
from simulation.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
    PALE,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    add_axes,
    new_figure,
    plain_axes,
    wrapped,
    write,
)

PLOT, VALUES = 2.75, 5.6  # inches from the left: of the plot and of the numbers beside it
TOP, ROW, BELOW = 0.98, 0.34, 0.6
LETTERS = 36  # of a label's line


def draw(marks: Sequence[Mark], words: Words, subtitle: str) -> Drawing:
    """Return the rows under a subtitle that says statistic and unit: dot, bar without ends, zero and numbers."""
    figure = new_figure(TOP + ROW * len(marks) + BELOW)
    write(figure, EDGE, 0.05, wrapped(subtitle, 104, 3), SMALL, GREY)
    axes = add_axes(figure, PLOT, TOP, VALUES - PLOT - 0.2, ROW * len(marks))
    plain_axes(axes)
    axes.set_xlim(*span(marks))
    axes.set_ylim(len(marks) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=6, integer=True)
    axes.xaxis.set_major_formatter(lambda value, _: format_number(value, 0, words.language, sign=True))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_xlabel(f"← {words.fewer}     {words.more} →", fontsize=SMALL, color=GREY)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=2)
    _over_zero(figure, axes, words.zero)
    for place, mark in enumerate(marks):
        _row(axes, place, mark)
        _beside(figure, TOP + ROW * (place + 0.5), mark)
    return figure


def _row(axes: Plot, place: int, mark: Mark) -> None:
    if not math.isnan(mark.low):
        axes.plot(
            [mark.low, mark.high],
            [place, place],
            color=NAVY if mark.is_strong else PALE,
            alpha=0.3,
            linewidth=8.0,
            solid_capstyle="butt",
            zorder=2.5,
        )
    colour = NAVY if mark.is_strong else GREY
    axes.plot(
        [mark.middle], [place], "o", color=colour, markersize=6.5, zorder=4,
        markerfacecolor="white" if mark.is_hollow else colour, markeredgewidth=1.6,
    )  # fmt: skip


def _beside(figure: Drawing, y: float, mark: Mark) -> None:
    place, weight = 1 - y / figure.get_figheight(), "bold" if mark.is_strong else "normal"
    for x, said in ((EDGE, wrapped(mark.label, LETTERS)), (VALUES, mark.shown)):
        figure.text(x / WIDTH, place, said, fontsize=TEXT - 0.5, color=INK, va="center", fontweight=weight,
                    linespacing=1.1)  # fmt: skip


def _over_zero(figure: Drawing, axes: Plot, words: str) -> None:
    left, right = axes.get_xlim()
    at = PLOT + (VALUES - PLOT - 0.2) * (0.0 - left) / (right - left)
    side = "left" if at < (PLOT + VALUES) / 2 else "right"
    figure.text(at / WIDTH, 1 - (TOP - 0.12) / figure.get_figheight(), words, fontsize=SMALL, color=INK, ha=side,
                va="center")  # fmt: skip
