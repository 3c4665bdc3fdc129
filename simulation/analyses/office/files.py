"""What an office can expect, in files: `office.json` holds everything, CSV files its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.analyses.office.course import BANDS, Course
from simulation.analyses.office.expect import Effect, Expected, Figure, Span
from simulation.results.found import Tables, read_found, write_found

FOUND = "office.json"


def expected_tables(found: Expected) -> Tables:
    """Return the rows of the tables."""
    return {
        "figures": [_row(figure) for figure in found.figures],
        "effects": [_row(effect) for effect in found.effects],
        "course": [row for course in found.courses for row in _course_rows(course)],
    }


def write_expected(found: Expected, folder: Path) -> None:
    """Write every file."""
    write_found(found, expected_tables(found), FOUND, folder)


def _row(one: Figure | Effect) -> dict[str, Any]:
    """Return a figure or an effect as a row: an interval is three columns."""
    row: dict[str, Any] = {}
    for name, value in asdict(one).items():
        row |= (
            {f"{name}_{part}": number for part, number in value.items()} if isinstance(value, dict) else {name: value}
        )
    return row


def _course_rows(course: Course) -> Iterator[dict[str, Any]]:
    names = [f"expected_{place:g}".replace(".", "_") for place in BANDS]
    for quarter, n, seen, band in zip(course.quarters, course.n, course.seen, course.bands, strict=True):
        yield {
            "measure": course.measure,
            "quarter": quarter,
            "n": n,
            "seen": seen,
            **dict(zip(names, band, strict=True)),
        }


def read_expected(folder: Path) -> Expected:
    """Return what `write_expected` wrote."""
    content = read_found(FOUND, folder)
    parts = {
        "figures": tuple(Figure(**_spans(one)) for one in content["figures"]),
        "effects": tuple(Effect(**_spans(one)) for one in content["effects"]),
        "courses": tuple(_course(one) for one in content["courses"]),
    }
    return Expected(**{**content, **parts})


def _spans(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Span(**value) if isinstance(value, Mapping) else value for name, value in content.items()}


def _course(content: Mapping[str, Any]) -> Course:
    lists = {name: tuple(value) for name, value in content.items() if name not in ("measure", "bands")}
    return Course(content["measure"], **lists, bands=tuple(tuple(row) for row in content["bands"]))
