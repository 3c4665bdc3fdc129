"""The answer of `tilltro contrary`: in how many worlds the main answers keep their side, and where they lose it."""

from __future__ import annotations

import math

from simulation.analyses.contrary.answers import GONE, HALVED, STANDS, TURNS, UNCLEAR, Contrary
from simulation.analyses.contrary.questions import Question, arms_of
from simulation.base.texts import text
from simulation.base.texts.labels import number_of_clients
from simulation.base.texts.numbers import format_range
from simulation.model.policies import load_policy
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Dots, Finding, boxes_of, made_by
from simulation.report.answer.sentence import LEAST_DRAWS
from simulation.report.answer.words import put_in, short_label
from simulation.report.charts.dots import Pair
from simulation.report.contrary.words import is_open, question_words
from simulation.study.changes import changes, run_size
from simulation.study.contrasts.uncertainty import draw_numbers

KEPT = (STANDS, HALVED)  # where an answer has the side that it usually has


def finding(contrary: Contrary) -> Finding:
    """Return the answer block."""
    language, settings = contrary.language, contrary.settings
    unanswered = _unanswered(contrary)
    given = [*(pair for pair in run_size(settings) if pair[0] != "n_quarters"), *changes(settings)]  # which isn't taken
    return Finding(
        title=text("contrary.title", language),
        sentence=unanswered or _sides(contrary),
        put_in=_put_in(contrary),
        strip=None if unanswered else _dots(contrary),
        boxes=boxes_of(
            language,
            [_worlds_asked(contrary), _how(contrary), *not_as_usual(settings, language)],
            [text("answer.change.more_runs", language)] if unanswered else [_upset(contrary), *_unclear(contrary)],
            [_ranges(contrary), text("contrary.finding.not_true", language)],
        ),
        made=made_by("contrary", given, settings.seed, language),
    )


def _n_draws(contrary: Contrary) -> int:
    """Return how many sets of parameters the runs go over; 1 where all have the same."""
    settings = contrary.settings
    return draw_numbers(settings.n_replications)[-1] + 1 if settings.runs_over_draws else 1


def _unanswered(contrary: Contrary) -> str:
    """Return why there is no answer; empty where there is one."""
    n_draws = _n_draws(contrary)
    if n_draws >= LEAST_DRAWS:
        return ""
    return text(f"answer.sentence.{'one_set' if n_draws == 1 else 'few'}", contrary.language)


def _fates(contrary: Contrary) -> list[str]:
    """Return the worst that becomes of each answer that usually has a side, in any other world."""
    fates = []
    for question in _sided(contrary):
        met = {contrary.answer(world, question).verdict for world in contrary.worlds[1:]}
        fates.append(next((fate for fate in (TURNS, GONE, UNCLEAR) if fate in met), STANDS))
    return fates


def _sided(contrary: Contrary) -> list[Question]:
    return [question for question in contrary.questions if not is_open(contrary, question)]


def _sides(contrary: Contrary) -> str:
    """Return how many answers keep their side in every world."""
    fates = _fates(contrary)
    counts = {"n": len(contrary.questions), "sided": len(fates), "n_worlds": len(contrary.worlds) - 1}
    if not fates:
        return text("contrary.finding.none_sided", contrary.language, **counts)
    counts |= {fate: fates.count(fate) for fate in (STANDS, TURNS, GONE)}
    kept = _kept(contrary)
    least, most = min(kept), max(kept)
    told = str(most) if least == most else format_range(least, most, contrary.language)
    return text("contrary.finding.sides", contrary.language, kept=told, **counts)


def _kept(contrary: Contrary) -> list[int]:
    """Return in how many of the other worlds each answer that usually has a side keeps it."""
    return [
        sum(contrary.answer(world, question).verdict in KEPT for world in contrary.worlds[1:])
        for question in _sided(contrary)
    ]


def _dots(contrary: Contrary) -> Dots | None:
    """Return in how many of the other worlds each answer keeps its side; None where no answer has one."""
    language, others = contrary.language, contrary.worlds[1:]
    rows = []
    for question, n in zip(_sided(contrary), _kept(contrary), strict=True):
        shown = text("contrary.finding.of", language, n=n, total=len(others))
        rows.append(Pair(question_words(question, language), math.nan, float(n), math.nan, math.nan, shown))
    title = text("contrary.finding.dots", language, total=len(others))
    unit = text("contrary.finding.unit", language)
    return Dots(tuple(rows), title, unit, title, language) if rows else None


def _worlds_asked(contrary: Contrary) -> str:
    counts = {"n_questions": len(contrary.questions), "n_worlds": len(contrary.worlds) - 1}
    return text("contrary.html.lead", contrary.language, **counts)


def _how(contrary: Contrary) -> str:
    settings, language = contrary.settings, contrary.language
    clients = number_of_clients(settings.n_clients, settings.population.inflow, language)
    key = "how" if settings.runs_over_draws else "how_one"
    n = _n_draws(contrary) if settings.runs_over_draws else settings.n_replications
    return text(f"contrary.finding.{key}", language, clients=clients, n=n)


def _upset(contrary: Contrary) -> str:
    """Return in which worlds most answers change."""
    language, others = contrary.language, contrary.worlds[1:]
    upset = [
        sum(contrary.answer(world, question).verdict in (TURNS, GONE) for question in contrary.questions)
        for world in others
    ]
    most = max(upset, default=0)
    if not most:
        return text("contrary.finding.none_upset", language)
    worlds = "; ".join(w.label[language] for w, n in zip(others, upset, strict=True) if n == most)
    return text("contrary.finding.worlds", language, worlds=worlds, n=most)


def _unclear(contrary: Contrary) -> list[str]:
    """Return that more runs may tell, where a fate is unclear."""
    n = _fates(contrary).count(UNCLEAR)
    return [text("contrary.finding.unclear", contrary.language, n=n)] if n else []


def _ranges(contrary: Contrary) -> str:
    """Return for how many answers what is left open leaves out zero, in the usual world."""
    usual = [contrary.answer(contrary.worlds[0], question) for question in contrary.questions]
    clear = sum(answer.range_low > 0.0 or answer.range_high < 0.0 for answer in usual)
    return text("contrary.finding.ranges", contrary.language, clear=clear, n=len(usual))


def _put_in(contrary: Contrary) -> str:
    """Return in one line the policies whose direction was put in; empty where none was."""
    language, own = contrary.language, contrary.settings.own_configs
    policies = [load_policy(name, own) for name in arms_of(contrary.questions)]
    quoted = [
        text("report.quoted", language, name=short_label(policy.label[language]))
        for policy in policies
        if policy.assumed is not None
    ]
    return put_in(quoted, language)
