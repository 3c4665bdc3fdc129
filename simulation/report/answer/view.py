"""The answer block as a page shows it: each part with its strip, wide and narrow, all on one scale of people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from simulation.base.texts import text
from simulation.base.texts.labels import in_sentence
from simulation.report.answer.block import Answer, Part, at_stop
from simulation.report.charts.strip import Mark, Words, narrow_strip, span, strip


@dataclass(frozen=True)
class Shown:
    """A part and its pictures; empty where there is nothing to compare."""

    part: Part
    wide: Markup
    narrow: Markup
    key: str
    stops: tuple[str, Markup, Markup] | None = None  # heading and strips of the unknown that decides


def shown_parts(answer: Answer) -> list[Shown]:
    """Return the parts with their strips; those counted in the same number of people share a scale."""
    stops = marks_of_stops(answer)
    scales = {
        per: span([mark for part in answer.parts if part.per == per for mark in marks_of(part)] + stops)
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
    if stops and len(made) == 1:
        made = [replace(made[0], stops=_stops(answer, stops, scales[made[0].part.per]))]
    return made


def marks_of_stops(answer: Answer) -> list[Mark]:
    """Return a row a stop of the unknown that decides, where the block has room for their picture: beside one part."""
    if answer.stops is None or len(answer.parts) > 1:
        return []
    per = answer.parts[0].per
    return [
        Mark(stop.label, per * stop.middle, per * stop.low, per * stop.high, at_stop(effect, per, answer.language))
        for stop in answer.stops.stops
        for effect in [(stop.middle, stop.low, stop.high)]
    ]


def _stops(answer: Answer, marks: list[Mark], scale: tuple[float, float]) -> tuple[str, Markup, Markup]:
    """Return the heading and the strips, wide and narrow, of the unknown that decides."""
    assert answer.stops is not None  # noqa: S101 (it has marks)
    asked = next((row.label for row in answer.parts[0].rows if row.is_asked), answer.parts[0].label)
    heading = f"{asked}: {in_sentence(answer.stops.heading)}"
    words = words_of(answer.parts[0], answer.language)
    said = f"{heading} {'; '.join(f'{mark.label}: {mark.shown}' for mark in marks)}"
    own = replace(words, title=heading, description=said)
    wide = strip("stops-wide", marks, own, scale).svg()
    return heading, wide, narrow_strip("stops-narrow", marks, own, scale).svg()


def in_sentences(answer: Answer) -> list[str]:
    """Return the whole block as lines of text: question, sentences, what was put in, boxes, and the command."""
    put_in = dict.fromkeys(part.put_in for part in answer.parts if part.put_in)
    boxes = [f"{box.heading}: {' '.join(box.in_words)}" for box in answer.boxes]
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
