"""A made-up office: people and figures drawn from the model at levels of its own, to show and to test the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.office.adapt import changed, of_office
from simulation.analyses.office.own import BELIEF, CHANGES, FIGURES, JOBS, N_ANSWERS, QUARTER, Given, Office
from simulation.analyses.office.people import begin
from simulation.model.engine.replication import Environment
from simulation.model.interventions import group_bits
from simulation.model.parameters import Parameters
from simulation.model.policies import load_policy
from simulation.model.state import LAST_SERVED
from simulation.study.defaults import USUAL_PRACTICE
from simulation.study.example_clients import N_EXAMPLES
from simulation.study.money.periods import QUARTERS_A_YEAR
from simulation.study.questionnaire_table import Questionnaires
from simulation.study.settings_reader import make_settings

Floats = NDArray[np.float64]
LAST_YEAR, NOW = 0, 1  # replications: the people of last year's figures, and those of today
FIRST_DAY = 738_156  # 1 January 2022


@dataclass(frozen=True)
class Levels:
    """How an office differs in levels from the parameters that it is drawn from."""

    intercept: float  # added to the log rate of jobs
    changes: float  # times as many changes of caseworker
    leniency: float  # SD added to that of every caseworker


EXAMPLE = Levels(intercept=0.5, changes=1.8, leniency=1.0)
# What the templates of `tilltro new` hold: figures such as the model gives them, and forms of some people.
EXAMPLE_FIGURES = {JOBS: 7, CHANGES: 0.25, "caseload": 30, BELIEF: 2.6}
EXAMPLE_MEASURES = {
    "none": 23, "health": 14, "social": 6, "competence": 6, "job": 24, "combined_with_job": 19,
    "combined_without_job": 8,
}  # fmt: skip
EXAMPLE_SEED = 1


@cache
def example_forms() -> Questionnaires:
    """Return the questionnaires of the template."""
    n, caseload = N_EXAMPLES, N_EXAMPLES // 2
    settings = make_settings(n_clients=n, caseload=caseload, parameter_set="central")
    office = made_up(settings.environment(), settings.parameter_values(), EXAMPLE, n, caseload, EXAMPLE_SEED)
    assert office.questionnaires is not None  # noqa: S101 (a made-up office has them)
    return office.questionnaires


def are_example_forms(forms: Questionnaires) -> bool:
    """Return whether questionnaires are those of the template."""
    if forms.day.min() != FIRST_DAY or forms.n_clients > N_EXAMPLES:  # else they would be made for every table
        return False
    examples = example_forms()
    return np.array_equal(forms.day, examples.day) and np.array_equal(forms.answers, examples.answers)


def are_example_figures(figures: Mapping[str, Given], measures: Mapping[str, float]) -> bool:
    """Return whether an office's figures, shares of measures among them, are those of the template."""
    given = {name: figure.value for name, figure in figures.items()}
    is_same = given == {name: EXAMPLE_FIGURES[name] for name in FIGURES}
    return is_same and dict(measures) == {kind: share / 100.0 for kind, share in EXAMPLE_MEASURES.items()}


def made_up(
    environment: Environment, parameters: Parameters, levels: Levels, n: int, caseload: int, seed: int
) -> Office:
    """Return a made-up office: last year's figures and forms of some people, and the answers of those there now."""
    truth = truth_of(environment, parameters, levels, n, caseload)
    usual = (load_policy(USUAL_PRACTICE, None),)
    now = begin(truth, usual, seed, NOW, None, levels.leniency).clients[0]["caseworker_answer"].astype(np.float64)
    run = begin(truth, usual, seed, LAST_YEAR, None, levels.leniency)
    forms = []
    for quarter in range(QUARTERS_A_YEAR + 1):
        if quarter > 0:
            run.step()
        clients = run.clients[0]
        rows = np.flatnonzero((clients["state"] <= LAST_SERVED) & (clients["has_caseworker_answered"] > 0))
        day = np.full(len(rows), FIRST_DAY + round(quarter * QUARTER))
        portfolios = clients["interventions"][rows]
        measures = (
            np.full(len(rows), -1) if quarter == 0 else np.array([groups_of(int(bits)) for bits in portfolios], int)
        )
        answers = clients["caseworker_answer"][rows].astype(np.float64)
        forms.append((rows, day, clients["caseworker"][rows], answers, measures))
    client, day, caseworker, answers, measures = (np.concatenate(parts) for parts in zip(*forms, strict=True))
    order = np.lexsort((day, client))
    questionnaires = Questionnaires(
        np.asarray(client[order], np.int64),
        day[order],
        np.asarray(caseworker[order], np.int64),
        answers[order],
        measures[order],
    )
    clients = run.clients[0]
    figures = {
        JOBS: Given(100.0 * float(clients["has_worked"].mean()), float(n)),
        CHANGES: Given(float(clients["n_caseworker_changes"].mean()), float(n)),
    }
    assert now.shape == (n, N_ANSWERS)  # noqa: S101
    return Office(n, figures, answers=now, questionnaires=questionnaires, is_made_up=True)


def truth_of(environment: Environment, parameters: Parameters, levels: Levels, n: int, caseload: int) -> Environment:
    """Return the environment that a made-up office is drawn from."""
    moved = changed(parameters, "job_entry", intercept=parameters.job_entry.intercept + levels.intercept)
    rate = min(1.0, moved.caseworkers.change_probability * levels.changes)
    moved = changed(moved, "caseworkers", change_probability=rate)
    return replace(of_office(environment, n, {}, caseload), parameters=moved)


def groups_of(portfolio: int) -> int:
    """Return the groups of measures (bits) in a portfolio, a bit an intervention."""
    return sum(1 << place for place, bits in enumerate(group_bits()) if portfolio & bits)
