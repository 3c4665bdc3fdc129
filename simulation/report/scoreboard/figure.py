"""Figure: how far each simulated figure is from the published one, in tolerances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from simulation.analyses.validation.line import CANNOT_SAY, OUTSIDE, SAYS_NOTHING, Line
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.analyses.validation.verdict import WIDTH as WITHIN_WIDTH
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.model.evidence import fact
from simulation.report import svg
from simulation.report.drawing import Drawing, Plot, sample_line
from simulation.report.scoreboard.words import FURTHEST, distance, lines_of, name, number, verdict
from simulation.report.style import (
    GREY,
    INK,
    NAVY,
    ORANGE,
    RULE,
    SMALL,
    WIDTH,
    add_axes,
    head,
    new_figure,
    plain_axes,
    wrapped,
)

PLOT, VALUES = 2.75, 5.75  # left edges in inches
TOP, ROW, BELOW = 1.15, 0.27, 0.5
TICKS = (-4, -2, 0, 2, 4)


def shown(board: Scoreboard) -> list[Line]:
    """Return the lines that the figure shows: those with a verdict, calibration first."""
    lines = [*lines_of(board, "calibration"), *lines_of(board, "validation")]
    return [line for line in lines if line.verdict != CANNOT_SAY]


def describe(board: Scoreboard, language: str) -> str:
    """Return the figure in words."""
    rows = [
        text("validate.figure.row", language, fact=name(line, language), verdict=verdict(line, language),
             published=number(line, line.published, language), simulated=number(line, line.simulated, language))
        for line in shown(board)
    ]  # fmt: skip
    return "; ".join(rows)


def write_figure(board: Scoreboard, folder: Path, language: str) -> Path:
    """Write the figure and return its path."""
    title = text("validate.figure.title", language)
    return svg.write(folder, "scoreboard", partial(draw, board, language), title, describe(board, language))


def draw(board: Scoreboard, language: str) -> Drawing:
    """Return the figure."""
    lines = shown(board)
    figure = new_figure(TOP + ROW * max(1, len(lines)) + BELOW)
    head(figure, text("validate.figure.title", language), text("validate.figure.subtitle", language))
    axes = add_axes(figure, PLOT, TOP, VALUES - PLOT - 0.15, ROW * max(1, len(lines)))
    plain_axes(axes)
    _frame(axes, lines, language)
    for place, line in enumerate(lines):
        _row(axes, place, line)
        _beside(figure, TOP + ROW * (place + 0.5), line, language)
    _legend(figure, language)
    return figure


def _frame(axes: Plot, lines: Sequence[Line], language: str) -> None:
    axes.axvspan(-WITHIN_WIDTH, WITHIN_WIDTH, color=RULE, alpha=0.6, linewidth=0)
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    axes.set_xlim(-FURTHEST - 0.2, FURTHEST + 0.2)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks(TICKS, [format_number(tick, 0, language) for tick in TICKS])
    axes.set_xlabel(text("validate.figure.axis", language), fontsize=SMALL, color=GREY)


def _row(axes: Plot, place: int, line: Line) -> None:
    ends = (line.mc_low, line.mc_high) if math.isnan(line.cred_low) else (line.cred_low, line.cred_high)
    low, middle, high = (
        min(FURTHEST, max(-FURTHEST, distance(line, value))) for value in (ends[0], line.simulated, ends[1])
    )
    colour = {OUTSIDE: ORANGE, SAYS_NOTHING: GREY}.get(line.verdict, NAVY)
    axes.plot([low, high], [place, place], color=colour, linewidth=1.8, zorder=3)
    face = "white" if line.role == "calibration" else colour
    axes.plot([middle], [place], "o", color=colour, markersize=5.0, markerfacecolor=face, zorder=4)


def _beside(figure: Drawing, y: float, line: Line, language: str) -> None:
    height = 1 - y / figure.get_figheight()
    label = wrapped(f"{name(line, language)}  {fact(line.fact).quantity[language]}", 54, 2)
    values = f"{number(line, line.published, language)} → {number(line, line.simulated, language)}"
    figure.text(0.02 / WIDTH, height, label, fontsize=SMALL - 1.5, color=INK, va="center", linespacing=1.15)
    figure.text((VALUES + 0.02) / WIDTH, height, values, fontsize=SMALL - 1, color=INK, va="center")


def _legend(figure: Drawing, language: str) -> None:
    y = 1 - 0.78 / figure.get_figheight()
    for x, key, face in ((0.09, "calibration_mark", "white"), (2.75, "validation_mark", NAVY)):
        mark = sample_line([x / WIDTH], [y], marker="o", markersize=6, color=NAVY, markerfacecolor=face,
                           linestyle="none", transform=figure.transFigure)  # fmt: skip
        figure.add_artist(mark)
        figure.text((x + 0.13) / WIDTH, y, text(f"validate.figure.{key}", language), fontsize=SMALL, color=INK,
                    va="center")  # fmt: skip
    figure.text((VALUES + 0.02) / WIDTH, 1 - (TOP - 0.08) / figure.get_figheight(),
                text("validate.figure.values", language), fontsize=SMALL - 1.5, color=GREY, va="bottom")  # fmt: skip
