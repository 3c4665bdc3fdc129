"""The answers of `tilltro contrary` in words: the same in the terminal, the figure and the page."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.analyses.contrary.answers import APPEARS, GONE, HALVED, TURNS, UNCLEAR, Answer, Contrary
from simulation.analyses.contrary.questions import Question
from simulation.base.texts import text
from simulation.base.texts.labels import group_label, outcome_label, outcome_unit
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.policies import load_policy
from simulation.model.policies.roles import CARROT, STICK
from simulation.report.scales import decimals, is_share, scale
from simulation.study.worlds import USUAL

TOLD = (TURNS, GONE, HALVED, APPEARS, UNCLEAR)  # in this order


def question_words(question: Question, language: str) -> str:
    """Return what was asked: which policies, which outcome, when and of whom."""
    return text(
        "contrary.at" if question.group == "all" else "contrary.at_group",
        language,
        label=question.label[language],
        outcome=outcome_label(question.outcome, language),
        quarter=question.quarter,
        group="" if question.group == "all" else group_label(question.group, language),
    )


def unit_words(question: Question, language: str) -> str:
    """Return the unit of a difference: percentage points for shares."""
    return text("contrary.points", language) if is_share(question.outcome) else outcome_unit(question.outcome, language)


def value_words(answer: Answer, question: Question, language: str) -> str:
    """Return a difference with half of its interval: "+5.4 ± 0.3"."""
    places, times = decimals(question.outcome), scale(question.outcome)
    half = (answer.mc_high - answer.mc_low) / 2
    return text(
        "contrary.with_half",
        language,
        value=format_number(times * answer.difference, places, language, sign=True),
        half=format_number(times * half, places, language),
    )


def number_words(answer: Answer, question: Question, language: str) -> tuple[str, str]:
    """Return a difference and its interval."""
    places, times = decimals(question.outcome), scale(question.outcome)
    interval = format_interval(times * answer.mc_low, times * answer.mc_high, places, language, sign=True)
    return format_number(times * answer.difference, places, language, sign=True), interval


def said(contrary: Contrary, question: Question) -> tuple[str, list[str]]:
    """Return a question with its usual answer, and in which worlds that doesn't stand."""
    language = contrary.language
    usual = contrary.answer(contrary.worlds[0], question)
    has_side = not is_open(contrary, question)
    value = text(
        "contrary.with_unit",
        language,
        value=value_words(usual, question, language),
        unit=unit_words(question, language),
    )
    key = "contrary.said.usual" if has_side else "contrary.said.open"
    first = text(key, language, question=question_words(question, language), value=value)
    lines = []
    for verdict in TOLD:
        labels = [w.label[language] for w in contrary.worlds if contrary.answer(w, question).verdict == verdict]
        if labels:
            lines.append(text(f"contrary.said.{verdict}", language, worlds="; ".join(labels)))
    if not lines:
        n = sum(world.name != USUAL for world in contrary.worlds)
        lines.append(text("contrary.said.all_stand" if has_side else "contrary.said.none_appear", language, n=n))
    return first, lines


def is_open(contrary: Contrary, question: Question) -> bool:
    """Say whether the usual answer has no side."""
    usual = contrary.answer(contrary.worlds[0], question)
    return usual.mc_low <= 0.0 <= usual.mc_high


def notes(contrary: Contrary) -> list[str]:
    """Return the sentences below the table."""
    language, settings = contrary.language, contrary.settings
    found = [] if settings.runs_over_draws else [text("contrary.notes.at_central", language)]
    found += [
        text(
            "contrary.notes.units",
            language,
            replications=settings.n_replications,
            clients=format_number(settings.n_clients, 0, language),
            seed=settings.seed,
        ),
        text("contrary.notes.verdicts", language),
    ]
    counted = [w.label[language] for w in contrary.worlds if "displacement" in w.parameters.get("labour_market", {})]
    if counted:
        found.append(text("contrary.notes.displacement", language, world="; ".join(counted)))
    names = {name for question in contrary.questions for name in (question.policy, question.against)}
    if {CARROT, STICK} <= {load_policy(name, settings.own_configs).role for name in names}:
        found.append(text("contrary.notes.dose", language))
    return [*found, text("contrary.notes.uncertainty", language), *suppressed_words(contrary.suppressed, language)]


def suppressed_words(questions: Sequence[Question], language: str) -> list[str]:
    """Return which questions aren't asked, since they are about too few of one's own clients; none where all are."""
    if not questions:
        return []
    asked = "; ".join(question_words(question, language) for question in questions)
    return [text("contrary.notes.suppressed", language, least=SMALLEST_GROUP, questions=asked)]
