"""Tables of `tilltro new` that hold answers: of clients now, and of questionnaires over time; all of them made up."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from simulation.base.tables import COMMENT
from simulation.base.texts import catalogue, text
from simulation.base.texts.tables import heading
from simulation.study.client_table import ANSWERS
from simulation.study.questionnaire_table import FACTS, GROUP_BITS, Questionnaires

N_EXAMPLES = 30
SEED = 1
CHARACTERISTICS_SHOWN = ("man", "age", "unskilled", "psychiatric", "work_share")


@cache
def _examples() -> tuple[Questionnaires, list[dict[str, float]]]:
    """Return questionnaires of made-up people, and some characteristics of others."""
    from simulation.analyses.office.example import EXAMPLE, made_up
    from simulation.study.settings_reader import make_settings

    settings = make_settings(n_clients=N_EXAMPLES, caseload=N_EXAMPLES // 2, parameter_set="central")
    environment, parameters = settings.environment(), settings.parameter_values()
    forms = made_up(environment, parameters, EXAMPLE, N_EXAMPLES, N_EXAMPLES // 2, SEED).questionnaires
    assert forms is not None  # noqa: S101 (a made-up office has them)
    from simulation.model.population.intake import draw_population

    clients = draw_population(environment.population, parameters, SEED, 0).clients
    people = [
        {
            "man": int(client["is_man"]),
            "age": int(client["age"]),
            "unskilled": int(client["is_unskilled"]),
            "psychiatric": int(client["is_psychiatric"]),
            "work_share": round(float(client["work_share"]), 2),
        }
        for client in clients
    ]
    return forms, people


def answers_rows(language: str) -> tuple[list[str], list[str], list[list[Any]]]:
    """Return comments, headings and rows of a table of clients with the answers of the caseworker's form."""
    forms, people = _examples()
    first, _ = forms.first_and_last()
    headings = [heading(name, language) for name in CHARACTERISTICS_SHOWN]
    headings += [heading(name, language, "office") for name in ANSWERS]
    rows = [
        [*person.values(), *map(int, answers)] for person, answers in zip(people, forms.answers[first], strict=True)
    ]
    return _comments("answers", language), headings, rows


def questionnaires_rows(language: str) -> tuple[list[str], list[str], list[list[Any]]]:
    """Return comments, headings and rows of a table of questionnaires over time."""
    forms, _ = _examples()
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
