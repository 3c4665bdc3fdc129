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
    width, step = (NARROW, TALL_ROW) if is_narrow else (WIDTH, ROW)
    height = 8 + step * len(rows) + FOOT
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
    for number, row in enumerate(rows):
        top = 8 + step * number
        y = top + (38 if is_narrow else step / 2)
        if is_narrow:
            canvas.text(0, top + 16, _one_line(row.label, width - 110, 12), "small")
            canvas.text(width, top + 16, row.shown, "small muted", "end")
        else:
            lines = lines_of(row.label, LABEL - 8, 13)[:2]
            for at, line in enumerate(lines):
                canvas.text(0, y + 5 + (at - (len(lines) - 1) / 2) * 14, line, "small" if len(lines) > 1 else "")
            canvas.text(right + 12, y + 5, row.shown, "muted")
        _draw(canvas, row, number, to_x, y)
    return canvas


def _one_line(words: str, width: float, size: float) -> str:
    lines = lines_of(words, width, size)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…"


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
