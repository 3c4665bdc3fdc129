"""An icon array: 100 people, each group side by side, since nobody knows which people belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.report.charts.canvas import SIZE, Canvas, lines_of

PEOPLE, COLUMNS = 100, 20
CELL = 17.0
WIDTH = COLUMNS * CELL


@dataclass(frozen=True)
class Group:
    """How many of the hundred, and what they have in common; `look` is `accent`, `warm`, `muted` or `none`."""

    n: int
    label: str
    look: str


def icons(id: str, groups: Sequence[Group], title: str, description: str) -> Canvas:
    """Return the hundred, five rows of twenty, and under them each group with its number.

    Raises:
        ValueError: if the groups aren't a hundred people.
    """
    if sum(group.n for group in groups) != PEOPLE or any(group.n < 0 for group in groups):
        raise ValueError(f"{[group.n for group in groups]} aren't {PEOPLE} people")
    shown = [group for group in groups if group.n > 0]
    written = [(group, lines_of(f"{group.n} {group.label}", WIDTH - 24)) for group in shown]
    rows = PEOPLE // COLUMNS
    height = rows * CELL + 10 + sum(18 * len(lines) + 4 for _, lines in written)
    canvas = Canvas(id, WIDTH, height, title, description)
    looks = [group.look for group in shown for _ in range(group.n)]
    for place, look in enumerate(looks):
        row, column = divmod(place, COLUMNS)
        _person(canvas, (column + 0.5) * CELL, (row + 0.5) * CELL, look)
    y = rows * CELL + 10.0
    for group, lines in written:
        _person(canvas, 8, y + 9, group.look)
        for line in lines:
            canvas.text(24, y + 14, line)
            y += 18
        y += 4
    return canvas


def _person(canvas: Canvas, x: float, y: float, look: str) -> None:
    canvas.dot(x, y, 0.38 * SIZE, "hollow line-muted" if look == "none" else f"mark-{look}")
