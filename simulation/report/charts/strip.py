"""A strip: a dot a policy at the middle of its effect, a bar that fades towards what is left open, zero labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.base.texts.numbers import format_number
from simulation.report.charts.canvas import SMALL, WIDE, Canvas, lines_of, ticks

WIDTH, NARROW = 740.0, 350.0
LABEL, VALUE = 300.0, 160.0  # of the columns beside the plot
ROW, TALL_ROW, LINE = 26.0, 44.0, 14.0
HEAD, FOOT = 30.0, 44.0


@dataclass(frozen=True)
class Mark:
    """One row: nan ends for a range that isn't known."""

    label: str
    middle: float
    low: float
    high: float
    shown: str
    is_strong: bool = False
    is_hollow: bool = False


@dataclass(frozen=True)
class Words:
    """What is written around the rows."""

    title: str
    description: str
    zero: str
    fewer: str
    more: str
    language: str


def span(marks: Sequence[Mark]) -> tuple[float, float]:
    """Return the ends of a scale that holds all marks and zero, a little beyond them."""
    ends = [end for mark in marks for end in (mark.middle, mark.low, mark.high) if not math.isnan(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.06 * max(high - low, 1.0)
    return low - room, high + room


def strip(id: str, marks: Sequence[Mark], words: Words, scale: tuple[float, float]) -> Canvas:
    """Return a strip with labels at its left, for a wide page."""
    height = HEAD + ROW * len(marks) + FOOT
    canvas = Canvas(id, WIDTH, height, words.title, words.description)
    left, right = LABEL, WIDTH - VALUE
    to_x = _scaled(scale, left, right)
    _axis(canvas, words, scale, to_x, HEAD, height - FOOT)
    for number, mark in enumerate(marks):
        y = HEAD + ROW * (number + 0.5)
        _in_column(canvas, 0, y, mark.label, LABEL - 6, "strong" if mark.is_strong else "")
        _mark(canvas, mark, number, to_x, y)
        # Digits and brackets are narrower than the letters that lines are broken by.
        _in_column(canvas, right + 10, y, mark.shown, VALUE + 20, "strong" if mark.is_strong else "muted")
    return canvas


def _in_column(canvas: Canvas, x: float, y: float, words: str, width: float, look: str) -> None:
    """Write words beside the plot, smaller and on two lines where one is too short."""
    if len(lines_of(words, width)) == 1:
        canvas.text(x, y + 5, words, look)
        return
    lines = lines_of(words, width, SMALL)[:2]
    for place, line in enumerate(lines):
        canvas.text(x, y + 4 + 13 * (place - (len(lines) - 1) / 2), line, f"small {look}".strip())


def narrow_strip(id: str, marks: Sequence[Mark], words: Words, scale: tuple[float, float]) -> Canvas:
    """Return a strip with labels above its bars, for a phone or a column; a long label takes several lines."""
    labels = [lines_of(mark.label, NARROW - len(mark.shown) * SMALL * WIDE - 14, SMALL + 1) for mark in marks]
    heights = [TALL_ROW + LINE * (len(lines) - 1) for lines in labels]
    height = HEAD + sum(heights) + FOOT
    canvas = Canvas(id, NARROW, height, words.title, words.description)
    to_x = _scaled(scale, 8, NARROW - 8)
    _axis(canvas, words, scale, to_x, HEAD, height - FOOT)
    y = HEAD
    for number, (mark, lines, tall) in enumerate(zip(marks, labels, heights, strict=True)):
        for place, line in enumerate(lines):
            canvas.text(0, y + 15 + LINE * place, line, f"small halo{' strong' * mark.is_strong}")
        canvas.text(NARROW, y + 15, mark.shown, f"small halo {'strong' if mark.is_strong else 'muted'}", "end")
        _mark(canvas, mark, number, to_x, y + tall - 14)
        y += tall
    return canvas


@dataclass(frozen=True)
class Scaled:
    """From a number to its place across."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def _scaled(scale: tuple[float, float], left: float, right: float) -> Scaled:
    return Scaled(*scale, left, right)


def _axis(canvas: Canvas, words: Words, scale: tuple[float, float], to_x: Scaled, top: float, bottom: float) -> None:
    marked = ticks(*scale, most=5)
    decimals = decimals_of(marked)
    for tick in marked:
        canvas.line(to_x(tick), top, to_x(tick), bottom, "rule")
        shown = format_number(tick, decimals, words.language, sign=True)
        canvas.text(to_x(tick), bottom + 16, shown, "small muted", "middle")
    zero, room = to_x(0.0), len(words.zero) * SMALL * WIDE
    canvas.line(zero, top - 6, zero, bottom, "zero", 1.5)
    place = min(max(zero, room / 2), canvas.width - room / 2)
    canvas.text(place, top - 12, words.zero, "small", "middle")
    canvas.text(to_x.left, bottom + 34, f"← {words.fewer}", "small muted")
    canvas.text(to_x.right, bottom + 34, f"{words.more} →", "small muted", "end")


def decimals_of(numbers: Sequence[float]) -> int:
    """Return how many decimals the numbers on an axis need to be told exactly, nine at most."""
    return next(n for n in range(10) if all(math.isclose(one, round(one, n), abs_tol=1e-9) for one in numbers))


def _mark(canvas: Canvas, mark: Mark, number: int, to_x: Scaled, y: float) -> None:
    colour = "accent" if mark.is_strong else "muted"
    if not math.isnan(mark.low) and mark.high > mark.low:
        middle = (mark.middle - mark.low) / (mark.high - mark.low)
        fill = canvas.fading(f"fade{number}", middle, colour)
        start = to_x(mark.low)
        canvas.bar(start, y - 5, max(to_x(mark.high) - start, 1.0), 10, fill=fill, rx=5)
    look = f"hollow line-{colour}" if mark.is_hollow else f"mark-{colour}"
    canvas.dot(to_x(mark.middle), y, 5.5 if mark.is_strong else 4.5, look)
