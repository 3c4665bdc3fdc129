"""Sentences on the two uncertainties: what is due to which, how probable an order is, and what precision would take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.base.texts import text
from simulation.base.texts.numbers import format_number, format_percent, format_points
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.answer.unknowns import decider_between
from simulation.results.comparison import Comparison
from simulation.study.contrasts.cautions import steps


def uncertainty_notes(comparison: Comparison) -> list[str]:
    """Return the sentences."""
    rows = _at_end(comparison)
    if not rows or comparison.study.n_replications == 1:
        return []
    first = [*_share(comparison, rows), *_order(comparison, rows)] if comparison.study.draws else []
    return [*first, *_precision(comparison, rows)]


def precision_notes(comparison: Comparison) -> list[str]:
    """Return whether a precision that was asked for is reached; nothing if none was."""
    rows = _at_end(comparison)
    return _precision(comparison, rows) if rows and comparison.precision is not None else []


def _at_end(comparison: Comparison) -> Mapping[str, Mapping[str, Any]]:
    """Return the contrasts in the main outcome at the last quarter, the largest first, by policy."""
    table = comparison.tables.contrasts
    chosen = table[
        (table["outcome"] == MAIN_OUTCOME)
        & (table["group"] == "all")
        & (table["quarter"] == comparison.study.environment.n_quarters)
    ].sort_values("difference", ascending=False, kind="stable")
    return {str(row["policy"]): {str(key): value for key, value in row.items()} for row in chosen.to_dict("records")}


def _share(comparison: Comparison, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    best = next(iter(rows))
    share = float(rows[best]["parameter_share"])
    if share != share:  # nan: the two are identical
        return []
    language = comparison.language
    return [
        text(
            "cli.result.share",
            language,
            policy=_label(comparison, best),
            parameters=format_percent(share, 0, language),
            luck=format_percent(1.0 - share, 0, language),
        )
    ]


def _order(comparison: Comparison, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return how probable it is that the best policy beats the next one (or the baseline), where that is known."""
    orders = comparison.tables.orders
    if orders is None:
        return []
    best, other = (*rows, comparison.study.baseline)[:2]
    pair = orders[(orders["policy"] == best) & (orders["other"] == other) & (orders["outcome"] == MAIN_OUTCOME)]
    language = comparison.language
    labels = {"policy": _label(comparison, best), "other": _label(comparison, other)}
    if decider_between(comparison, best, other) is not None:
        return [text("cli.result.one_unknown_decides", language, **labels)]
    probability = format_percent(float(pair["probability_better"].iloc[0]), 0, language)
    in_steps = steps(comparison.study.n_replications, language)
    return [text("cli.result.order", language, probability=probability, steps=in_steps, **labels)]


def _precision(comparison: Comparison, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return how wide the Monte-Carlo intervals are, and whether the precision asked for is reached."""
    language, precision = comparison.language, comparison.precision
    width = {policy: float(row["mc_high"]) - float(row["mc_low"]) for policy, row in rows.items()}
    widest = max(width, key=lambda policy: width[policy])

    def points(value: float) -> str:
        return format_points(value, 2, language, sign=False)

    if precision is None:
        return [text("cli.result.widest", language, policy=_label(comparison, widest), width=points(width[widest]))]
    n = format_number(comparison.study.n_replications, 0, language)
    wide = {policy: value for policy, value in width.items() if not precision.is_met(value)}
    if not wide:
        return [text("cli.result.precise", language, n=n, wished=points(precision.width))]
    which = ", ".join(f"'{_label(comparison, policy)}' {points(value)}" for policy, value in wide.items())
    return [text("cli.result.not_precise", language, n=n, wished=points(precision.width), which=which)]


def _label(comparison: Comparison, name: str) -> str:
    return comparison.study.policy(name).label[comparison.language]
