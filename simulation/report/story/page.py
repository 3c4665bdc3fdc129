"""The page of a person who was followed, and its two figures (SVG and PNG)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.analyses.stories.chronicle import Chronicle
from simulation.report import pages, svg
from simulation.report.pages import Frame, Picture, picture
from simulation.report.story import figure_story, figure_tendency
from simulation.report.story.finding import finding
from simulation.report.table import Cell, Column, Row, Table
from simulation.results.page_names import page_name

FIGURES = {"story": figure_story, "tendency": figure_tendency}


def write_page(shown: Chronicle, folder: Path, content_hash: str) -> Path:
    """Write the figures and `folder/report.html`, and return its path."""
    frame = Frame(shown.title(), "follow", shown.language, content_hash)
    content = {
        "finding": finding(shown),
        "shown": shown,
        "pictures": _pictures(shown, folder),
        "tendencies": _tendencies(shown),
    }
    return pages.write(folder / page_name("follow"), "report/story/page.html", frame, content)


def _pictures(shown: Chronicle, folder: Path) -> dict[str, Picture]:
    pictures = {}
    for id, kind in FIGURES.items():
        title = shown.text(f"figures.{id}.title", name=shown.name)
        path = svg.write_both(folder, id, partial(kind.draw, shown), title, kind.describe(shown))
        pictures[id] = picture(path, title, shown.text(f"figures.{id}.caption"))
    return pictures


def _tendencies(shown: Chronicle) -> Table:
    """Return what tends to happen under each policy, and the difference."""
    return Table(
        id="tendency-table",
        caption=shown.text("tendency_caption"),
        columns=[Column(label) for label in (*shown.labels, shown.text("difference"))],
        rows=[Row(row.label, "", [Cell(*cell) for cell in row.cells]) for row in shown.tendencies.rows()],
        head=shown.text("what"),
    )
