"""Dots in pairs: what was published beside what is simulated, a row a finding, all of a panel in one unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.base.texts.numbers import format_number
from simulation.report.charts.canvas import Canvas, lines_of, ticks
from simulation.report.charts.strip import Scaled

WIDTH, NARROW = 740.0, 350.0
LABEL, VALUE = 300.0, 150.0
ROW, TALL_ROW, FOOT = 30.0, 52.0, 40.0
LINE = 14.0  # of a label that takes several


@dataclass(frozen=True)
class Pair:
    """A finding: published and simulated, and the range over draws; nan for what isn't known."""

    label: str
    published: float
    simulated: float
    low: float
    high: float
    shown: str


def pairs(
    id: str, rows: Sequence[Pair], title: str, description: str, unit: str, language: str, is_narrow: bool = False
) -> Canvas:
    """Return the panel; `unit` stands under its axis. A diamond is published, a dot simulated."""
    width = NARROW if is_narrow else WIDTH
    labels = [lines_of(row.label, width - 110, 12) if is_narrow else lines_of(row.label, LABEL - 8, 13) for row in rows]
    steps = [TALL_ROW + LINE * (len(lines) - 1) if is_narrow else max(ROW, LINE * len(lines) + 2.0) for lines in labels]
    height = 8 + sum(steps) + FOOT
    canvas = Canvas(id, width, height, title, description)
    known = (v for row in rows for v in (row.published, row.simulated, row.low, row.high))
    ends = [value for value in known if not math.isnan(value)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.05 * (high - low or 1.0)
    left, right = (8.0, width - 8.0) if is_narrow else (LABEL, width - VALUE)
    to_x, bottom = Scaled(low - room, high + room, left, right), height - FOOT
    for tick in ticks(low - room, high + room, 5):
        canvas.line(to_x(tick), 4, to_x(tick), bottom, "zero" if tick == 0 and low < 0 else "rule")
        shown = format_number(tick, 0 if float(tick).is_integer() else 1, language)
        canvas.text(to_x(tick), bottom + 16, shown, "small muted", "middle")
    canvas.text(left, bottom + 34, unit, "small muted")
    for number, (row, lines, step) in enumerate(zip(rows, labels, steps, strict=True)):
        top = 8 + sum(steps[:number])
        y = top + (step - LINE if is_narrow else step / 2)
        first = top + 16 if is_narrow else y + 5 - (len(lines) - 1) / 2 * LINE
        for at, line in enumerate(lines):
            canvas.text(0, first + at * LINE, line, "small" if is_narrow or len(lines) > 1 else "")
        if is_narrow:
            canvas.text(width, top + 16, row.shown, "small muted", "end")
        else:
            canvas.text(right + 12, y + 5, row.shown, "muted")
        _draw(canvas, row, number, to_x, y)
    return canvas


def _draw(canvas: Canvas, row: Pair, number: int, to_x: Scaled, y: float) -> None:
    if not math.isnan(row.low) and row.high > row.low:
        middle = (row.simulated - row.low) / (row.high - row.low)
        fill = canvas.fading(f"fade{number}", middle, "accent")
        canvas.bar(to_x(row.low), y - 4, to_x(row.high) - to_x(row.low), 8, fill=fill, rx=4)
    if not math.isnan(row.simulated):
        canvas.dot(to_x(row.simulated), y, 5, "mark-accent")
    if not math.isnan(row.published):
        x = to_x(row.published)
        canvas.area([(x, y - 8), (x + 6, y), (x, y + 8), (x - 6, y)], "mark-warm", 1.0)
