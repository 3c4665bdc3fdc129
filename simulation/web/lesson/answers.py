"""The answer of each scene, made anew from the shipped numbers by the report's own answer block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import ceil, floor

from simulation.model.outcomes.groups import WITH_DIAGNOSIS
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.answer.block import Answer, Part, make_answer
from simulation.report.answer.question import Asked, Question
from simulation.report.answer.sentence import HAS_NUMBERS, HUNDRED, Verdict
from simulation.report.answer.unknowns import Stops
from simulation.report.answer.words import short
from simulation.report.charts.strip import Mark
from simulation.report.money_words import Book
from simulation.results.comparison import Comparison
from simulation.study.contrasts.tables import Tables
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.accounts import MoneyTables
from simulation.study.money.periods import DISCOUNTED
from simulation.study.replications import Study
from simulation.study.settings import CENTRAL, Settings
from simulation.web.lesson.data import ENDS, Outcomes, shipped
from simulation.web.lesson.scenes import CARROT, COORDINATED, STAIRCASE, STICK, Scene, class_scenes, ministry_scenes

NO_STOPS = Stops("", ())
OF_CLASS = Question({}, COORDINATED, STAIRCASE)
OF_MINISTRY = Question(
    {},
    CARROT,
    STICK,
    (
        Asked(MAIN_OUTCOME),
        Asked("any_ordinary_hours"),
        Asked("disability_pension", WITH_DIAGNOSIS),
        Asked("anxiety_medication", WITH_DIAGNOSIS),
    ),
)


@dataclass(frozen=True)
class Shown:
    """A scene with the numbers that ship, and its answer in one language."""

    scene: Scene
    outcomes: Outcomes
    comparison: Comparison
    answer: Answer

    def level(self, policy: str, asked: Asked) -> float:
        """Return the mean share with an outcome under a policy."""
        values = self.outcomes.values[policy][asked.group][asked.outcome]
        return sum(values) / len(values)

    @cached_property
    def _differences(self) -> Mapping[tuple[str, str, str], Estimate]:
        return {(policy, group, id): Estimate(*of) for policy, group, id, *of in self.outcomes.differences}

    def difference(self, policy: str, outcome: str, group: str = "all") -> Estimate:
        """Return a policy's difference from the baseline at the last quarter."""
        return self._differences[policy, group, outcome]

    @cached_property
    def book(self) -> Book:
        """The discounted money."""
        assert self.comparison.tables.money is not None  # noqa: S101 (asked of the ministry's scenes alone)
        return Book(self.comparison.tables.money)


def of_hundred(part: Part, language: str) -> Mark:
    """Return what is said of the pair that is asked about, always in people of 100, as a row of a strip."""
    row = next(row for row in part.rows if row.is_asked)
    said, found = part.verdict, part.range
    if said.per == HUNDRED or said.case not in HAS_NUMBERS or found is None:
        return Mark(row.label, row.middle, row.low, row.high, row.shown)
    low, high = floor(round(HUNDRED * found.low, 9)), ceil(round(HUNDRED * found.high, 9))
    counted = Verdict(said.case, HUNDRED, min(max(round(HUNDRED * found.mean), low), high), low, high)
    shown = short(counted, counted.middle, language)
    return Mark(row.label, HUNDRED * found.mean, HUNDRED * found.low, HUNDRED * found.high, shown)


def comparison_of(scene: Scene, outcomes: Outcomes, language: str) -> Comparison:
    """Return the comparison of a scene as it was when it was computed, with the tables that were kept."""
    settings, study = _study(scene.experiment, scene.key)
    return Comparison(scene.experiment, "compare", language, settings, study, _tables(outcomes), "")


@cache
def _study(experiment: str, key: str) -> tuple[Settings, Study]:
    """Return the settings and the study of a scene, the same in every language.

    The parameters of the draws stay out: making them takes long, and answers to given stops need only their numbers.
    """
    scene = next(of for of in (*class_scenes(), *ministry_scenes()) if (of.experiment, of.key) == (experiment, key))
    settings = scene.settings()
    study = replace(settings, parameter_set=CENTRAL).study()
    return settings, replace(study, draws=(study.environment.parameters,))


def _tables(outcomes: Outcomes) -> Tables:
    import pandas as pd

    end = [
        (policy, group, outcome, value)
        for policy, groups in outcomes.values.items()
        for group, by_outcome in groups.items()
        for outcome, values in by_outcome.items()
        for value in values
    ]
    budget = pd.DataFrame(outcomes.money, columns=["policy", "payer", "difference", *ENDS]).assign(year=DISCOUNTED)
    return Tables(
        levels=pd.DataFrame(),
        contrasts=pd.DataFrame(),
        money=MoneyTables(budget, pd.DataFrame(), pd.DataFrame()),
        at_end=pd.DataFrame(end, columns=["policy", "group", "outcome", "value"]),
    )


@cache
def of_class(language: str) -> Mapping[str, Shown]:
    """Return the scenes of the class by their keys."""
    return {scene.key: _shown(scene, shipped().class_scenes, OF_CLASS, language) for scene in class_scenes()}


@cache
def of_ministry(language: str) -> Mapping[str, Shown]:
    """Return the scenes of carrot and stick by their keys."""
    return {scene.key: _shown(scene, shipped().ministry_scenes, OF_MINISTRY, language) for scene in ministry_scenes()}


def _shown(scene: Scene, scenes: Mapping[str, Outcomes], question: Question, language: str) -> Shown:
    outcomes = scenes[scene.key]
    comparison = comparison_of(scene, outcomes, language)
    # What else decides is left out: the pages ask it at stops of their own.
    return Shown(scene, outcomes, comparison, make_answer(comparison, NO_STOPS, question=question))
