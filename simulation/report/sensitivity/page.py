"""The page of `tilltro sensitivity`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.analyses.sensitivity.result import Sensitivity
from simulation.base.texts import text
from simulation.report import pages
from simulation.report.pages import Frame, Picture, picture
from simulation.report.sensitivity.figure import write_figure
from simulation.report.sensitivity.finding import finding
from simulation.report.sensitivity.tables import Cells, decision_table, index_table, step_table, worth_table
from simulation.report.sensitivity.words import decision_words, notes, said
from simulation.report.table import Table, plain_table
from simulation.results.page_names import page_name


def write_page(sensitivity: Sensitivity, folder: Path) -> Path:
    """Write the figure and `folder/sensitivity.html`, and return its path."""
    title = text("sensitivity.title", sensitivity.language)
    frame = Frame(finding(sensitivity).title, "sensitivity", sensitivity.language, sensitivity.content_hash)
    shown = picture(write_figure(sensitivity, folder), title)
    content = _content(sensitivity, shown)
    return pages.write(folder / page_name("sensitivity"), "report/sensitivity/page.html", frame, content)


def _content(sensitivity: Sensitivity, shown: Picture) -> dict[str, Any]:
    plan = sensitivity.plan
    return {
        "finding": finding(sensitivity),
        "said": [said(sensitivity, question) for question in plan.questions],
        "picture": shown,
        "tables": [_table(index_table(sensitivity, question)) for question in plan.questions],
        "steps": [_table(step_table(sensitivity, path)) for path in plan.steps],
        "decision": decision_words(sensitivity),
        "worth": [_table(decision_table(sensitivity)), _table(worth_table(sensitivity))],
        "notes": notes(sensitivity),
    }


def _table(cells: Cells) -> Table:
    return plain_table("", cells["title"], cells["headings"], cells["rows"], cells["n_text"])
