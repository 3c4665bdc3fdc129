"""The sentences of the answer: a verdict's numbers put into the words of its case, in the language asked for."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.model.policies import Policy
from simulation.report.answer.question import Asked
from simulation.report.answer.sentence import HAS_NUMBERS, Case, Verdict


def short_label(label: str) -> str:
    """Return a policy's label without what explains it after a colon, but with what stands in brackets."""
    name, colon, rest = label.partition(": ")
    bracket = rest[rest.rindex("(") :] if rest.endswith(")") and "(" in rest else ""
    return f"{name} {bracket}".strip() if colon else label


def listed(names: Sequence[str], language: str) -> str:
    """Return names in a row, the last after an "and"."""
    *others, last = names
    return text("answer.and", language, names=", ".join(others), last=last) if others else last


def put_in(quoted: Sequence[str], language: str) -> str:
    """Return that the direction of these policies was put in and not found; empty where there are none."""
    return text("answer.put_in", language, policies=listed(quoted, language)) if quoted else ""


def meaning(policy: Policy, language: str) -> str:
    """Return what a policy is, in a line, and that it goes by sex where it does."""
    said = f"{short_label(policy.label[language])}: {policy.summary[language]}"
    return f"{said} {text('pages.uses_sex', language)}" if policy.uses_sex else said


def time_words(n_quarters: int, language: str) -> str:
    """Return how long that is: in years where it is whole years."""
    years, rest = divmod(n_quarters, 4)
    key, n = ("quarter", n_quarters) if rest else ("year", years)
    return text(f"answer.time.{key if n == 1 else key + 's'}", language, n=n)


def outcome_words(asked: Asked, n_quarters: int, language: str, key: str = "label") -> str:
    """Return what an outcome is called with its time, or (`key`) as part of a sentence."""
    return text(f"answer.outcomes.{asked.outcome}.{key}", language, time=time_words(n_quarters, language))


def people_words(asked: Asked, language: str) -> str:
    """Return whom an outcome is counted among."""
    return text(f"answer.people.{asked.group}", language)


def brief(of: Verdict, asked: Asked, policy: str, against: str, n_quarters: int, language: str) -> str:
    """Return the same for a place under a heading that names the outcome, after `lead`."""
    branch = "brief" if of.case in (*HAS_NUMBERS, Case.SAME) else "sentence"
    return _filled(branch, of, asked, policy, against, n_quarters, language)


def sentence(of: Verdict, asked: Asked, policy: str, against: str, n_quarters: int, language: str) -> str:
    """Return what can be said in one sentence; the policies as they stand in it."""
    return _filled("sentence", of, asked, policy, against, n_quarters, language)


def _filled(branch: str, of: Verdict, asked: Asked, policy: str, against: str, n_quarters: int, language: str) -> str:
    low, high = of.low, of.high
    if of.case == Case.FEWER:
        low, high = -high, -low
    elif of.case in (Case.OPEN, Case.OPEN_DOWN):
        low = -low
    return text(
        f"answer.{branch}.{of.case}",
        language,
        per=format_number(of.per, 0, language),
        people=people_words(asked, language),
        verb=outcome_words(asked, n_quarters, language, "verb"),
        what=outcome_words(asked, n_quarters, language, "what"),
        policy=policy,
        against=against,
        n=abs(of.middle),
        middle=count_words(of.middle, language),
        low=low,
        high=high,
        most=of.most_apart,
    )


def alone(level: float, asked: Asked, policy: str, n_quarters: int, language: str) -> str:
    """Return the sentence of one policy that is compared with nothing, from the share who have the outcome."""
    return text(
        "answer.sentence.alone",
        language,
        per=100,
        people=people_words(asked, language),
        verb=outcome_words(asked, n_quarters, language, "verb"),
        n=round(100.0 * level),
        what=outcome_words(asked, n_quarters, language, "what"),
        policy=policy,
    )


def level(share: float, asked: Asked, per: int, n_quarters: int, language: str) -> str:
    """Return how many have the outcome, from the share who have it."""
    return text(
        "answer.asked.level",
        language,
        n=format_number(round(per * share), 0, language),
        per=format_number(per, 0, language),
        people=people_words(asked, language),
        verb=outcome_words(asked, n_quarters, language, "verb"),
        what=outcome_words(asked, n_quarters, language, "what"),
    )


def count_words(n: float, language: str, decimals: int = 0) -> str:
    """Return a number of people more or fewer in words."""
    key = "none" if n == 0 else "more" if n > 0 else "fewer"
    return text(f"answer.short.{key}", language, n=format_number(abs(n), max(decimals, 0), language))


def short(of: Verdict, middle: int, language: str) -> str:
    """Return a row's label: the middle and the range in people of the strip's scale, or why there is no range."""
    if of.case == Case.SAME:
        return text("answer.short.none", language)
    if of.case == Case.HIDDEN:
        return text("answer.short.hidden", language)
    if of.case not in HAS_NUMBERS:
        return text("answer.short.unknown", language, middle=count_words(middle, language))
    low, high = (format_number(end, 0, language, sign=True) for end in (of.low, of.high))
    shown = count_words(of.middle, language) if of.middle else "0"
    return text("answer.short.range", language, middle=shown, low=low, high=high)
