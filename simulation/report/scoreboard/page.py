"""The page of `tilltro validate`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulation.analyses.validation.line import JUDGED, Line
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.texts import text
from simulation.base.texts.phrases import place
from simulation.model.evidence import load_facts
from simulation.report import pages
from simulation.report.pages import Frame, picture
from simulation.report.scoreboard import rivals, words
from simulation.report.scoreboard.figure import write_figure
from simulation.report.scoreboard.finding import Asked, finding
from simulation.report.table import Cell, Column, Row, Table, plain_table
from simulation.results.page_names import page_name


def write_page(board: Scoreboard, folder: Path, asked: Asked, content_hash: str) -> Path:
    """Write the figure and `folder/report.html`, and return its path."""
    language, found = asked.language, finding(board, asked)
    frame = Frame(found.title, "validate", language, content_hash)
    content = {
        "finding": found,
        "tallies": words.tallies(board, language),
        "notes": asked.notes,
        "picture": picture(write_figure(board, folder, language), text("validate.figure.title", language)),
        "parts": [_part(board, role, language) for role in words.ROLES],
        "readings": _readings(board, language),
        "rivals": rivals.section(folder, language),
    }
    return pages.write(folder / page_name("validate"), "report/scoreboard/page.html", frame, content)


def _part(board: Scoreboard, role: str, language: str) -> dict[str, Any]:
    """Return the table of a role; columns that nothing is known of are left out."""
    lines = words.lines_of(board, role)
    columns = ["published"]
    if role != "cannot say":
        columns.append("simulated")
    if any(not math.isnan(line.cred_low) for line in lines):
        columns.append("range")
    if role in JUDGED:
        columns.append("band")
        if any(not math.isnan(line.share_within) for line in lines):
            columns.append("share")
        if any(not math.isnan(line.power) for line in lines):
            columns.append("power")
        columns.append("verdict")
    label = text(f"validate.roles.{role}", language)
    table = Table(
        id="",
        caption=label,
        columns=[Column(text(f"validate.columns.{column}", language)) for column in columns],
        rows=[_row(line, columns, language) for line in lines],
        head=text("validate.columns.fact", language),
    )
    id = role.replace(" ", "-")
    return {"id": id, "label": label, "lead": text(f"validate.leads.{role}", language), "table": table}


def _readings(board: Scoreboard, language: str) -> Table:
    headings = [text(f"validate.{key}", language) for key in ("columns.fact", "reading", "figures_column")]
    rows = words.reading_rows(board, language)
    return plain_table("", text("validate.readings_title", language), headings, rows, len(headings))


def _row(line: Line, columns: Sequence[str], language: str) -> Row:
    item = load_facts()[line.fact]
    cells = {
        "published": Cell(words.number(line, line.published, language)),
        "simulated": Cell(words.number(line, line.simulated, language), _interval(line, language)),
        "range": Cell(words.interval(line, line.cred_low, line.cred_high, language)),
        "band": Cell(words.interval(line, line.band_low, line.band_high, language)),
        "share": Cell(words.share(line.share_within, language)),
        "power": Cell(words.share(line.power, language)),
        "verdict": Cell(words.verdict(line, language), look="verdict"),
    }
    small = ". ".join(
        part.rstrip(".")
        for part in (words.unit(line, language), place(item.where, language), words.why(line, language))
        if part
    )
    quantity = item.quantity[language]
    return Row(words.name(line, language), "", [cells[column] for column in columns], quantity, small)


def _interval(line: Line, language: str) -> str:
    has_none = math.isnan(line.mc_low) or not math.isnan(line.cred_low)  # of a median there is the range over draws
    return "" if has_none else words.interval(line, line.mc_low, line.mc_high, language)
