"""The page of `tilltro office`."""

from __future__ import annotations

from pathlib import Path

import yaml

from simulation.report import pages
from simulation.report.office.figure import write_course
from simulation.report.office.words import (
    Asked,
    Rows,
    again,
    course_rows,
    effect_rows,
    figure_rows,
    finding,
    notes,
    outside,
    title,
)
from simulation.report.pages import Frame, picture
from simulation.report.table import Cell, Column, Row, Table
from simulation.results.page_names import page_name


def write_page(asked: Asked, world: str, folder: Path, is_kept: bool = True) -> Path:
    """Write `folder/report.html`, which shows the adapted levels as the YAML `world`, and return its path.

    `is_kept` says whether the YAML is a file in a folder of results too, as it isn't for a visitor of the pages.
    """
    frame = Frame(title(asked), "office", asked.language, asked.content_hash)
    effects = asked.say("tables.effects", quarters=asked.settings.n_quarters)
    has_forms = bool(asked.found.courses)
    content = {
        "finding": finding(asked),
        "effects": _table("effects-of-policies", effect_rows(asked), effects),
        "figures": _table("own-figures", figure_rows(asked), asked.say("tables.figures")),
        "has_figures": bool(asked.found.figures),
        "course_picture": picture(write_course(asked, folder), asked.say("chart.title")) if has_forms else None,
        "course": _table("by-quarter", course_rows(asked), asked.say("tables.course")),
        "outside": outside(asked),
        "no_ranking": asked.say("notes.no_ranking"),
        "yaml": world,
        "again": again(asked, is_kept),
        "notes": notes(asked),
    }
    return pages.write(folder / page_name("office"), "report/office/page.html", frame, content)


def world_yaml(asked: Asked) -> str:
    """Return the levels at the middle of the draws as a world's file."""
    content = {
        "label": {asked.language: asked.say("world")},
        "summary": {asked.language: asked.say("world_summary", n=asked.found.n)},
        "sources": ["assumption"],
        "parameters": {group: dict(of) for group, of in asked.found.levels.items()},
    }
    written: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return written


def _table(id: str, rows: Rows, caption: str) -> Table:
    headings, cells = rows
    return Table(
        id=id,
        caption=caption,
        columns=[Column(heading) for heading in headings[1:]],
        rows=[Row(row[0], "", [_cell(words) for words in row[1:]]) for row in cells],
        head=headings[0],
    )


def _cell(words: str) -> Cell:
    """Return a cell, an interval in brackets below its number and words that wrap, so that a wide table fits."""
    value, bracket, rest = words.partition(" (")
    if bracket and rest.endswith(")"):
        return Cell(value, rest.removesuffix(")"))
    return Cell(words) if any(character.isdigit() for character in words) else Cell("", words)
