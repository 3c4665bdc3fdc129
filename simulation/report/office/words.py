"""The answers of `tilltro office` in words and rows: the same in the terminal and on the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulation.analyses.office.expect import AFTER, BEFORE, FITS, UNUSUAL, Effect, Expected, Figure, Span
from simulation.analyses.office.own import BELIEF, CHANGES
from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.policies import load_policy
from simulation.report.answer import question
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Finding, Strip, boxes_of, in_digits, made_by, or_hidden
from simulation.report.answer.sentence import LEAST_DRAWS, counted_per, rounded_outwards, verdict
from simulation.report.answer.words import (
    meaning,
    outcome_words,
    people_words,
    put_in,
    sentence,
    short_label,
    time_words,
)
from simulation.report.charts.strip import Mark, Words
from simulation.study.changes import changes, run_size
from simulation.study.example_clients import still_examples
from simulation.study.settings import Settings

FIRST_JOB = question.Asked(MAIN_OUTCOME)
Rows = tuple[list[str], list[list[str]]]


@dataclass(frozen=True)
class Asked:
    """What was asked, with what was found."""

    found: Expected
    settings: Settings
    language: str
    content_hash: str
    typed: Mapping[str, str] = field(default_factory=dict)  # what is the office's own, as it is typed

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


def finding(asked: Asked) -> Finding:
    """Return the answer block: first jobs with each policy, at the office's levels and at the calibrated ones."""
    settings, language = asked.settings, asked.language
    (_, asked_first), *_ = asked.main_effects
    policy, baseline = asked.policy(asked_first.policy), asked.policy(settings.baseline)
    effects = [effect for before, after in asked.main_effects for effect in (after, before)]
    ends = [end for effect in effects for end in (effect.difference.value, effect.cred_low, effect.cred_high)]
    per = counted_per(*(end / 100.0 for end in ends))
    marks = tuple(_mark(asked, effect, per) for effect in effects)
    label = outcome_words(FIRST_JOB, settings.n_quarters, language)
    time = time_words(settings.n_quarters, language)
    names = dict.fromkeys((*settings.policies, settings.baseline))
    given = [("policies", f"[{','.join(settings.policies)}]"), ("baseline", settings.baseline), *asked.typed.items()]
    shown = format_number(per, 0, language)
    unit = text("answer.strip.unit", language, per=shown, people=people_words(FIRST_JOB, language))
    return Finding(
        title=title(asked),
        sentence=_said(asked, asked_first),
        put_in=" ".join([*([asked.say("made_up")] if asked.found.is_made_up else []), *_put_in(asked)]),
        strip=Strip(
            marks,
            Words(
                text("answer.strip.title", language, label=label, against=baseline),
                "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
                text("answer.zero", language, against=baseline),
                text("answer.axis_fewer", language),
                text("answer.axis_more", language),
                language,
            ),
            f"{unit}; {text('answer.strip.key', language)}",
        ),
        boxes=boxes_of(
            language,
            [
                asked.say("question", policy=policy, baseline=baseline, time=time, n=asked.found.n),
                *(meaning(load_policy(name, settings.own_configs), language) for name in names),
                *([] if asked.found.is_made_up else [_fit(asked)]),
                *same_day(asked),
                *(still_examples(asked.typed.get(name, name), language) for name in asked.found.examples),
                *not_as_usual(settings, language),
            ],
            _how_far(asked, asked_first),
            [asked.say("see_compare"), asked.say("notes.no_ranking_short"), asked.say("notes.gross")],
            headings=[asked.say(f"boxes.{name}") for name in ("asked", "trust", "not_said")],
        ),
        made=made_by("office", [*given, *run_size(settings), *changes(settings)], settings.seed, language),
    )


def same_day(asked: Asked) -> list[str]:
    """Return how many forms were left out for a later row of the same client and day; nothing where none was."""
    return [asked.say("same_day", n=asked.number(asked.found.n_replaced, 0))] if asked.found.n_replaced else []


def title(asked: Asked) -> str:
    """Return the question, which says so where the office is made up."""
    return asked.say("title_made_up" if asked.found.is_made_up else "title")


def _put_in(asked: Asked) -> list[str]:
    """Return in one line the policies whose direction was put in; nothing where none was."""
    names = (*asked.settings.policies, asked.settings.baseline)
    quoted = [
        text("report.quoted", asked.language, name=short_label(asked.policy(name)))
        for name in names
        if load_policy(name, asked.settings.own_configs).assumed is not None
    ]
    return [put_in(quoted, asked.language)] if quoted else []


def _mark(asked: Asked, effect: Effect, per: int) -> Mark:
    numbers = [per / 100.0 * value for value in (effect.difference.value, effect.cred_low, effect.cred_high)]
    middle, low, high = numbers
    shown = or_hidden(middle, low, high, asked.language)
    if asked.found.n_draws < LEAST_DRAWS and not math.isnan(low):  # too few for a range, as the sentence says
        low = high = math.nan
        shown = in_digits(middle, low, high, asked.language)
    label = asked.say(f"at.{effect.stage}", policy=short_label(asked.policy(effect.policy)))
    return Mark(label, middle, low, high, shown, is_strong=effect.stage == AFTER)


def _said(asked: Asked, effect: Effect) -> str:
    """Return the sentence on a policy against the baseline, by the rule of all answers."""
    values = (effect.difference.value, effect.cred_low, effect.cred_high, effect.baseline.value)
    middle, low, high, level = (value / 100.0 for value in values)
    found = verdict(middle, low, high, level, asked.found.n_draws, is_hidden=math.isnan(effect.cred_low))
    policy, baseline = (
        text("report.quoted", asked.language, name=short_label(asked.policy(name)))
        for name in (effect.policy, asked.settings.baseline)
    )
    return sentence(found, FIRST_JOB, policy, baseline, asked.settings.n_quarters, asked.language)


def _how_far(asked: Asked, effect: Effect) -> list[str]:
    """Return what luck makes of it with so few people."""
    n, baseline = asked.number(asked.found.n, 0), short_label(asked.policy(asked.settings.baseline))
    level, low, high = round(effect.baseline.value), *rounded_outwards(effect.baseline.low, effect.baseline.high)
    seen_low, seen_high = (asked.number(end, 0, True) for end in rounded_outwards(effect.seen.low, effect.seen.high))
    is_seen = effect.seen.low > 0.0 or effect.seen.high < 0.0
    return [
        asked.say("trust", n=n, baseline=baseline, level=level, low=low, high=high),
        asked.say("seen", low=seen_low, high=seen_high, verdict=asked.say("tells" if is_seen else "tells_not")),
    ]


def _fit(asked: Asked) -> str:
    if not asked.found.figures:
        return asked.say("nothing_given")
    wrong = [figure for figure in asked.found.figures if figure.verdict not in (FITS, UNUSUAL)]
    words = [f"{asked.say(f'figure.{one.name}')} ({asked.say(f'verdict.{one.verdict}')})" for one in wrong]
    said = asked.say("contradicts", figures="; ".join(words)) if wrong else asked.say("all_fit")
    unusual = [_beside_usual(asked, figure) for figure in asked.found.figures if figure.verdict == UNUSUAL]
    return f"{said} {asked.say('unusual_figures', figures='; '.join(unusual))}" if unusual else said


def _beside_usual(asked: Asked, figure: Figure) -> str:
    """Return a figure of the office's own and what is usual."""
    n = decimals_of(figure)
    shown = {"own": asked.number(figure.own, n), "usual": asked.interval(figure.before, n)}
    return asked.say("beside_usual", figure=asked.say(f"figure.{figure.name}"), **shown)


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


def again(asked: Asked, is_kept: bool = True) -> str:
    """Return how to run other comparisons at the office's levels, which stand in a folder of results if `is_kept`."""
    return asked.say(
        "again" if is_kept else "again_saved", n=asked.found.n, caseload=asked.settings.caseworkers.caseload
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
