"""The tables of a study, whose columns are described in every language."""

from __future__ import annotations

from dataclasses import fields

import pytest

from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.files import lesson_row
from simulation.analyses.trials.trial import PRIORS, Cell, Lesson
from simulation.base.texts import LANGUAGES
from simulation.base.texts.columns import describe


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_a_study_is_described(language: str) -> None:
    found = trial_columns()
    for table, names in found.items():
        for name in names:
            column = describe(table, name, language)
            assert column.meaning
            assert column.unit


def trial_columns() -> dict[str, list[str]]:
    """Return the columns of the tables of `tilltro trial`."""
    lesson = Lesson(100, *(dict.fromkeys(PRIORS, 0.5) for _ in range(2)), 0.1, 0.1, dict.fromkeys(PRIORS, 0.5))
    return {
        "studies": [field.name for field in fields(Cell)],
        "costs": [*(field.name for field in fields(Cost)), "least_at_stake"],
        "lessons": list(lesson_row(lesson)),
    }
