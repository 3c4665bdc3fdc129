"""Paths over time: a line a policy with its range, labelled at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.base.texts.numbers import format_number
from simulation.report.charts.canvas import Canvas, lines_of, ticks
from simulation.report.charts.strip import Scaled

WIDTH, HEIGHT = 740.0, 340.0
LABEL, FOOT, GAP = 220.0, 40.0, 34.0


@dataclass(frozen=True)
class Line:
    """A line from time 0 on, and its ends; `look` is `accent`, `warm` or `muted`."""

    label: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    look: str


def paths(id: str, lines: Sequence[Line], title: str, description: str, axis: str, language: str) -> Canvas:
    """Return the paths; `axis` names what runs across."""
    canvas = Canvas(id, WIDTH, HEIGHT, title, description)
    last = max(len(line.values) for line in lines) - 1
    known = [v for line in lines for v in (*line.values, *line.low, *line.high) if not math.isnan(v)]
    low, high = min([0.0, *known]), max([0.0, *known])
    to_x, to_y = Scaled(0, max(last, 1), 36, WIDTH - LABEL), Scaled(low, high or 1.0, HEIGHT - FOOT, 14)
    for tick in ticks(low, high, 5):
        canvas.line(36, to_y(tick), WIDTH - LABEL, to_y(tick), "rule")
        canvas.text(
            30, to_y(tick) + 4, format_number(tick, 0 if tick.is_integer() else 1, language), "small muted", "end"
        )
    for tick in ticks(0, last, 8):
        canvas.text(to_x(tick), HEIGHT - FOOT + 18, format_number(tick, 0, language), "small muted", "middle")
    canvas.text(36, HEIGHT - 4, axis, "small muted")
    for line in lines:
        there = [n for n, end in enumerate(line.low) if not math.isnan(end)]
        if there:
            over = [(to_x(n), to_y(line.high[n])) for n in there]
            under = [(to_x(n), to_y(line.low[n])) for n in reversed(there)]
            canvas.area([*over, *under], f"mark-{line.look}")
        canvas.path(
            [(to_x(n), to_y(v)) for n, v in enumerate(line.values) if not math.isnan(v)], f"line-{line.look}", 2.5
        )
    ends = sorted(lines, key=lambda line: -line.values[-1])
    places: list[float] = []
    for line in ends:
        wanted = to_y(line.values[-1])
        places.append(max(wanted, places[-1] + GAP) if places else wanted)
    for line, y in zip(ends, places, strict=True):
        canvas.line(WIDTH - LABEL + 2, to_y(line.values[-1]), WIDTH - LABEL + 12, y, f"line-{line.look}")
        label = lines_of(line.label, LABEL - 20)[:2]
        canvas.text(WIDTH - LABEL + 16, y + 4, label[0], "strong")
        canvas.text(WIDTH - LABEL + 16, y + 20, format_number(line.values[-1], 1, language), "small muted")
    return canvas
