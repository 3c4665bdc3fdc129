"""Put an office together from what a user gives: settings, figures and tables."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.defaults import OfficeDefaults
from simulation.analyses.office.adapt import Spread, assumed_spread
from simulation.analyses.office.example import EXAMPLE, are_example_figures, are_example_forms, made_up
from simulation.analyses.office.expect import Expected, expected
from simulation.analyses.office.own import Given, Office, caseload_in, check_figures, last_answers, with_tables
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.small_groups import check_people
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.client_table import ANSWERS
from simulation.study.questionnaire_table import Questionnaires
from simulation.study.settings import Settings

FORMS, FIGURES_FILE = "questionnaires", "figures"  # files of an office's, as their settings are called
PEOPLE, CASELOAD = "population.n_clients", "caseworkers.caseload"


@dataclass(frozen=True, eq=False)
class OfficeAsked:
    """What one office can expect, as asked: the settings, and what the office tells of itself."""

    settings: Settings
    figures: Mapping[str, Any]  # by name, as a file of figures has them; checked
    typed: Mapping[str, str]  # what is the office's own, as it was typed
    forms: Questionnaires | None = None
    forms_hash: str | None = None
    spread_times: float = OfficeDefaults.SPREAD

    @property
    def given(self) -> Mapping[str, Any]:
        """What is the office's own, with what its files hold."""
        return {**self.typed, "figures": dict(self.figures)}

    @cached_property
    def office(self) -> Office:
        """The office; a made-up one, which is simulated, where nothing is told.

        Raises:
            InputError: if there are too few people.
        """
        figures, measures, _ = check_figures(self.figures, FIGURES_FILE, self.settings.n_clients)
        return office_of(self.settings, figures, measures, self.forms)

    @property
    def spread(self) -> Spread:
        """How far the levels of offices are from each other."""
        return assumed_spread(self.spread_times)

    def content_hash(self, language: str, forms: Forms = USUAL_FORMS) -> str:
        """Return 12 hex digits of all that decides what is in the files."""
        base = content_hash(self.settings, "office", "office", language, forms=forms)
        return short_hash([base, self.given, self.forms_hash])

    def expect(self, n_threads: int = 1, progress: Progress = no_progress, cancel: Cancel = never) -> Expected:
        """Return what is found.

        Raises:
            Cancelled: when `cancel` says so.
        """
        return expected(self.settings, self.office, self.spread, n_threads, progress, cancel)


def with_own_sizes(
    content: Mapping[str, Any], given: Container[str], forms: Questionnaires | None, caseload: int | None = None
) -> dict[str, Any]:
    """Return settings with as many people and as many clients a caseworker as the office has.

    Args:
        content: nested settings, `population` and `caseworkers` among them.
        given: names of settings that stay as they are.
        forms: how many are there still is how many people there are.
        caseload: as the office tells it; without it, as the forms do.
    """
    population, caseworkers = dict(content["population"]), dict(content["caseworkers"])
    has_table = population.get("table") is not None
    if PEOPLE not in given and not has_table:
        population["n_clients"] = OfficeDefaults.N_CLIENTS if forms is None else len(forms.present())
    if CASELOAD not in given:
        caseload = caseload or (None if forms is None else caseload_in(forms)) or int(caseworkers["caseload"])
        n_people = None if has_table else population.get("n_clients")
        caseworkers["caseload"] = min(caseload, n_people) if isinstance(n_people, int) and n_people else caseload
    return {**content, "population": population, "caseworkers": caseworkers}


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
