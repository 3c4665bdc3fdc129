"""The lesson's own pictures, on the report's canvas: rows of guesses and of dots, and the stops of the unknown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from markupsafe import Markup

from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.report.charts.canvas import Canvas, ticks
from simulation.report.charts.strip import Scaled, Words, narrow_strip, span, strip
from simulation.web.lesson.answers import of_class, of_hundred
from simulation.web.lesson.data import shipped
from simulation.web.lesson.scenes import STOPS, Scene, stop_label

WIDTH = 740.0
LEFT, RIGHT = 20.0, 720.0
STEP = 9.0  # between dots over one another
RADIUS = 4.0
GUESS_ROW = 96.0
STYLE = re.compile(r' style="[^"]*"')


def unstyled(svg: Markup) -> Markup:
    """Return a drawing without its style attributes, which a strict policy of a server doesn't allow."""
    return Markup(STYLE.sub("", svg))  # noqa: S704 (our own drawing, escaped when it was made)


def renamed(svg: Markup, prefix: str) -> Markup:
    """Return a strip of the answer block with names of its own, since a page holds many."""
    return unstyled(Markup(re.sub(r"\bstrip-(?=\d)", f"{prefix}-strip-", svg)))  # noqa: S704 (likewise)


def guesses(prefix: str, rows: Sequence[str], language: str) -> Markup:
    """Return an empty picture for guesses, a row each; the script adds the dots, on a scale of 100 people."""
    title = text("lesson.guess.picture", language)
    canvas = Canvas(f"{prefix}-guesses", WIDTH, GUESS_ROW * len(rows) + 22, title, "; ".join(rows))
    to_x = Scaled(0, 100, LEFT, RIGHT)
    for number, row in enumerate(rows):
        bottom = GUESS_ROW * (number + 1)
        canvas.text(0, bottom - GUESS_ROW + 28, row, "strong")
        canvas.line(LEFT, bottom, RIGHT, bottom, "zero base", 1.5)
        for tick in range(0, 101, 10):
            canvas.line(to_x(tick), bottom, to_x(tick), bottom + 5, "zero")
            if number == len(rows) - 1:
                canvas.text(to_x(tick), bottom + 20, str(tick), "small muted", "middle")
    return unstyled(canvas.svg())


def dot_rows(prefix: str, language: str) -> Markup:
    """Return the effects of single runs, luck above and facts below: dots stacked by half a person of 100."""
    dots = shipped().dots
    rows = (("luck", "same_facts", dots.luck), ("facts", "same_luck", dots.facts))
    effects = [[round(200 * value) / 2 for value in values] for _, _, values in rows]
    heights = [max(Counter(of).values()) * STEP + 34 for of in effects]
    title, axis = text("lesson.luck.heading", language), text("lesson.luck.axis", language)
    canvas = Canvas(f"{prefix}-dots", WIDTH, sum(heights) + 44, title, axis)
    low, high = min(map(min, effects)) - 1, max(map(max, effects)) + 1
    to_x, bottom = Scaled(low, high, LEFT, RIGHT), 0.0
    for (name, key, _), of, height in zip(rows, effects, heights, strict=True):
        bottom += height
        canvas.text(0, bottom - height + 16, text(f"lesson.luck.{key}", language), "strong")
        canvas.line(LEFT, bottom, RIGHT, bottom, "zero", 1.5)
        there: Counter[float] = Counter()
        for value in of:
            look = "accent" if name == "luck" else "warm"
            canvas.dot(to_x(value), bottom - 6 - STEP * there[value], RADIUS, f"mark-{look} dot {name}")
            there[value] += 1
    for tick in ticks(low, high, 8):
        canvas.line(to_x(tick), bottom, to_x(tick), bottom + 5, "zero")
        canvas.text(to_x(tick), bottom + 20, format_number(tick, 0, language, sign=True), "small muted", "middle")
    canvas.text(RIGHT, bottom + 38, f"{axis} →", "small muted", "end")
    return unstyled(canvas.svg())


def stops_strip(prefix: str, scene: Scene, language: str) -> tuple[Markup, Markup]:
    """Return the stops of the unknown, wide and narrow, with the scene's own in strong letters; one scale for all."""
    answers = of_class(language)
    _, belief, market = scene.switches
    marks = []
    for stop in STOPS:
        mark = of_hundred(answers[f"{stop}.{belief}.{market}"].answer.parts[0], language)
        label = stop_label(stop, language)
        marks.append(replace(mark, label=label, is_strong=stop == scene.switches[0]))
    part = answers[scene.key].answer.parts[0]
    title = text("lesson.what_if.strip", language)
    said = "; ".join(f"{mark.label}: {mark.shown}" for mark in marks)
    words = Words(
        title,
        f"{title}: {said}",
        text("answer.zero", language, against=part.against),
        text("answer.axis_fewer", language),
        text("answer.axis_more", language),
        language,
    )
    scale = _scale(language)
    wide = strip(f"{prefix}-wide", marks, words, scale).svg()
    return unstyled(wide), unstyled(narrow_strip(f"{prefix}-narrow", marks, words, scale).svg())


@cache
def _scale(language: str) -> tuple[float, float]:
    return span([of_hundred(shown.answer.parts[0], language) for shown in of_class(language).values()])
