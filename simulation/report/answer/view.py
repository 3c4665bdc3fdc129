"""The answer block as a page shows it: each part with its strip, wide and narrow, all on one scale of people."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from simulation.base.texts import text
from simulation.report.answer.block import Answer, Part
from simulation.report.charts.strip import Mark, Words, narrow_strip, span, strip


@dataclass(frozen=True)
class Shown:
    """A part and its pictures; empty where there is nothing to compare."""

    part: Part
    wide: Markup
    narrow: Markup
    key: str


def shown_parts(answer: Answer) -> list[Shown]:
    """Return the parts with their strips; those counted in the same number of people share a scale."""
    scales = {
        per: span([mark for part in answer.parts if part.per == per for mark in marks_of(part)])
        for per in {part.per for part in answer.parts}
    }
    made = []
    for number, part in enumerate(answer.parts):
        if not part.rows:
            made.append(Shown(part, Markup(), Markup(), ""))
            continue
        words, marks = words_of(part, answer.language), marks_of(part)
        wide = strip(f"strip-{number}", marks, words, scales[part.per]).svg()
        narrow = narrow_strip(f"strip-{number}-narrow", marks, words, scales[part.per]).svg()
        made.append(Shown(part, wide, narrow, key_of(part, answer.language)))
    return made


def in_sentences(answer: Answer) -> list[str]:
    """Return the whole block as lines of text: question, sentences, what was put in, boxes, and the command."""
    put_in = dict.fromkeys(part.put_in for part in answer.parts if part.put_in)
    boxes = [f"{box.heading}: {' '.join(box.points)}" for box in answer.boxes]
    return [answer.title, *(part.sentence for part in answer.parts), *put_in, *boxes, answer.made]


def marks_of(part: Part) -> list[Mark]:
    """Return the rows of a part's strip."""
    return [Mark(row.label, row.middle, row.low, row.high, row.shown, row.is_asked, row.is_put_in) for row in part.rows]


def words_of(part: Part, language: str) -> Words:
    """Return what is written around a part's strip."""
    rows = "; ".join(f"{row.label}: {row.shown}" for row in part.rows)
    return Words(
        text("answer.strip.title", language, label=part.label, against=part.against),
        text("answer.strip.description", language, label=part.label, against=part.against, rows=rows),
        text("answer.zero", language, against=part.against),
        text("answer.axis_fewer", language),
        text("answer.axis_more", language),
        language,
    )


def key_of(part: Part, language: str) -> str:
    """Return how the strip is read: unit, dot, bar, and a hollow dot where there is one."""
    key = f"{part.unit}; {text('answer.strip.key', language)}"
    return f"{key}; {text('answer.strip.key_put_in', language)}" if any(row.is_put_in for row in part.rows) else key
