"""The answers of `tilltro office` in words and rows: the same in the terminal and on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.analyses.office.expect import AFTER, BEFORE, FITS, UNUSUAL, Effect, Expected, Figure, Span
from simulation.analyses.office.own import BELIEF, CHANGES, SMALLEST_GROUP
from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number
from simulation.study.settings import Settings

MAIN_OUTCOME = "first_job"
Rows = tuple[list[str], list[list[str]]]


@dataclass(frozen=True)
class Asked:
    """What was asked, with what was found."""

    found: Expected
    settings: Settings
    language: str
    content_hash: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of this report."""
        return text(f"office.{key}", self.language, **values)

    def policy(self, name: str) -> str:
        """Return what a policy is called."""
        return self.settings.policy_label(name, self.language)

    def number(self, value: float, decimals: int = 1, sign: bool = False) -> str:
        """Return a number as it is written."""
        return format_number(value, decimals, self.language, sign=sign)

    def interval(self, span: Span, decimals: int = 1, sign: bool = False) -> str:
        """Return an interval as it is written."""
        return format_interval(span.low, span.high, decimals, self.language, sign=sign)

    @property
    def main_effects(self) -> list[tuple[Effect, Effect]]:
        """First jobs of each policy, before and after adapting."""
        effects = [effect for effect in self.found.effects if effect.outcome == MAIN_OUTCOME]
        after = {effect.policy: effect for effect in effects if effect.stage == AFTER}
        return [(effect, after[effect.policy]) for effect in effects if effect.stage == BEFORE]


def answer(asked: Asked) -> list[str]:
    """Return the question and its answer, a sentence or a few a line."""
    found, settings = asked.found, asked.settings
    n = asked.number(found.n, 0)
    before, after = asked.main_effects[0]
    policy, baseline = asked.policy(after.policy), asked.policy(settings.baseline)
    lines = [
        asked.say("question", n=n, policy=policy, baseline=baseline, quarters=settings.n_quarters),
        *([asked.say("made_up")] if found.is_made_up else []),
    ]
    for before, after in asked.main_effects:
        lines.append(
            asked.say(
                "effect",
                policy=asked.policy(after.policy),
                difference=asked.number(after.difference.value, 1, True),
                before=asked.number(before.difference.value, 1, True),
                known=known(asked, after) or asked.say("not_told"),
            )
        )
    before, after = asked.main_effects[0]
    is_seen = after.seen.low > 0.0 or after.seen.high < 0.0
    lines.append(
        asked.say(
            "trust",
            n=n,
            baseline=baseline,
            level=asked.number(after.baseline.value),
            low=asked.number(after.baseline.low),
            high=asked.number(after.baseline.high),
            seen_low=asked.number(after.seen.low, 1, True),
            seen_high=asked.number(after.seen.high, 1, True),
            verdict=asked.say("tells" if is_seen else "tells_not"),
        )
    )
    return [*lines, _fit(asked)]


def _fit(asked: Asked) -> str:
    if not asked.found.figures:
        return asked.say("nothing_given")
    wrong = [figure for figure in asked.found.figures if figure.verdict not in (FITS, UNUSUAL)]
    if not wrong:
        return asked.say("all_fit")
    words = [f"{asked.say(f'figure.{one.name}')} ({asked.say(f'verdict.{one.verdict}')})" for one in wrong]
    return asked.say("contradicts", figures="; ".join(words))


def known(asked: Asked, effect: Effect) -> str:
    """Return the interval over the draws; empty where it isn't known."""
    if math.isnan(effect.cred_low):
        return ""
    return format_interval(effect.cred_low, effect.cred_high, 1, asked.language, sign=True)


def decimals_of(figure: Figure) -> int:
    """Return how many decimals a figure is told with."""
    return 2 if figure.name in (BELIEF, CHANGES) else 1


def figure_rows(asked: Asked) -> Rows:
    """Return headings and rows of the office's own figures."""
    names = ("figure", "own", "before", "after", "weight", "verdict")
    rows = []
    for figure in asked.found.figures:
        n = decimals_of(figure)
        rows.append(
            [
                asked.say(f"figure.{figure.name}"),
                asked.number(figure.own, n),
                *(f"{asked.number(s.value, n)} ({asked.interval(s, n)})" for s in (figure.before, figure.after)),
                asked.number(figure.weight, 2),
                asked.say(f"verdict.{figure.verdict}"),
            ]
        )
    return [asked.say(f"columns_of.{name}") for name in names], rows


def effect_rows(asked: Asked) -> Rows:
    """Return headings and rows of every policy and outcome, before and after adapting."""
    names = ("policy", "stage", "baseline", "level", "difference", "known", "seen")
    rows = [
        [
            f"{asked.policy(effect.policy)}: {asked.say(f'outcome.{effect.outcome}')}",
            asked.say(f"stages.{effect.stage}"),
            *(f"{asked.number(s.value)} ({asked.interval(s)})" for s in (effect.baseline, effect.level)),
            f"{asked.number(effect.difference.value, 1, True)} ({asked.interval(effect.difference, 1, True)})",
            known(asked, effect) or asked.say("not_told"),
            asked.interval(effect.seen, 1, True),
        ]
        for effect in asked.found.effects
    ]
    return [asked.say(f"columns_of.{name}") for name in names], rows


def course_rows(asked: Asked) -> Rows:
    """Return headings and rows of the questionnaires by quarter."""
    names = ("measure", "quarter", "n", "happened", "expected", "half", "most")
    rows = []
    for course in asked.found.courses:
        for quarter, n, seen, band in zip(course.quarters, course.n, course.seen, course.bands, strict=True):
            low, lower, middle, upper, high = band
            rows.append(
                [
                    asked.say(f"measure.{course.measure}"),
                    str(quarter),
                    asked.number(n, 0),
                    *(asked.number(value, 2) for value in (seen, middle)),
                    format_interval(lower, upper, 2, asked.language),
                    format_interval(low, high, 2, asked.language),
                ]
            )
    return [asked.say(f"columns_of.{name}") for name in names], rows


def outside(asked: Asked) -> list[str]:
    """Return for each measure how many quarters lie outside the band."""
    return [
        asked.say(
            "outside",
            measure=_capital(asked.say(f"measure.{course.measure}")),
            n=course.n_outside,
            all=sum(quarter > 0 for quarter in course.quarters),
        )
        for course in asked.found.courses
    ]


def notes(asked: Asked) -> list[str]:
    """Return what else a reader should know."""
    return [
        *outside(asked),
        asked.say("notes.cut", draws=asked.found.n_draws),
        asked.say("notes.spread"),
        asked.say("notes.answers"),
        asked.say("notes.gross"),
        asked.say("notes.no_ranking"),
        asked.say("notes.private", least=SMALLEST_GROUP),
    ]


def again(asked: Asked) -> str:
    """Return how to run other comparisons at the office's levels."""
    return asked.say("again", n=asked.found.n, caseload=asked.settings.caseworkers.caseload)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
