"""The scoreboard's page and figure: one file of HTML, no address outside it, no script."""

from __future__ import annotations

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
from simulation.validation.scoreboard import JUDGED, Line, Scoreboard


@dataclass(frozen=True)
class Row:
    """A row of a table: its fact, cells of words, and cells of numbers."""

    name: str
    words: Sequence[str]
    numbers: Sequence[str]


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
    """Return the table of a role: with verdicts where they are due, else with the reason."""
    is_judged = role in JUDGED
    first = ("fact", "quantity", "unit", "source") if is_judged else ("fact", "quantity", "unit", "source", "why")
    numbers = ["published", "simulated", "monte_carlo"]
    if is_judged:
        numbers += ["credible", "tolerance", "power", "verdict"]
    return {
        "id": role.replace(" ", "-"),
        "label": text(f"validate.roles.{role}", language),
        "lead": text(f"validate.leads.{role}", language),
        "text_headings": [text(f"validate.columns.{key}", language) for key in first],
        "number_headings": [text(f"validate.columns.{key}", language) for key in numbers],
        "rows": [_row(line, is_judged, language) for line in words.lines_of(board, role)],
    }


def _row(line: Line, is_judged: bool, language: str) -> Row:
    item = load_facts()[line.fact]
    cells = [item.quantity, line.unit, item.where]
    numbers = [
        words.number(line, line.published, language),
        words.number(line, line.simulated, language),
        words.interval(line, line.mc_low, line.mc_high, language),
    ]
    if not is_judged:
        return Row(words.name(line), [*cells, line.note], numbers)
    numbers += [
        words.interval(line, line.cred_low, line.cred_high, language),
        words.number(line, line.tolerance, language),
        words.share(line.power, language),
        words.verdict(line, language),
    ]
    return Row(words.name(line), cells if not line.note else [f"{item.quantity}. {line.note}", *cells[1:]], numbers)
