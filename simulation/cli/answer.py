"""An answer on one screen: the sentence, a row a policy with a small bar, and what is assumed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

from simulation.base.texts import text
from simulation.cli.terminal import width
from simulation.report.answer.block import Answer, Part
from simulation.report.answer.finding import Finding
from simulation.report.answer.view import marks_of, marks_of_stops
from simulation.report.charts.strip import Mark, span

WIDEST = 100  # characters of a line, however wide the terminal
BAR, LEAST_BAR = 30, 12  # characters of a bar
LABEL = 46  # characters of a policy's label before it is broken, where a bar needs the room
ZERO, RANGE, MIDDLE = "│", "─", "●"
PUT_IN = "*"
GAP = "  "
INDENT = "  "  # of a label's further lines


def answer_lines(answer: Answer) -> list[str]:
    """Return the lines; none wider than the terminal, or than a hundred characters."""
    room = min(width(), WIDEST)
    lines = [*_wrapped(answer.title, room), ""]
    if len(answer.parts) == 1:
        lines += [*_wrapped(answer.parts[0].sentence, room), ""]
    else:
        lines += _wrapped(answer.lead, room)
    stops = marks_of_stops(answer)
    scales = {
        per: span([mark for part in answer.parts if part.per == per for mark in marks_of(part)] + stops)
        for per in {part.per for part in answer.parts}
    }
    for part in answer.parts:
        lines += _part(part, answer, scales[part.per], room)
    put_in = list(dict.fromkeys(part.put_in for part in answer.parts if part.put_in))
    marked = [row for part in answer.parts for row in part.rows if row.is_put_in]
    if put_in and all(row.is_asked for row in marked):  # the sentence says of them what the sign stands for
        put_in[0] = f"{PUT_IN} {put_in[0]}" if marked else put_in[0]
    elif marked:
        put_in.append(f"{PUT_IN} {text('answer.terminal.put_in', answer.language)}")
    lines += _wrapped(" ".join(put_in), room) if put_in else []
    if len(answer.boxes) > 1:
        change = answer.boxes[-2]
        lines += [
            "",
            *(
                _strip(change.points[0], stops, scales[answer.parts[0].per], room)
                if stops
                else _wrapped(" ".join(change.in_words[:2]), room)
            ),
        ]
    return lines


def finding_lines(finding: Finding) -> list[str]:
    """Return the lines of an analysis's answer, as wide as `answer_lines`: sentence, strip, all boxes but the last."""
    room = min(width(), WIDEST)
    lines = [*_wrapped(finding.title, room), "", *_wrapped(finding.sentence, room)]
    lines += _wrapped(finding.put_in, room) if finding.put_in else []
    shown = [] if finding.strip is None else [(finding.strip.title, finding.strip)]
    for head, strip in [*shown, *((f"{side.label}: {side.brief}", side.strip) for side in finding.sides)]:
        lines += ["", *_strip(head, strip.marks, strip.scale, room)]
        if any(mark.is_hollow for mark in strip.marks):
            lines += _wrapped(f"{PUT_IN} {strip.put_in}", room)
    lines += [""] if finding.boxes[:-1] else []
    for box in finding.boxes[:-1]:
        lines += _wrapped(f"{box.heading}: {' '.join(box.in_words)}", room)
    return lines


def _part(part: Part, answer: Answer, scale: tuple[float, float], room: int) -> list[str]:
    if not part.rows:
        return []
    head = f"{part.heading}. {part.brief}" if len(answer.parts) > 1 else _unit(part, answer.language)
    return _strip(head, marks_of(part), scale, room)


def _unit(part: Part, language: str) -> str:
    than = text("answer.terminal.than", language, against=part.against)
    return f"{part.label}: {part.unit}, {than}; {text('answer.strip.key', language)}"


def _strip(head: str, marks: Sequence[Mark], scale: tuple[float, float], room: int) -> list[str]:
    """Return a heading and a row a mark: its label, whole, its numbers, and a small bar where there is room."""
    shown = max(len(mark.shown) for mark in marks)
    labels = [f"{mark.label}{f' {PUT_IN}' if mark.is_hollow else ''}" for mark in marks]
    longest = min(max(map(len, labels)), max(LABEL, room - shown - BAR - 2 * len(GAP)))
    longest = min(longest, max(8, room - shown - LEAST_BAR - 2 * len(GAP)))
    bar = min(BAR, room - longest - shown - 2 * len(GAP))
    lines = _wrapped(head, room)
    for mark, label in zip(marks, labels, strict=True):
        drawn = GAP + _bar(mark, scale, bar) if bar >= LEAST_BAR else ""
        first, *others = _wrapped(label, longest)
        lines.append(f"{first:{longest}}{GAP}{mark.shown:{shown}}{drawn}".rstrip())
        lines += [f"{INDENT}{line}" for other in others for line in _wrapped(other, longest - len(INDENT))]
    return lines


def _bar(mark: Mark, scale: tuple[float, float], n: int) -> str:
    """Return a bar of `n` characters: the range, its middle, and zero."""

    def place(value: float) -> int:
        return min(n - 1, max(0, round((value - scale[0]) / (scale[1] - scale[0]) * (n - 1))))

    signs = [" "] * n
    if not math.isnan(mark.low):
        for at in range(place(mark.low), place(mark.high) + 1):
            signs[at] = RANGE
    signs[place(0.0)] = ZERO
    signs[place(mark.middle)] = MIDDLE
    return "".join(signs)


def _wrapped(words: str, room: int) -> list[str]:
    return wrap(words, room) or [""]
