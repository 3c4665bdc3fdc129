"""Bars by payer: who gains and who pays, a bar to each side of zero, its sign never told by colour alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.report.charts.canvas import Canvas, lines_of
from simulation.report.charts.strip import Scaled

WIDTH = 740.0
LABEL, VALUE, ROW = 210.0, 190.0, 30.0


@dataclass(frozen=True)
class Bar:
    """A payer, what it is better (above zero) or worse off, and the same in words; ends are nan where not known."""

    label: str
    value: float
    low: float
    high: float
    shown: str
    is_sum: bool = False


def bars(id: str, rows: Sequence[Bar], title: str, description: str) -> Canvas:
    """Return the bars, sums set apart in strong letters."""
    canvas = Canvas(id, WIDTH, ROW * len(rows) + 8, title, description)
    ends = [end for row in rows for end in (row.value, row.low, row.high) if not math.isnan(end)]
    to_x = Scaled(min([0.0, *ends]), max([1e-9, *ends]), LABEL, WIDTH - VALUE)
    zero = to_x(0.0)
    for number, row in enumerate(rows):
        y, look = 4 + ROW * (number + 0.5), "strong" if row.is_sum else ""
        canvas.text(0, y + 5, lines_of(row.label, LABEL - 8)[0], look)
        start, end = sorted((zero, to_x(row.value)))
        canvas.bar(start, y - 8, max(end - start, 1.0), 16, f"mark-{'accent' if row.value >= 0 else 'warm'}")
        if not math.isnan(row.low):
            canvas.line(to_x(row.low), y, to_x(row.high), y, "zero", 1.5)
        canvas.text(WIDTH - VALUE + 12, y + 5, row.shown, look or "muted")
    canvas.line(zero, 0, zero, canvas.height, "zero", 1.5)
    return canvas
