"""The result tables of a comparison, as the terminal shows them: at the last quarter, for all clients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from simulation.base.texts import text
from simulation.base.texts.labels import number_of_clients, outcome_label, outcome_unit, suppression_note
from simulation.base.texts.numbers import format_interval, format_number
from simulation.base.texts.worlds import displacement_note
from simulation.cli.terminal import table, width
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.registry import MAIN_OUTCOMES, OUTCOMES
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.policies import Policy
from simulation.report.scales import decimals, scale
from simulation.results.comparison import Comparison
from simulation.study.contrasts.cautions import cautions
from simulation.study.suppression import suppressed_in

if TYPE_CHECKING:
    import pandas as pd

# By policy and outcome: value, Monte-Carlo interval, credible interval.
type Numbers = dict[tuple[str, str], tuple[float, float, float, float, float]]

WIDE = 130  # characters that all of them take
LABEL, COLUMN = 18, 20  # characters of a policy's label in a narrow terminal, and of an outcome


def contrasts_tables(comparison: Comparison) -> list[RenderableType]:
    """Return the policies' differences from the baseline, below its own level: side by side, or parted to fit."""
    language, study = comparison.language, comparison.study
    title = text(
        "cli.result.compare_title",
        language,
        baseline=study.policy(study.baseline).label[language],
        n_quarters=study.environment.n_quarters,
    )
    n_columns = len(MAIN_OUTCOMES) if width() >= WIDE else max(1, (width() - LABEL) // COLUMN)
    parts = [MAIN_OUTCOMES[start : start + n_columns] for start in range(0, len(MAIN_OUTCOMES), n_columns)]
    return [_contrasts_table(comparison, part, "" if number else title) for number, part in enumerate(parts)]


def _contrasts_table(comparison: Comparison, outcomes: Sequence[str], title: str) -> RenderableType:
    language, study = comparison.language, comparison.study
    levels = _numbers(comparison.tables.levels, "mean", study.environment.n_quarters)
    contrasts = _numbers(comparison.tables.contrasts, "difference", study.environment.n_quarters)
    baseline = study.policy(study.baseline)
    rows = [[_label(baseline, "level", language), *_cells(levels, baseline.name, outcomes, language, is_change=False)]]
    for policy in study.policies:
        if policy is not baseline:
            mark = None if policy.assumed is None else "assumed"
            cells = _cells(contrasts, policy.name, outcomes, language, is_change=True)
            cells = [
                cell + _left(comparison, contrasts[policy.name, id], id)
                for cell, id in zip(cells, outcomes, strict=True)
            ]
            rows.append([_label(policy, mark, language), *cells])
    headings = [text("cli.result.policy", language), *(outcome_label(outcome, language) for outcome in outcomes)]
    return table(headings, rows, title)


def levels_table(comparison: Comparison) -> RenderableType:
    """Return one policy's levels of every outcome, at the start and at the end."""
    language, study = comparison.language, comparison.study
    policy = study.policies[0]
    start = _numbers(comparison.tables.levels, "mean", 0)
    end = _numbers(comparison.tables.levels, "mean", study.environment.n_quarters)
    is_wide = width() >= WIDE
    rows = []
    for outcome in OUTCOMES:
        mean, low, high, cred_low, cred_high = end[policy.name, outcome.id]
        places = decimals(outcome.id)
        names = outcome_label(outcome.id, language), outcome_unit(outcome.id, language)
        rows.append(
            [
                *(names if is_wide else ["\n".join(names)]),
                format_number(start[policy.name, outcome.id][0], places, language),
                format_number(mean, places, language),
                format_interval(low, high, places, language),
                format_interval(cred_low, cred_high, places, language),
            ]
        )
    title = text(
        "cli.result.run_title", language, policy=policy.label[language], n_quarters=study.environment.n_quarters
    )
    keys = ("outcome", *(["unit"] if is_wide else []), "at_start", "at_end", "interval", "cred")
    headings = [text(f"cli.result.{key}", language) for key in keys]
    return table(headings, rows, title, n_text_columns=2 if is_wide else 1)


def notes(comparison: Comparison) -> list[str]:
    """Return the sentences below a table: units, size of the run, and what the interval doesn't say."""
    language, settings, study = comparison.language, comparison.settings, comparison.study
    is_run = len(study.policies) == 1
    sentences = [
        text("cli.result.units_levels" if is_run else "cli.result.units", language),
        text(
            "cli.result.numbers",
            language,
            clients=number_of_clients(settings.n_clients, settings.population.inflow, language),
            n_replications=format_number(study.n_replications, 0, language),
            seed=study.seed,
        ),
    ]
    if not is_run:
        environment = study.environment
        is_limited = environment.labour_market.vacancies is not None
        sentences.append(displacement_note(environment.displaced_share, language, is_limited))
    if not is_run and any(policy.assumed for policy in study.policies if policy.name != study.baseline):
        sentences.append(text("cli.result.assumed_note", language))
    key = "no_interval" if study.n_replications == 1 else "uncertainty_draws" if study.draws else "uncertainty"
    if is_run and key == "uncertainty_draws":
        key = "uncertainty_levels"
    careful = cautions(study.n_replications, bool(study.draws), language)
    suppressed = suppression_note(len(suppressed_in(comparison.tables)), SMALLEST_GROUP, language)
    followed = [] if settings.client_table is None else [text("groups.not_followed", language)]
    return [*sentences, text(f"cli.result.{key}", language), *careful, *followed, *([suppressed] if suppressed else [])]


def _numbers(frame: pd.DataFrame, column: str, quarter: int) -> Numbers:
    """Return the values and intervals for all clients in a quarter, in the unit they are shown in."""
    rows = frame[(frame["group"] == "all") & (frame["quarter"] == quarter)]
    names = ("policy", "outcome", column, "mc_low", "mc_high", "cred_low", "cred_high")
    numbers: Numbers = {}
    for policy, outcome, *found in zip(*(rows[name].tolist() for name in names), strict=True):
        value, low, high, cred_low, cred_high = (scale(outcome) * number for number in found)
        numbers[policy, outcome] = (value, low, high, cred_low, cred_high)
    return numbers


def _cells(numbers: Numbers, policy: str, outcomes: Sequence[str], language: str, is_change: bool) -> list[str]:
    """Return a policy's cells: the value, and its intervals on the lines below, the credible one in brackets."""
    cells = []
    for outcome in outcomes:
        value, low, high, cred_low, cred_high = numbers[policy, outcome]
        places = decimals(outcome)
        interval = format_interval(low, high, places, language, sign=is_change)
        cell = f"{format_number(value, places, language, sign=is_change)}\n{interval}"
        if not math.isnan(cred_low):
            cell += f"\n[{format_interval(cred_low, cred_high, places, language, sign=is_change)}]"
        cells.append(cell)
    return cells


def _left(comparison: Comparison, numbers: Sequence[float], outcome: str) -> str:
    """Return a further line of a cell: what is left of a difference in jobs after displacement."""
    displacement = comparison.study.environment.displaced_share
    left = after_displacement(numbers[0], outcome, displacement)
    if displacement == 0.0 or math.isnan(left):
        return ""
    shown = format_number(left, decimals(outcome), comparison.language, sign=True)
    return "\n" + text("worlds.displacement.left", comparison.language, value=shown)


def _label(policy: Policy, mark: str | None, language: str) -> str:
    label = policy.label[language]
    return label if mark is None else f"{label}\n{text(f'cli.result.{mark}', language)}"
