"""Put an office together from what a user gives: settings, figures and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.office.example import EXAMPLE, are_example_figures, are_example_forms, made_up
from simulation.analyses.office.own import Given, Office, last_answers, with_tables
from simulation.model.outcomes.small_groups import check_people
from simulation.study.client_table import ANSWERS
from simulation.study.questionnaire_table import Questionnaires
from simulation.study.settings import Settings

FORMS, FIGURES_FILE = "questionnaires", "figures"  # files of an office's, as their settings are called


def caseload_of(own: int | None, usual: int, n_people: int) -> int:
    """Return the clients of a caseworker: the office's own number, else the usual one, at most all people if known."""
    caseload = own or usual
    return min(caseload, n_people) if n_people else caseload


def office_of(
    settings: Settings,
    figures: Mapping[str, Given],
    measures: Mapping[str, float],
    forms: Questionnaires | None = None,
) -> Office:
    """Return the office of settings, with figures from its tables where none is given; a made-up one of nothing.

    Raises:
        InputError: if there are too few people.
    """
    n = settings.n_clients
    check_people(n, settings.population.table or "population.n_clients")
    if not (figures or measures or forms or settings.client_table):
        return with_tables(_example(settings))
    own = {name: replace(given, n=float(n)) for name, given in figures.items()}
    examples = {
        FORMS: forms is not None and are_example_forms(forms),
        FIGURES_FILE: are_example_figures(figures, measures),
    }
    told = tuple(name for name, is_example in examples.items() if is_example)
    return with_tables(Office(n, own, measures, float(n), _answers(settings, forms), forms, examples=told))


def _answers(settings: Settings, forms: Questionnaires | None) -> NDArray[np.float64] | None:
    """Return the people's answers now [n, 11]: of the table of clients, else the latest of the questionnaires."""
    clients = settings.client_table
    if clients is not None and clients.answers:
        nothing: NDArray[Any] = np.full(clients.n_clients, np.nan)
        return np.column_stack([clients.answers.get(name, nothing) for name in ANSWERS])
    if clients is None and forms is not None and len(forms.present()) == settings.n_clients:
        return last_answers(forms)
    return None


def _example(settings: Settings) -> Office:
    environment = settings.environment()
    seed = settings.seed + 1_000
    n, caseload = settings.n_clients, settings.caseworkers.caseload
    return made_up(environment, settings.parameter_values(), EXAMPLE, n, caseload, seed)
