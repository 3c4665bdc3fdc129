"""The main questions asked again in every world of contrary evidence: which answers reverse?

A question is a direct contrast between two policies, taken within replications. All worlds share their people and
luck, so that the change from the usual world is a difference within replications too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.contrary.questions import Question
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.displacement import after_displacement
from simulation.study.contrasts.uncertainty import draw_numbers, parts_of
from simulation.study.replications import replications
from simulation.study.settings import Settings
from simulation.study.worlds import USUAL, World

USUAL_ANSWER, STANDS, HALVED, GONE = "usual", "stands", "halved", "gone"
TURNS, APPEARS, UNCLEAR, OPEN = "turns", "appears", "unclear", "open"
NEARLY_NOTHING = 0.1  # share of the usual size; with many replications even a trifle has a sign
Floats = NDArray[np.float64]
type Estimate = Sequence[float] | Floats  # mean, low, high


@dataclass(frozen=True)
class Answer:
    """A question's answer in one world, with 95 % Monte-Carlo intervals of the means over replications.

    In a world that is about displacement, differences in jobs are counted after it. `change` is from the usual world.
    """

    world: str
    question: str
    difference: float
    mc_low: float
    mc_high: float
    after_displacement: float  # nan where the outcome isn't about jobs
    range_low: float  # 95 % of the draws of the parameters, luck taken out; nan without draws or where luck hides them
    range_high: float
    change: float
    change_low: float
    change_high: float
    verdict: str


@dataclass(frozen=True)
class Contrary:
    """All answers, and what was asked."""

    settings: Settings
    questions: tuple[Question, ...]
    worlds: tuple[World, ...]  # the usual one first
    answers: tuple[Answer, ...]
    language: str
    content_hash: str
    suppressed: tuple[Question, ...] = ()  # not asked: about suppressed or empty groups

    def answer(self, world: World, question: Question) -> Answer:
        """Return a question's answer in a world."""
        return self._by_key[world.name, question.id]

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Answer]:
        return {(answer.world, answer.question): answer for answer in self.answers}


def ask(
    settings: Settings,
    questions: Sequence[Question],
    worlds: Sequence[World],
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> list[Answer]:
    """Return the answers, world by world; `progress(n_done, n_asked)` counts the replications of all worlds.

    The first of the worlds is the one that the others are compared with. Settings give all but the world: replications
    run over draws of the parameters as in a comparison, in every world over the same ones unless it has its own.

    Raises:
        Cancelled: when `cancel` says so, which is asked as by `run_study`.
    """
    n_asked = len(worlds) * settings.n_replications
    found = np.empty((len(worlds), settings.n_replications, len(questions)))
    for place, world in enumerate(worlds):
        study = replace(settings, world_names=world.parts).study()
        arms = [policy.name for policy in study.policies]
        with closing(replications(study, n_threads, cancel=cancel)) as results:
            for number, result in enumerate(results):
                found[place, number] = [question.of(result, arms) for question in questions]
                progress(place * settings.n_replications + number + 1, n_asked)
    return [
        answer
        for place, world in enumerate(worlds)
        for answer in _answers(settings, world, questions, found[place], found[0])
    ]


def _answers(
    settings: Settings, world: World, questions: Sequence[Question], found: Floats, usual: Floats
) -> list[Answer]:
    """Return a world's answers from the differences [n_replications, n_questions] there and in the usual world."""
    share = replace(settings, world_names=world.parts).environment().displaced_share
    left = np.array([after_displacement(1.0, question.outcome, share) for question in questions])
    counts = "displacement" in world.parameters.get("labour_market", {})
    counted = found * np.where(np.isnan(left) | (not counts), 1.0, left)
    numbers = draw_numbers(len(found)) if settings.runs_over_draws else None
    here, change, base, simulated = (_moments(values, numbers) for values in (counted, counted - usual, usual, found))
    return [
        Answer(
            world=world.name,
            question=question.id,
            difference=float(here[0, place]),
            mc_low=float(here[1, place]),
            mc_high=float(here[2, place]),
            after_displacement=float(simulated[0, place] * left[place]),
            range_low=float(here[3, place]),
            range_high=float(here[4, place]),
            change=float(change[0, place]),
            change_low=float(change[1, place]),
            change_high=float(change[2, place]),
            verdict=USUAL_ANSWER
            if world.name == USUAL
            else verdict(here[:3, place], base[:3, place], change[:3, place]),
        )
        for place, question in enumerate(questions)
    ]


def _moments(values: Floats, draws: Sequence[int] | None) -> Floats:
    """Return mean, its interval and the range over draws [5, n_questions] of values [n_replications, n_questions]."""
    parts, _ = parts_of(values, draws)
    ends = (parts.mean - parts.half_width, parts.mean + parts.half_width)
    return np.array([parts.mean, *ends, parts.cred_low, parts.cred_high])


def _side(estimate: Estimate) -> int:
    _, low, high = estimate
    return int(low > 0) - int(high < 0)


def verdict(here: Estimate, usual: Estimate, change: Estimate) -> str:
    """Return what becomes of an answer (mean, low, high) that is `usual` in the usual world.

    An answer has a side where its interval leaves out zero. stands: the same side; halved: the same, but less than
    half as large; gone: no side any more, or less than a tenth of the usual size left; turns: the other side;
    appears: a side where there was none; open: none as before. Where the change's own interval holds zero, nothing is
    halved, gone or appears: a lost side is unclear.
    """
    before, now, is_changed = _side(usual), _side(here), _side(change) != 0
    if before == 0:
        return APPEARS if now and is_changed else OPEN
    if is_changed and abs(here[0]) < NEARLY_NOTHING * abs(usual[0]):
        return GONE
    if now == before:
        return HALVED if is_changed and abs(here[0]) < abs(usual[0]) / 2 else STANDS
    if now == 0:
        return GONE if is_changed else UNCLEAR
    return TURNS


def as_rows(contrary: Contrary) -> list[dict[str, Any]]:
    """Return the rows of the CSV file."""
    by_id = {question.id: question for question in contrary.questions}
    n_replications = contrary.settings.n_replications
    rows = []
    for answer in contrary.answers:
        question = by_id[answer.question]
        asked = {name: getattr(question, name) for name in ("policy", "against", "outcome", "group", "quarter")}
        values = {name: value for name, value in vars(answer).items() if name not in ("world", "question")}
        rows.append(
            {"world": answer.world, "question": answer.question, **asked, **values, "n_replications": n_replications}
        )
    return rows
