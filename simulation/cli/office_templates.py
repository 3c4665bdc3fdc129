"""Tables of `tilltro new` that hold answers: of clients now, and of questionnaires over time; all of them made up."""

from __future__ import annotations

import datetime
from typing import Any

from simulation.base.tables import COMMENT
from simulation.base.texts import catalogue, text
from simulation.base.texts.tables import heading
from simulation.study.client_table import ANSWERS
from simulation.study.example_clients import example_clients
from simulation.study.questionnaire_table import FACTS, GROUP_BITS, Questionnaires

CHARACTERISTICS_SHOWN = ("man", "age", "unskilled", "psychiatric", "work_share")


def _examples() -> Questionnaires:
    from simulation.analyses.office.example import example_forms  # compiles the model, which takes long

    return example_forms()


def answers_rows(language: str) -> tuple[list[str], list[str], list[list[Any]]]:
    """Return comments, headings and rows of a table of clients with the answers of the caseworker's form."""
    forms, people = _examples(), example_clients()
    first, _ = forms.first_and_last()
    headings = [heading(name, language) for name in CHARACTERISTICS_SHOWN]
    headings += [heading(name, language, "office") for name in ANSWERS]
    rows = [
        [*(person[name] for name in CHARACTERISTICS_SHOWN), *map(int, answers)]
        for person, answers in zip(people, forms.answers[first], strict=True)
    ]
    return _comments("answers", language), headings, rows


def questionnaires_rows(language: str) -> tuple[list[str], list[str], list[list[Any]]]:
    """Return comments, headings and rows of a table of questionnaires over time."""
    forms = _examples()
    headings = [heading(name, language, "office") for name in (*FACTS, *ANSWERS)]
    rows = [
        [
            int(client) + 1,
            datetime.date.fromordinal(int(day)).isoformat(),
            int(caseworker) + 1,
            _measures(int(measures), language),
            *map(int, answers),
        ]
        for client, day, caseworker, measures, answers in zip(
            forms.client, forms.day, forms.caseworker, forms.measures, forms.answers, strict=True
        )
    ]
    return _comments("questionnaires", language), headings, rows


def _measures(bits: int, language: str) -> str:
    if bits < 0:
        return ""
    names = [name for name, bit in GROUP_BITS.items() if bits & bit]
    return " + ".join(text(f"office.group.{name}", language) for name in names or ["none"])


def _comments(kind: str, language: str) -> list[str]:
    return [f"{COMMENT} {line[language]}" for line in catalogue(f"templates.{kind}")]
