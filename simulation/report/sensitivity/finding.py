"""The answer of `tilltro sensitivity`: the unknown that the main answers hang on most, and how often they turn."""

from __future__ import annotations

import math

from simulation.analyses.sensitivity.analysis import n_points
from simulation.analyses.sensitivity.design import OTHERS
from simulation.analyses.sensitivity.plan import LUCK
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import SobolRow
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Dots, Finding, boxes_of, made_by
from simulation.report.charts.dots import Pair
from simulation.report.sensitivity.words import lost_words, meaning_words, share_words
from simulation.study.changes import changes, run_size

MOST_ROWS = 6
NOT_TYPED = ("n_quarters", "n_replications", "parameters")  # what the plan decides


def finding(sensitivity: Sensitivity) -> Finding:
    """Return the answer block."""
    language, plan, settings = sensitivity.language, sensitivity.plan, sensitivity.settings
    asked = text(
        "sensitivity.html.lead",
        language,
        n_unknowns=len(plan.parameters),
        n_points=format_number(n_points(plan), 0, language),
        before_fit=text("sensitivity.before_fit", language),
    )
    labels = dict.fromkeys(question.label[language] for question in plan.questions)
    given = [pair for pair in (*run_size(settings), *changes(settings)) if pair[0] not in NOT_TYPED]
    usually = max(plan.questions, key=lambda question: sensitivity.loses_if(question).loses_anywhere)
    return Finding(
        title=text("sensitivity.finding.title", language),
        sentence=text("answer.sentence.few", language) if plan.is_small else sentence(sensitivity),
        put_in="",
        strip=None if plan.is_small else _dots(sensitivity),
        boxes=boxes_of(
            language,
            [asked, f"{'; '.join(labels)}.", *not_as_usual(settings, language)],
            [text("answer.change.more_runs", language) if plan.is_small else lost_words(sensitivity, usually)],
            [text("sensitivity.quick", language)] * plan.is_small + [text("sensitivity.finding.no_odds", language)],
        ),
        made=made_by("sensitivity", [("sensitivity", plan.name), *given], settings.seed, language),
    )


def greatest(sensitivity: Sensitivity) -> list[SobolRow]:
    """Return the unknowns with their greatest share in any question, the greatest first, without luck."""
    found: dict[str, SobolRow] = {}
    for row in sensitivity.rows.sobol:
        is_known = row.name not in (LUCK, OTHERS) and not math.isnan(row.total)
        if is_known and (row.name not in found or row.total > found[row.name].total):
            found[row.name] = row
    return sorted(found.values(), key=lambda row: -row.total)


def sentence(sensitivity: Sensitivity) -> str:
    """Return what the answers hang on, and in how many draws the policy that usually leads falls behind."""
    language = sensitivity.language
    shares = [100.0 * sensitivity.loses_if(question).loses_anywhere for question in sensitivity.plan.questions]
    low, high = (format_number(value, 0, language) for value in (math.floor(min(shares)), math.ceil(max(shares))))
    behind = low if low == high else text("cli.lookup.from_to", language, low=low, high=high)
    first = next(iter(greatest(sensitivity)), None)
    if first is None or not first.total - first.total_half > 0.0:
        return text("sensitivity.finding.none", language, behind=behind)
    meaning = meaning_words(first.name, language)
    unknown = f"{meaning[0].lower()}{meaning[1:]}"
    share = share_words(first.total, first.total_half, language)
    return text("sensitivity.finding.most", language, unknown=unknown, share=share, behind=behind)


def _dots(sensitivity: Sensitivity) -> Dots | None:
    """Return the unknowns that matter most, with their share of the variance."""
    language = sensitivity.language
    rows = tuple(
        Pair(
            meaning_words(row.name, language),
            math.nan,
            100.0 * max(0.0, row.total),
            100.0 * max(0.0, row.total - row.total_half),
            100.0 * max(0.0, row.total + row.total_half),
            share_words(row.total, row.total_half, language),
        )
        for row in greatest(sensitivity)[:MOST_ROWS]
    )
    title, unit = text("sensitivity.finding.dots", language), text("sensitivity.figure.percent", language)
    return Dots(rows, title, unit, text("sensitivity.finding.key", language), language) if rows else None
