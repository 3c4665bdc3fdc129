"""A comparison's answer on one screen: the sentence, a row a policy with a small bar, and what is assumed."""

from __future__ import annotations

import math
from textwrap import wrap

from simulation.base.texts import text
from simulation.cli.terminal import width
from simulation.report.answer.block import Answer, Part, Row
from simulation.report.answer.view import marks_of
from simulation.report.charts.strip import span

WIDEST = 100  # characters of a line, however wide the terminal
BAR, LEAST_BAR = 30, 12  # characters of a bar
LABEL = 46  # of a policy's label at most
ZERO, RANGE, MIDDLE = "│", "─", "●"
PUT_IN = "*"
GAP = "  "


def answer_lines(answer: Answer) -> list[str]:
    """Return the lines; none wider than the terminal, or than a hundred characters."""
    room = min(width(), WIDEST)
    lines = [*_wrapped(answer.title, room), ""]
    if len(answer.parts) == 1:
        lines += [*_wrapped(answer.parts[0].sentence, room), ""]
    else:
        lines += _wrapped(answer.lead, room)
    scales = {
        per: span([mark for part in answer.parts if part.per == per for mark in marks_of(part)])
        for per in {part.per for part in answer.parts}
    }
    for part in answer.parts:
        lines += _part(part, answer, scales[part.per], room)
    put_in = list(dict.fromkeys(part.put_in for part in answer.parts if part.put_in))
    if any(row.is_put_in for part in answer.parts for row in part.rows):
        put_in.append(f"{PUT_IN} {text('answer.terminal.put_in', answer.language)}")
    if len(answer.boxes) > 1:
        put_in.append(" ".join(answer.boxes[-2].in_words[:2]))
    return [*lines, "", *(line for words in put_in for line in _wrapped(words, room))]


def _part(part: Part, answer: Answer, scale: tuple[float, float], room: int) -> list[str]:
    if not part.rows:
        return []
    head = f"{part.label}: {part.brief}" if len(answer.parts) > 1 else _unit(part, answer.language)
    shown = max(len(row.shown) for row in part.rows)
    labels = [f"{row.label}{f' {PUT_IN}' if row.is_put_in else ''}" for row in part.rows]
    longest = min(LABEL, max(map(len, labels)), max(8, room - shown - LEAST_BAR - 2 * len(GAP)))
    bar = min(BAR, room - longest - shown - 2 * len(GAP))
    lines = _wrapped(head, room)
    for row, label in zip(part.rows, labels, strict=True):
        drawn = GAP + _bar(row, scale, bar) if bar >= LEAST_BAR else ""
        lines.append(f"{_cut(label, longest):{longest}}{GAP}{row.shown:{shown}}{drawn}".rstrip())
    return lines


def _unit(part: Part, language: str) -> str:
    return f"{part.label}: {part.unit}, {text('answer.terminal.than', language, against=part.against)}"


def _bar(row: Row, scale: tuple[float, float], n: int) -> str:
    """Return a bar of `n` characters: the range, its middle, and zero."""

    def place(value: float) -> int:
        return min(n - 1, max(0, round((value - scale[0]) / (scale[1] - scale[0]) * (n - 1))))

    signs = [" "] * n
    if not math.isnan(row.low):
        for at in range(place(row.low), place(row.high) + 1):
            signs[at] = RANGE
    signs[place(0.0)] = ZERO
    signs[place(row.middle)] = MIDDLE
    return "".join(signs)


def _cut(label: str, n: int) -> str:
    return label if len(label) <= n else f"{label[: n - 3].rstrip()}..."


def _wrapped(words: str, room: int) -> list[str]:
    return wrap(words, room) or [""]
