"""An office's own data: figures, people and their answers, each with the number of people it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_mapping, check_number
from simulation.base.errors import InputError, nearest
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.interventions import JOB
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.study.questionnaire_table import UNKNOWN, Questionnaires

Floats = NDArray[np.float64]
QUARTER = 365.25 / 4.0  # days
JOBS, CHANGES, BELIEF = FIGURES = ("jobs", "changes", "belief")
RANGES = {JOBS: (0.0, 100.0), CHANGES: (0.0, 4.0), BELIEF: (1.0, 5.0)}  # of 100 in a year; a client a year; mean answer
# Kinds of portfolio as the parameters of observed practice have them.
KINDS = ("none", "health", "social", "competence", "job", "combined_with_job", "combined_without_job")
N_ANSWERS = len(Indicator)
BELIEF_ITEM = int(Indicator.CASEWORKER_BELIEF)
SPREAD_OF_ANSWERS = 1.2  # SD of answers on belief (F7)


@dataclass(frozen=True)
class Given:
    """A figure of the office's own and how many people (or years of people) it rests on."""

    value: float
    n: float


@dataclass(frozen=True, eq=False)
class Office:
    """An office: how many people, what is known of them, and its own figures; all but `n` may be missing."""

    n: int
    figures: Mapping[str, Given] = field(default_factory=dict)  # keys are of FIGURES
    measures: Mapping[str, float] = field(default_factory=dict)  # share by KINDS, each optional
    n_measures: float = 0.0  # people whom the shares rest on
    answers: Floats | None = None  # [n, 11] of the caseworker's form now, nan where not answered
    questionnaires: Questionnaires | None = None
    disagree: tuple[str, ...] = ()  # figures given by hand that the tables contradict
    is_made_up: bool = False
    examples: tuple[str, ...] = ()  # which of its files still hold what the templates do


def check_figures(content: object, where: str, n: int) -> tuple[dict[str, Given], dict[str, float], int | None]:
    """Return figures, shares of measures and caseload from plain values (YAML or typed); `n` people stand behind them.

    Raises:
        InputError: if one is unknown or not allowed.
    """
    given = {name: value for name, value in check_mapping(content, where).items() if value is not None}
    known = (*FIGURES, "caseload", "measures")
    for name in given:
        if name not in known:
            raise InputError("unknown_key", name=name, where=where, nearest=nearest(name, known))
    figures = {
        name: Given(check_number(f"{where}, {name}", given[name], *RANGES[name]), float(n))
        for name in FIGURES
        if name in given
    }
    caseload = given.get("caseload")
    if caseload is not None:
        caseload = round(check_number(f"{where}, caseload", caseload, 1.0, 10_000.0))
    return figures, _shares(given.get("measures", {}), f"{where}, measures"), caseload


def _shares(content: object, where: str) -> dict[str, float]:
    given = {name: value for name, value in check_mapping(content, where).items() if value is not None}
    for name in given:
        if name not in KINDS:
            raise InputError("unknown_key", name=name, where=where, nearest=nearest(name, KINDS))
    found = {name: check_number(f"{where}, {name}", value, 0.0, 100.0) / 100.0 for name, value in given.items()}
    whole = sum(found.values())
    if whole > 1.005 or (len(found) == len(KINDS) and whole < 0.985):
        raise InputError("shares_over_whole", value=f"{100.0 * whole:g}")
    return found


def with_tables(office: Office) -> Office:
    """Return the office with figures from its tables where it gave none, and where they contradict those it gave."""
    found = figures_in(office)
    disagree = tuple(
        name
        for name, own in office.figures.items()
        if name in found and abs(own.value - found[name].value) > 3.0 * _error(name, found[name])
    )
    shares, n = office.measures, office.n_measures
    if not shares and office.questionnaires is not None:
        shares, n = measures_in(office.questionnaires)
    figures = {**found, **office.figures}
    return replace(office, figures=figures, measures=shares, n_measures=n, disagree=disagree)


def _error(name: str, given: Given) -> float:
    """Return the standard error of a figure: of 100 people, a rate of events, or a mean of answers."""
    if name == BELIEF:
        return SPREAD_OF_ANSWERS / math.sqrt(given.n)
    if name == CHANGES:
        return math.sqrt(max(given.value, 0.5 / given.n) / given.n)
    return 100.0 * math.sqrt(given.value / 100.0 * (1.0 - given.value / 100.0) / given.n)


def figures_in(office: Office) -> dict[str, Given]:
    """Return the figures that the office's tables give, where they rest on enough people."""
    found: dict[str, Given] = {}
    if office.answers is not None:
        belief = office.answers[:, BELIEF_ITEM]
        there = belief[~np.isnan(belief)]
        if len(there) >= SMALLEST_GROUP:
            found[BELIEF] = Given(float(there.mean()), float(len(there)))
    forms = office.questionnaires
    if forms is not None and (forms.caseworker != UNKNOWN).any():
        known = forms.caseworker != UNKNOWN
        client, caseworker, day = forms.client[known], forms.caseworker[known], forms.day[known]
        same = client[1:] == client[:-1]
        years = float((day[1:] - day[:-1])[same].sum()) / (4.0 * QUARTER)
        n_changes = int((caseworker[1:] != caseworker[:-1])[same].sum())
        if years >= SMALLEST_GROUP:
            found[CHANGES] = Given(n_changes / years, years)
    return found


def measures_in(forms: Questionnaires) -> tuple[dict[str, float], float]:
    """Return the share of each kind of portfolio among those who are there, and how many people that is."""
    bits = forms.measures[forms.present()]
    bits = bits[bits != UNKNOWN]
    if len(bits) < SMALLEST_GROUP:
        return {}, 0.0
    counts = dict.fromkeys(KINDS, 0)
    for portfolio in bits.tolist():
        counts[kind_of(portfolio)] += 1
    return {kind: number / len(bits) for kind, number in counts.items()}, float(len(bits))


def kind_of(bits: int) -> str:
    """Return which kind of portfolio some groups of measures (bits) make."""
    if bits.bit_count() >= 2:
        return "combined_with_job" if bits & JOB else "combined_without_job"
    return {0: "none", 1: "job", 2: "competence", 4: "social", 8: "health"}[bits]


def caseload_in(forms: Questionnaires) -> int | None:
    """Return how many clients a caseworker has, by the last forms; None where they say too little."""
    caseworker = forms.caseworker[forms.present()]
    caseworker = caseworker[caseworker != UNKNOWN]
    if len(caseworker) < SMALLEST_GROUP:
        return None
    return max(1, round(len(caseworker) / len(np.unique(caseworker))))


def last_answers(forms: Questionnaires) -> Floats:
    """Return the latest answers [n, 11] of the clients who are there still."""
    return np.asarray(forms.answers[forms.present()])


def mean_of_ten(answers: Floats) -> Floats:
    """Return the mean [...] of those of the ten carried indicators [..., 11] that were answered; nan where none was."""
    ten = answers[..., : len(CARRIED)]
    there = ~np.isnan(ten)
    total: Any = np.where(there, ten, 0.0).sum(axis=-1)
    n = there.sum(axis=-1)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
