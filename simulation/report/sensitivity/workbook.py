"""The workbook of `tilltro sensitivity`: its answer and all its tables."""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import FILES
from simulation.report.contrary.words import question_words
from simulation.report.contrary.workbook import unit
from simulation.report.sensitivity.finding import finding
from simulation.report.sensitivity.words import name_words, notes
from simulation.report.sheets import Sheet
from simulation.report.table_sheets import Row, sheets_of_tables, with_answer


def sheets(sensitivity: Sensitivity, folder: Path) -> list[Sheet]:
    """Return the sheets of the tables in a folder, after the answer."""
    language = sensitivity.language
    questions = {question.id: question for question in sensitivity.plan.questions}
    in_words = {
        "question": lambda name: question_words(questions[name], language),
        "name": lambda name: name_words(name, language),
        "winner": sensitivity.policy_label,
        "loser": sensitivity.policy_label,
        "policy": sensitivity.policy_label,
    }

    def unit_of(row: Row) -> str:
        return unit(questions[row["question"]].outcome, language)

    made = sheets_of_tables(folder, list(FILES), language, in_words, unit_of)
    return with_answer(made, [*finding(sensitivity).in_sentences, *notes(sensitivity)])
