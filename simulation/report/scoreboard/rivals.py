"""Rivals on the scoreboard's page: which readings the published figures rule out, and which figure tells which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from simulation.analyses.validation.rivals import (
    NO_SUPPORT,
    RivalFigure,
    can_tell,
    not_ruled_out,
    rival_figures,
    verdicts,
)
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.base.texts.phrases import phrase
from simulation.report import svg
from simulation.report.drawing import Drawing, area
from simulation.report.pages import picture
from simulation.report.style import GREY, INK, NAVY, SMALL, WIDTH, add_axes, head, new_figure, wrapped
from simulation.report.table import Table, plain_table
from simulation.study.worlds import load_world

LEFT, TOP, ROW, BELOW = 1.1, 1.75, 0.24, 0.25
DARKEST = 4.0  # tolerances: what lies further is drawn alike


def label(rival: str, language: str) -> str:
    """Return what a rival is called."""
    return load_world(rival).label[language]


def sentence(language: str) -> str:
    """Return which rivals the published figures leave standing; empty where none."""
    names = "; ".join(label(name, language) for name in not_ruled_out())
    return text("validate.rivals.left", language, rivals=names) if names else ""


def section(folder: Path, language: str) -> dict[str, Any]:
    """Write the figure and return what the page shows of rivals."""
    title = text("validate.rivals.title", language)
    path = svg.write(folder, "rivals", partial(draw, language), title, describe(language))
    notes = [text(f"validate.rivals.{key}", language) for key in ("meaning", "power", "support")]
    return {
        "sentence": sentence(language),
        "notes": notes,
        "table": _table(language),
        "picture": picture(path, title),
    }


def describe(language: str) -> str:
    """Return the figure in words: for each rival the figures that tell it."""
    return "; ".join(f"{label(rival, language)}: {_telling(rival, language)}" for rival in verdicts())


def _table(language: str) -> Table:
    keys = ("rival", "verdict", "nearest", "kept", "telling")
    headings = [text(f"validate.rivals.columns.{key}", language) for key in keys]
    return plain_table("", text("validate.rivals.title", language), headings, table_rows(language), len(headings))


def table_rows(language: str) -> list[list[str]]:
    """Return a row a rival: verdict, nearest set, how often the procedure keeps a true one, which figures tell it."""
    rows = []
    for rival, found in verdicts().items():
        verdict = text(f"validate.rivals.{'out' if found['ruled_out'] else 'not_out'}", language)
        if found["moves_no_target"]:
            nearest = kept = text("validate.rivals.no_target", language)
        else:
            nearest = f"{found['worst_figure']}: {format_number(found['nearest_simulated'], 1, language)}"
            kept = " / ".join(format_number(100.0 * value, 0, language) for value in found["kept"].values())
        rows.append([label(rival, language), verdict, nearest, kept, _telling(rival, language)])
    return rows


def _telling(rival: str, language: str) -> str:
    named = [
        f"{name(item, language)} ({format_number(100.0 * item.power, 0, language)} %)"
        for item in rival_figures()
        if item.rival == rival and can_tell(item) and item.fact not in NO_SUPPORT
    ]
    return ", ".join(named) or text("validate.rivals.none", language)


def name(item: RivalFigure, language: str) -> str:
    """Return the figure's name, such as "F7 3"."""
    part = phrase(item.part, language) if item.part in ("women", "men") else item.part
    return f"{item.fact} {part}".strip()


def draw(language: str) -> Drawing:
    """Return the figure: rivals across, figures down; the darker, the further off; in it the power in percent."""
    rivals = list(verdicts())
    rows = _rows()
    figure = new_figure(TOP + ROW * len(rows) + BELOW)
    head(figure, text("validate.rivals.title", language), text("validate.rivals.subtitle", language))
    axes = add_axes(figure, LEFT, TOP, WIDTH - LEFT - 0.1, ROW * len(rows))
    axes.set_xlim(0, len(rivals))
    axes.set_ylim(len(rows), 0)
    axes.axis("off")
    cells = {(item.rival, item.fact, item.part): item for item in rival_figures()}
    for across, rival in enumerate(rivals):
        axes.text(across + 0.5, -0.2, wrapped(label(rival, language), 18, 3), fontsize=SMALL - 1, color=INK,
                  ha="center", va="bottom")  # fmt: skip
        for down, item in enumerate(rows):
            _cell(axes, across, down, cells[rival, item.fact, item.part], language)
    for down, item in enumerate(rows):
        shown = name(item, language) + ("*" if item.role == "validation" else "")
        axes.text(-0.08, down + 0.5, shown, fontsize=SMALL - 1, color=GREY, ha="right", va="center")
    return figure


def _rows() -> Sequence[RivalFigure]:
    """Return the figures of the first rival, those fitted to first."""
    first = next(iter(verdicts()))
    own = [item for item in rival_figures() if item.rival == first]
    return sorted(own, key=lambda item: item.role)


def _cell(axes: Any, across: int, down: int, item: RivalFigure, language: str) -> None:
    strength = min(1.0, abs(item.distance) / DARKEST) if item.distance == item.distance else 0.0
    axes.add_patch(area(across + 0.02, down + 0.04, 0.96, 0.92, color=NAVY, alpha=0.04 + 0.3 * strength, linewidth=0))
    shown = format_number(100.0 * item.power, 0, language)
    axes.text(across + 0.5, down + 0.52, shown, fontsize=SMALL - 1.5, color=INK, ha="center", va="center")
