"""The findings of `tilltro sensitivity` in words: the same in the terminal, the figure and the page."""

from __future__ import annotations

import re

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import OTHERS
from simulation.analyses.sensitivity.plan import NUISANCE
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import LosesIfRow, SobolRow, StepRow
from simulation.base.texts import text
from simulation.base.texts.labels import in_sentence, outcome_label
from simulation.base.texts.numbers import format_interval, format_number, format_percent, format_plain
from simulation.model.parameters import entry
from simulation.report.contrary.words import question_words, suppressed_words, unit_words
from simulation.report.scales import decimals, scale

CLEAR = 0.5  # of the mean size of the changes: less, and their direction depends on the other unknowns
FIRST_PART = re.compile(r"; |\. (?=[A-ZÅÄÖÆØ])")  # a full stop before a capital: "pr. kvartal" ends nothing
NOT_PARAMETERS = (*NUISANCE, OTHERS)


def name_words(name: str, language: str) -> str:
    """Return what an unknown is called: a parameter by its path, anything else in words."""
    return text(f"sensitivity.names.{name}", language) if name in NOT_PARAMETERS else name


def meaning_words(name: str, language: str) -> str:
    """Return what an unknown means, in a few words: of a parameter the beginning of its meaning."""
    if name in NOT_PARAMETERS:
        return text(f"sensitivity.meanings.{name}", language)
    meaning = entry(name).meaning[language]
    return FIRST_PART.split(meaning)[0].rstrip(".")


def range_words(name: str, sensitivity: Sensitivity) -> str:
    """Return the range that an unknown is moved over; nothing for several taken together and for luck."""
    language = sensitivity.language
    if name in NOT_PARAMETERS:
        ends = sensitivity.plan.nuisance.get(name) if name == "horizon" else None
        if ends is None:
            return ""
        low, high = ends
    else:
        found = entry(name)
        low, high = found.low, found.high
    return text("cli.lookup.from_to", language, low=format_plain(low, language), high=format_plain(high, language))


def value_words(question: Question, value: float, language: str) -> str:
    """Return a difference in an answer with its sign, without the unit."""
    return format_number(scale(question.outcome) * value, decimals(question.outcome), language, sign=True)


def share_words(share: float, half: float, language: str) -> str:
    """Return a share of variance with half of its interval: "42 ± 9%"."""
    if share != share:
        return format_number(share, 0, language)
    value, around = format_number(100.0 * share, 0, language), format_number(100.0 * half, 0, language)
    return text("sensitivity.share", language, value=value, half=around)


def said(sensitivity: Sensitivity, question: Question) -> tuple[str, list[str]]:
    """Return a question with its answer over the draws, and then what it depends on, sentence by sentence."""
    language, drawn = sensitivity.language, sensitivity.draws(question)
    times, places = scale(question.outcome), decimals(question.outcome)
    first = text(
        "sensitivity.said.drawn",
        language,
        question=question_words(question, language),
        mean=value_words(question, drawn.mean, language),
        range=format_interval(times * drawn.low, times * drawn.high, places, language, sign=True),
        unit=unit_words(question, language),
    )
    steps = [steps_words(sensitivity, question, path) for path in sensitivity.plan.steps]
    return first, [most_words(sensitivity, question), lost_words(sensitivity, question), *steps]


def most_words(sensitivity: Sensitivity, question: Question) -> str:
    """Return the sentence that names the unknowns that matter most."""
    language = sensitivity.language
    known = [row for row in sensitivity.most(question) if row.total == row.total]
    if not known:
        return text("sensitivity.said.unmoved", language)
    parts = [_direction_words(sensitivity, question, row) for row in known]
    for row in sensitivity.sobol(question):
        if row.name == OTHERS:
            share = share_words(row.total, row.total_half, language)
            parts.append(text("sensitivity.said.others", language, share=share))
    return text("sensitivity.said.most", language, unknowns="; ".join(parts))


def _direction_words(sensitivity: Sensitivity, question: Question, row: SobolRow) -> str:
    moved, language = sensitivity.screening(question, row.name), sensitivity.language
    is_clear = moved is not None and abs(moved.mu) > CLEAR * moved.mu_star
    key = ("up" if moved.mu > 0 else "down") if moved is not None and is_clear else "mixed"
    share = share_words(row.total, row.total_half, language)
    return text(f"sensitivity.said.{key}", language, name=name_words(row.name, language), share=share)


def lost_words(sensitivity: Sensitivity, question: Question) -> str:
    """Return the sentence 'loses if ...' of a question."""
    lost, language = sensitivity.loses_if(question), sensitivity.language
    known = {
        "winner": sensitivity.policy_label(lost.winner),
        "loser": sensitivity.policy_label(lost.loser),
        "outcome": in_sentence(outcome_label(question.outcome, language)),
        "anywhere": share_of_draws(lost.loses_anywhere, language),
        "n": format_number(sensitivity.draws(question).n_draws, 0, language),
    }
    if lost.loses_anywhere == 0.0:
        return text("sensitivity.said.never", language, **known)
    if not lost.conditions:
        return text("sensitivity.said.nowhere", language, **known)
    return text(
        "sensitivity.said.loses",
        language,
        conditions=condition_words(lost, language),
        share=share_of_draws(lost.share, language),
        loses=share_of_draws(lost.loses, language),
        holds=share_of_draws(lost.holds, language),
        **known,
    )


def share_of_draws(share: float, language: str) -> str:
    """Return a share of draws in percent: a decimal where it is small."""
    return format_percent(share, 0 if share >= 0.0995 or share == 0.0 else 1, language)


def condition_words(lost: LosesIfRow, language: str) -> str:
    """Return the conditions of a region in one phrase."""
    words = {"<": "below", ">": "above"}
    parts = [
        text(
            f"sensitivity.{words[sign]}",
            language,
            name=name_words(name, language),
            value=format_plain(value, language),
        )
        for name, sign, value in lost.parts
    ]
    return f" {text('sensitivity.and', language)} ".join(parts)


def steps_words(sensitivity: Sensitivity, question: Question, path: str) -> str:
    """Return the sentence that says what becomes of an answer at the values of a parameter."""
    language = sensitivity.language
    parts = [
        text(
            "sensitivity.said.step",
            language,
            value=format_plain(row.value, language),
            difference=step_words(question, row, language),
        )
        for row in sensitivity.steps(question, path)
    ]
    return text("sensitivity.said.steps", language, name=path, steps="; ".join(parts))


def step_words(question: Question, row: StepRow, language: str) -> str:
    """Return an answer at one value of a parameter, with half of its interval."""
    half = scale(question.outcome) * (row.mc_high - row.mc_low) / 2
    around = format_number(half, decimals(question.outcome), language)
    return text("contrary.with_half", language, value=value_words(question, row.difference, language), half=around)


def decision_words(sensitivity: Sensitivity) -> list[str]:
    """Return the sentences on the decision: what to take as things are, and what is worth knowing first."""
    language, rows, decision = sensitivity.language, sensitivity.rows, sensitivity.plan.decision
    best = next(row for row in rows.decision if row.is_best)
    known = {
        "policies": "; ".join(sensitivity.policy_label(row.policy) for row in rows.decision),
        "outcome": in_sentence(outcome_label(decision.outcome, language)),
        "quarter": decision.quarter,
        "best": sensitivity.policy_label(best.policy),
        "share": share_of_draws(best.best_share, language),
        "everything": format_number(best.everything, 3, language),
    }
    lines = [text("sensitivity.worth.decision", language, **known)]
    worthy = [row for row in rows.information if row.is_known][:3]
    noise = format_number(rows.information[0].noise, 3, language)
    if not worthy:
        return [*lines, text("sensitivity.worth.nothing", language, noise=noise)]
    named = "; ".join(f"{row.name} ({format_number(row.worth, 3, language)})" for row in worthy)
    return [*lines, text("sensitivity.worth.first", language, named=named, noise=noise)]


def notes(sensitivity: Sensitivity) -> list[str]:
    """Return the sentences on how far to trust the tables."""
    language, plan = sensitivity.language, sensitivity.plan
    known = {
        "clients": format_number(sensitivity.settings.n_clients, 0, language),
        "unknowns": len(plan.parameters),
        "trajectories": plan.sizes.n_trajectories,
        "base": plan.sizes.n_base,
        "draws": format_number(plan.sizes.n_draws, 0, language),
        "replications": plan.sizes.n_steps,
        "lucks": format_number(plan.nuisance["luck"][1], 0, language),
    }
    keys = ("independent", "shares", "luck", "lost", "steps", "worth")
    said = [text(f"sensitivity.notes.{key}", language, **known) for key in keys]
    return [*said, *suppressed_words(sensitivity.suppressed, language)]
