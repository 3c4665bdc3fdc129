"""The scoreboard as the terminal shows it: a table a role, what the model cannot speak to, readings and tallies."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from simulation.analyses.validation.line import JUDGED, Line
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.texts import text
from simulation.cli.terminal import table
from simulation.model.evidence import fact


def scoreboard_parts(board: Scoreboard, language: str, has_prior: bool) -> list[RenderableType]:
    """Return a table a role and one of readings, then the tallies; the prior adds a column of power."""
    from simulation.report.scoreboard import words

    parts: list[RenderableType] = []
    for role in words.ROLES:
        lines = words.lines_of(board, role)
        if role == "cannot say":
            parts.append(_reasons(lines, language))
        elif lines:
            parts.append(_table(lines, role, words.has_draws(board), has_prior, language))
    headings = [text("validate.columns.fact", language), text("validate.reading", language)]
    headings.append(text("validate.figures_column", language))
    title = text("validate.readings_title", language)
    parts.append(table(headings, words.reading_rows(board, language), title=title, n_text_columns=3))
    return [*parts, *words.tallies(board, language)]


def _table(lines: Sequence[Line], role: str, has_draws: bool, has_prior: bool, language: str) -> RenderableType:
    from simulation.report.scoreboard import words

    keys = ["fact", "quantity", "unit", "published", "simulated", "range" if has_draws else "monte_carlo"]
    if role in JUDGED:
        keys += ["band", *(["share"] if has_draws else []), *(["power"] if has_prior else []), "verdict"]
    rows = []
    for line in lines:
        row = [
            words.name(line, language),
            fact(line.fact).quantity[language],
            words.unit(line, language),
            words.number(line, line.published, language),
            words.number(line, line.simulated, language),
            words.interval(
                line, *((line.cred_low, line.cred_high) if has_draws else (line.mc_low, line.mc_high)), language
            ),
        ]
        if role in JUDGED:
            row.append(words.interval(line, line.band_low, line.band_high, language))
            row += [words.share(line.share_within, language)] if has_draws else []
            row += [words.share(line.power, language)] if has_prior else []
            row.append(words.verdict(line, language))
        rows.append(row)
    headings = [text(f"validate.columns.{key}", language) for key in keys]
    return table(headings, rows, title=text(f"validate.roles.{role}", language), n_text_columns=3)


def _reasons(lines: Sequence[Line], language: str) -> RenderableType:
    """Return what the model can't speak to, with the reason."""
    from simulation.report.scoreboard import words

    headings = [text(f"validate.columns.{key}", language) for key in ("fact", "quantity", "why")]
    rows = [[line.fact, fact(line.fact).quantity[language], words.why(line, language)] for line in lines]
    return table(headings, rows, title=text("validate.roles.cannot say", language), n_text_columns=3)
