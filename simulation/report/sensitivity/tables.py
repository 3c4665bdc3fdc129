"""The tables of `tilltro sensitivity`, cell by cell: the same in the terminal and on the page."""

from __future__ import annotations

from typing import TypedDict

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.base.texts import text
from simulation.base.texts.labels import outcome_label
from simulation.base.texts.numbers import format_number, format_plain
from simulation.report.contrary.words import question_words, unit_words
from simulation.report.scales import decimals, scale
from simulation.report.sensitivity.words import (
    meaning_words,
    name_words,
    range_words,
    share_of_draws,
    share_words,
    step_words,
)

MOST_WORTH = 8  # rows shown; all are in the file


class Cells(TypedDict):
    """A table: the first `n_text` columns are words."""

    title: str
    headings: list[str]
    rows: list[list[str]]
    n_text: int


def index_table(sensitivity: Sensitivity, question: Question) -> Cells:
    """Return the unknowns of a question, those that matter most first."""
    language = sensitivity.language
    rows = []
    for row in sensitivity.sobol(question):
        moved = sensitivity.screening(question, row.name)
        change = ""
        if moved is not None:
            times, places = scale(question.outcome), decimals(question.outcome)
            signed = moved.mu_star if moved.mu > 0 else -moved.mu_star
            value = format_number(times * signed, places, language, sign=True)
            half = format_number(times * moved.mu_star_half, places, language)
            change = text("contrary.with_half", language, value=value, half=half)
        rows.append([
            name_words(row.name, language),
            meaning_words(row.name, language),
            range_words(row.name, sensitivity),
            share_words(row.total, row.total_half, language),
            share_words(row.first, row.first_half, language),
            change,
        ])  # fmt: skip
    columns = ("name", "meaning", "range", "total", "first", "mu_star")
    title = f"{question_words(question, language)} ({unit_words(question, language)})"
    return _cells(title, columns, rows, 3, language)


def step_table(sensitivity: Sensitivity, path: str) -> Cells:
    """Return every answer at the values of a parameter."""
    language, plan = sensitivity.language, sensitivity.plan
    values = plan.steps[path]
    rows = [
        [
            f"{question_words(question, language)} ({unit_words(question, language)})",
            *(step_words(question, row, language) for row in sensitivity.steps(question, path)),
        ]
        for question in plan.questions
    ]
    headings = [text("sensitivity.columns.at", language, value=format_plain(value, language)) for value in values]
    return Cells(
        title=text("sensitivity.steps_title", language, name=path),
        headings=[text("sensitivity.columns.question", language), *headings],
        rows=rows,
        n_text=1,
    )


def decision_table(sensitivity: Sensitivity) -> Cells:
    """Return the policies of the decision."""
    language = sensitivity.language
    rows = [
        [
            sensitivity.policy_label(row.policy),
            format_number(row.mean, 2, language),
            share_of_draws(row.best_share, language),
        ]
        for row in sensitivity.rows.decision
    ]
    return _cells(text("sensitivity.payoff_title", language), ("policy", "payoff", "best_share"), rows, 1, language)


def worth_table(sensitivity: Sensitivity) -> Cells:
    """Return what the first few unknowns are worth knowing; those worth nothing are left out."""
    language, decision = sensitivity.language, sensitivity.plan.decision
    rows = [
        [
            row.name,
            meaning_words(row.name, language),
            format_number(row.worth, 3, language),
            format_number(row.noise, 3, language),
        ]
        for number, row in enumerate(sensitivity.rows.information[:MOST_WORTH])
        if number == 0 or row.worth > 0.0
    ]
    outcome = outcome_label(decision.outcome, language)
    title = text("sensitivity.worth_title", language, outcome=outcome, quarter=decision.quarter)
    return _cells(title, ("name", "meaning", "worth", "noise"), rows, 2, language)


def _cells(title: str, columns: tuple[str, ...], rows: list[list[str]], n_text: int, language: str) -> Cells:
    headings = [text(f"sensitivity.columns.{column}", language) for column in columns]
    return Cells(title=title, headings=headings, rows=rows, n_text=n_text)
