"""The workbook of `tilltro validate`: its answer, the scoreboard and other readings of the same facts."""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.texts import text
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import fact
from simulation.report.scoreboard.finding import Asked, finding
from simulation.report.scoreboard.words import tallies
from simulation.report.sheets import Sheet
from simulation.report.table_sheets import sheets_of_tables, with_answer


def sheets(board: Scoreboard, asked: Asked, folder: Path) -> list[Sheet]:
    """Return the sheets of the tables in a folder, after the answer."""
    language = asked.language
    in_words = {
        "fact": lambda name: f"{name}: {fact(name).quantity[language]}",
        "role": lambda role: text(f"validate.roles.{role}", language),
        "verdict": lambda verdict: text(f"validate.verdicts.{verdict}", language),
        "unit": lambda unit: phrase(unit, language),
        "reading": lambda name: text(f"validate.readings.{name}", language),
    }
    made = sheets_of_tables(folder, ["scoreboard", "readings"], language, in_words)
    return with_answer(made, [*finding(board, asked).in_sentences, *tallies(board, language)])
