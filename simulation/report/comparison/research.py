"""What the research measured: published figures beside those of the shipped scoreboard, as panels and a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from simulation.analyses.validation.line import Line
from simulation.analyses.validation.shipped import shipped
from simulation.base.texts import catalogue, text
from simulation.base.texts.numbers import format_number
from simulation.report.charts.dots import Pair, pairs
from simulation.report.scoreboard.words import NO_JOBS, no_jobs
from simulation.report.table import Table, plain_table

PANELS = {
    "places": ("E1", "E2", "E3", "E4"),
    "belief": ("F1", "F2", "F3", "F4", "F5"),
    "quartiles": ("G1", "G2", "G3", "G4"),
}
SIGNED = ("places",)
OTHERS = ("G12", "H5", "H6", "H7", "H10")
DECIMALS = {"G12": 0, "H5": 2, "H6": 1, "H7": 1, "H10": 1}
NO_SIZE = {"H5": "none", "H6": "up", "H7": "up"}  # what was published in words
NOTED = "places"  # the panel after which the reason is told


@dataclass(frozen=True)
class Panel:
    """A finding's picture, wide and narrow, under what it says, and a note."""

    title: str
    wide: Markup
    narrow: Markup
    note: str


@dataclass(frozen=True)
class Research:
    """The section."""

    lead: str
    panels: Sequence[Panel]
    others: Table
    note: str  # below the table; "" for none


def research(language: str, has_stick: bool = False) -> Research | None:
    """Return the section, with a note on what the trial of the stick can't tell; None where no scoreboard ships."""
    lines = {line.fact: line for line in reversed(shipped())}
    if not lines:
        return None
    made = [_panel(id, facts, lines, language) for id, facts in PANELS.items()]
    note = no_jobs(lines[NO_JOBS], language) if has_stick and NO_JOBS in lines else ""
    return Research(text("answer.research.lead", language), made, _others(lines, language), note)


def _panel(id: str, facts: Sequence[str], lines: dict[str, Line], language: str) -> Panel:
    title, unit = (text(f"answer.research.{id}.{key}", language) for key in ("title", "unit"))
    rows = [_pair(id, lines[fact], language) for fact in facts if fact in lines]
    said = "; ".join(f"{row.label}: {row.shown}" for row in rows)
    wide, narrow = (
        pairs(f"research-{id}{'-narrow' * is_narrow}", rows, title, said, unit, language, is_narrow).svg()
        for is_narrow in (False, True)
    )
    return Panel(title, wide, narrow, text("answer.research.lock_in", language) if id == NOTED else "")


def _pair(panel: str, line: Line, language: str) -> Pair:
    decimals, sign = 1, panel in SIGNED
    published = format_number(line.published, 0 if float(line.published).is_integer() else decimals, language, sign)
    if f"{line.fact.lower()}_published" in catalogue(f"answer.research.{panel}"):
        published = text(f"answer.research.{panel}.{line.fact.lower()}_published", language)
    simulated = format_number(line.simulated, decimals, language, sign)
    label = text(f"answer.research.{panel}.rows.{line.fact}", language)
    return Pair(label, line.published, line.simulated, line.cred_low, line.cred_high, f"◆ {published}  ● {simulated}")


def _others(lines: dict[str, Line], language: str) -> Table:
    headings = [text(f"answer.research.others.{key}", language) for key in ("finding", "published", "simulated")]
    rows = []
    for fact in OTHERS:
        if fact not in lines:
            continue
        line = lines[fact]
        published = (
            text(f"answer.research.others.{NO_SIZE[fact]}", language)
            if fact in NO_SIZE or math.isnan(line.published)
            else _with_unit(fact, line.published, language)
        )
        name = text(f"answer.research.others.rows.{fact}", language)
        rows.append([f"{name} ({fact})", published, _with_unit(fact, line.simulated, language)])
    caption = text("answer.research.others.caption", language)
    return plain_table("research-others", caption, headings, rows, len(headings))


def _with_unit(fact: str, value: float, language: str) -> str:
    shown = format_number(value, DECIMALS[fact], language, sign=fact != "H10")
    return text(f"answer.research.others.units.{fact}", language, n=shown)
