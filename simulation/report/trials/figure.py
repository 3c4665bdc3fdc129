"""Figure: of a hundred studies, how many find the effect, by size, a line a follow-up."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from simulation.analyses.trials.trial import POWER
from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.answer.words import time_words
from simulation.report.drawing import Drawing
from simulation.report.style import GREY, INK, NAVY, RULE, SMALL, WIDTH, add_axes, head, new_figure, plain_axes
from simulation.report.trials.words import Asked

LEFT, TOP, HEIGHT, FOOT, RIGHT = 0.6, 0.95, 2.6, 0.6, 1.3  # inches
LOOKS = ("-", "--", "-.", "-")


def write_figure(asked: Asked, folder: Path) -> Path:
    """Write the figure as SVG and as PNG, and return the path of the first."""
    return svg.write_both(folder, "trial", partial(draw, asked), asked.say("tables.power"), describe(asked))


def describe(asked: Asked) -> str:
    """Return the figure in words."""
    lines = []
    for quarter in asked.trial.design.follow_ups:
        found = [one for one in asked.trial.cells if one.follow_up == quarter]
        shown = ", ".join(f"{one.clients}: {100 * one.power:.0f}" for one in found)
        lines.append(f"{time_words(quarter, asked.language)}: {shown}")
    return "; ".join(lines)


def draw(asked: Asked) -> Drawing:
    """Return the figure; sizes stand at equal distances, each twice the one before."""
    sizes = asked.trial.design.sizes
    figure = new_figure(TOP + HEIGHT + FOOT)
    head(figure, asked.say("tables.power"), asked.title)
    axes = add_axes(figure, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT)
    plain_axes(axes)
    axes.set_ylim(0.0, 100.0)
    axes.set_xlim(-0.3, len(sizes) - 0.7)
    axes.set_xticks(range(len(sizes)))
    axes.set_xticklabels([format_plain(size, asked.language) for size in sizes])
    axes.set_xlabel(asked.say("columns.clients"), fontsize=SMALL, color=INK)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.axhline(100.0 * POWER, color=GREY, linewidth=1.0, linestyle="--", zorder=2)
    ends: list[float] = []
    for number, quarter in enumerate(asked.trial.design.follow_ups):
        power = [100.0 * one.power for one in asked.trial.cells if one.follow_up == quarter]
        is_own = quarter == asked.trial.design.follow_up
        shade = NAVY if is_own else GREY
        axes.plot(range(len(sizes)), power, color=shade, linestyle="-" if is_own else LOOKS[1 + number % 2], zorder=3)
        axes.plot(range(len(sizes)), power, "o", color=shade, markersize=4.0, zorder=4)
        ends.append(power[-1])
    for y, quarter in zip(_apart(ends), asked.trial.design.follow_ups, strict=True):
        shade = NAVY if quarter == asked.trial.design.follow_up else GREY
        axes.text(len(sizes) - 0.9, y, time_words(quarter, asked.language), fontsize=SMALL, color=shade, va="center")
    return figure


def _apart(ends: list[float], least: float = 6.0) -> list[float]:
    """Return the heights of the labels, moved down where they would stand on one another."""
    order = sorted(range(len(ends)), key=lambda number: -ends[number])
    placed = list(ends)
    for before, number in pairwise(order):
        placed[number] = min(placed[number], placed[before] - least)
    return placed
