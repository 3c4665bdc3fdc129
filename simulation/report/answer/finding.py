"""The answer block of an analysis that isn't a comparison: a sentence, a strip where there is one, and three boxes.

A comparison's own is made in `block.py`; both are shown by the same template and by the same lines in the terminal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from simulation import __version__
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.report.answer.block import Box, typed
from simulation.report.answer.sentence import decimals_for, rounded
from simulation.report.answer.words import count_words
from simulation.report.charts.dots import Pair, pairs
from simulation.report.charts.strip import Mark, Words, narrow_strip, span, strip

BOXES = ("asked", "change", "not_said")  # the keys of the three headings


@dataclass(frozen=True)
class Strip:
    """Rows on one scale, what is written around them, and how they are read."""

    marks: tuple[Mark, ...]
    words: Words
    key: str
    put_in: str = ""  # what the terminal says of rows whose dot is hollow
    id: str = "strip"  # where a page has several

    @property
    def title(self) -> str:
        """What stands above the rows in the terminal."""
        return self.words.title

    @property
    def scale(self) -> tuple[float, float]:
        """The ends of the scale."""
        return span(self.marks)

    @property
    def wide(self) -> Markup:
        """The picture for a wide page."""
        return strip(f"{self.id}-wide", self.marks, self.words, self.scale).svg()

    @property
    def narrow(self) -> Markup:
        """The picture for a phone."""
        return narrow_strip(f"{self.id}-narrow", self.marks, self.words, self.scale).svg()


@dataclass(frozen=True)
class Dots:
    """Rows of numbers that are none below nothing, such as counts and shares: a dot each, with its range if known."""

    rows: tuple[Pair, ...]
    title: str
    unit: str
    key: str
    language: str
    put_in: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The rows as the terminal shows them."""
        return tuple(Mark(row.label, row.simulated, row.low, row.high, row.shown) for row in self.rows)

    @property
    def scale(self) -> tuple[float, float]:
        """The ends of the scale."""
        return span(self.marks)

    @property
    def wide(self) -> Markup:
        """The picture for a wide page."""
        return self._drawn("strip-wide", is_narrow=False)

    @property
    def narrow(self) -> Markup:
        """The picture for a phone."""
        return self._drawn("strip-narrow", is_narrow=True)

    def _drawn(self, id: str, is_narrow: bool) -> Markup:
        said = "; ".join(f"{row.label}: {row.shown}" for row in self.rows)
        return pairs(id, self.rows, self.title, said, self.unit, self.language, is_narrow).svg()


@dataclass(frozen=True)
class Side:
    """One of several outcomes that only together answer a question: what it is called, a sentence and its strip."""

    label: str
    brief: str
    strip: Strip


@dataclass(frozen=True)
class Finding:
    """What page one and the terminal say first."""

    title: str
    sentence: str
    put_in: str  # what was put in and not found; empty where nothing was
    strip: Strip | Dots | None
    boxes: tuple[Box, ...]
    made: str  # version, seed and the command that gives it again
    sides: tuple[Side, ...] = ()  # shown beside each other in place of a strip

    @property
    def in_sentences(self) -> list[str]:
        """The whole block as lines of text."""
        put_in = [self.put_in] if self.put_in else []
        boxes = [f"{box.heading}: {' '.join(box.in_words)}" for box in self.boxes]
        sides = [f"{side.label}: {side.brief}" for side in self.sides]
        return [self.title, self.sentence, *sides, *put_in, *boxes, self.made]


def boxes_of(language: str, *points: Sequence[str], headings: Sequence[str] = ()) -> tuple[Box, ...]:
    """Return the three boxes: what was asked, what would change the answer, what it doesn't say.

    `headings` stand in place of the usual ones.
    """
    usual = [text(f"answer.boxes.{key}", language) for key in BOXES]
    return tuple(Box(heading, tuple(of)) for heading, of in zip(headings or usual, points, strict=True))


def made_by(command: str, settings: Iterable[tuple[str, str]], seed: int, language: str) -> str:
    """Return version, seed, and the command with these settings as they are typed."""
    line = " ".join([f"tilltro {command}", *(typed(name, value) for name, value in settings)])
    return text("answer.made", language, version=__version__, seed=seed, command=line)


def in_digits(middle: float, low: float, high: float, language: str) -> str:
    """Return a difference, more or fewer, with its range rounded outwards; nan ends for none.

    Numbers are whole unless they would be rounded to nothing.
    """
    if math.isnan(low):
        decimals = decimals_for(middle)
        shown = count_words(round(middle, decimals), language, decimals)
        return text("answer.short.unknown", language, middle=shown)
    told = rounded(middle, low, high)
    shown_decimals = max(told.decimals, 0)
    ends = {name: format_number(getattr(told, name), shown_decimals, language, sign=True) for name in ("low", "high")}
    shown = count_words(told.middle, language, told.decimals) if told.middle else "0"
    return text("answer.short.range", language, middle=shown, **ends)


def or_hidden(middle: float, low: float, high: float, language: str) -> str:
    """Return a difference likewise, or that luck hides it where it has no range."""
    if math.isnan(low):
        return text("answer.short.hidden", language)
    return in_digits(middle, low, high, language)
