"""The workbook of `tilltro contrary`: its answer, and every question in every world."""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.contrary.answers import Contrary
from simulation.base.texts import text
from simulation.base.texts.labels import group_label, outcome_label, outcome_unit
from simulation.report.contrary.finding import finding
from simulation.report.contrary.words import notes
from simulation.report.scales import is_share
from simulation.report.sheets import Sheet
from simulation.report.table_sheets import sheets_of_tables, with_answer


def sheets(contrary: Contrary, folder: Path) -> list[Sheet]:
    """Return the sheets of the tables in a folder, after the answer."""
    language = contrary.language
    worlds = {world.name: world.label[language] for world in contrary.worlds}
    questions = {question.id: question.label[language] for question in contrary.questions}
    in_words = {
        "world": lambda name: worlds[name],
        "question": lambda name: questions[name],
        "policy": lambda name: contrary.settings.policy_label(name, language),
        "against": lambda name: contrary.settings.policy_label(name, language),
        "outcome": lambda name: outcome_label(name, language),
        "group": lambda name: group_label(name, language),
        "verdict": lambda verdict: text(f"contrary.legend.{verdict}", language),
    }
    made = sheets_of_tables(folder, ["contrary"], language, in_words, lambda row: unit(row["outcome"], language))
    return with_answer(made, [*finding(contrary).in_sentences, *notes(contrary)])


def unit(outcome: str, language: str) -> str:
    """Return the unit of a number of an outcome as tables have it, where a share is one and no percentage."""
    return text("handed_on.workbook.share", language) if is_share(outcome) else outcome_unit(outcome, language)
