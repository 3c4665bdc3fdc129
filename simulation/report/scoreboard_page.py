"""The scoreboard's page and figure: one file of HTML, no address outside it, no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.evidence import load_facts
from simulation.report import figure_scoreboard
from simulation.report import scoreboard_words as words
from simulation.report.style import SETTINGS
from simulation.report.svg import inline, save
from simulation.texts import text
from simulation.texts.phrases import place
from simulation.validation.line import JUDGED, Line
from simulation.validation.scoreboard import Scoreboard


@dataclass(frozen=True)
class Cell:
    """A number with its interval, which may be empty."""

    value: str
    interval: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table; `small` is unit, source and, where there is one, the reason."""

    name: str
    quantity: str
    small: str
    cells: Sequence[Cell]


def write_scoreboard_page(
    board: Scoreboard, folder: Path, name: str, notes: Sequence[str], content_hash: str, language: str
) -> None:
    """Write `folder/report.html` and the figure `folder/figures/scoreboard.svg`."""
    figure = folder / "figures" / "scoreboard.svg"
    figure.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(SETTINGS):
        title = text("validate.figure.title", language)
        drawn = figure_scoreboard.draw(board, language)
        save(drawn, figure, title, figure_scoreboard.describe(board, language))
    content = {
        "t": partial(_text, language),
        "language": language,
        "name": name,
        # Our own style and drawing, whose texts were escaped when it was written.
        "css": Markup(resources.files("simulation.report").joinpath("page.css").read_text("utf-8")),  # noqa: S704
        "svg": Markup(inline(figure)),  # noqa: S704
        "tallies": words.tallies(board, language),
        "notes": notes,
        "parts": [_part(board, role, language) for role in words.ROLES],
        "readings": words.reading_rows(board, language),
        "version": __version__,
        "hash": content_hash,
    }
    environment = Environment(
        loader=PackageLoader("simulation.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("scoreboard.html").render(content)
    (folder / "report.html").write_text(page, encoding="utf-8")


def _text(language: str, key: str, **values: object) -> str:
    return text(f"validate.{key}", language, **values)


def _part(board: Scoreboard, role: str, language: str) -> dict[str, Any]:
    """Return the table of a role; columns that nothing is known of are left out."""
    lines = words.lines_of(board, role)
    columns = ["published"]
    if role != "cannot say":
        columns.append("simulated")
    if any(not math.isnan(line.cred_low) for line in lines):
        columns.append("credible")
    if role in JUDGED:
        columns.append("tolerance")
        if any(not math.isnan(line.power) for line in lines):
            columns.append("power")
        columns.append("verdict")
    return {
        "id": role.replace(" ", "-"),
        "label": text(f"validate.roles.{role}", language),
        "lead": text(f"validate.leads.{role}", language),
        "headings": [text(f"validate.columns.{column}", language) for column in columns],
        "rows": [_row(line, columns, language) for line in lines],
    }


def _row(line: Line, columns: Sequence[str], language: str) -> Row:
    item = load_facts()[line.fact]
    cells = {
        "published": Cell(words.number(line, line.published, language)),
        "simulated": Cell(words.number(line, line.simulated, language), _interval(line, language)),
        "credible": Cell(words.interval(line, line.cred_low, line.cred_high, language)),
        "tolerance": Cell(words.number(line, line.tolerance, language)),
        "power": Cell(words.share(line.power, language)),
        "verdict": Cell(words.verdict(line, language)),
    }
    small = ". ".join(
        part.rstrip(".")
        for part in (words.unit(line, language), place(item.where, language), words.why(line, language))
        if part
    )
    return Row(words.name(line, language), item.quantity[language], small, [cells[column] for column in columns])


def _interval(line: Line, language: str) -> str:
    return "" if math.isnan(line.mc_low) else words.interval(line, line.mc_low, line.mc_high, language)
