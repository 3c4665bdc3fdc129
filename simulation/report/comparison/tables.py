"""The tables of the report, as rows of written numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulation.analyses.validation.shipped import far, outside
from simulation.base.texts import text
from simulation.base.texts.labels import (
    dimension_label,
    in_sentence,
    outcome_label,
    outcome_meaning,
    outcome_unit,
    value_label,
)
from simulation.base.texts.numbers import format_number, format_percent
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import load_facts
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.groups import DIMENSIONS
from simulation.model.outcomes.registry import MAIN_OUTCOME, MAIN_OUTCOMES
from simulation.model.policies import Policy
from simulation.report.answer.unknowns import decider_between
from simulation.report.answer.words import short_label
from simulation.report.comparison import background
from simulation.report.comparison.answer import direct_pairs
from simulation.report.comparison.results import Results
from simulation.report.scales import is_share
from simulation.report.table import Cell, Column, Row, Table, one_range, plain_table
from simulation.study.contrasts.cautions import steps
from simulation.study.contrasts.uncertainty import Estimate

BY_DIAGNOSIS = ("disability_pension", "anxiety_medication")
PSYCHIATRIC = "psychiatric"
SAY_THEMSELVES = ("sex", "age")  # dimensions whose values need no name of the dimension beside them
GROUPS_TOGETHER = {"who": ("sex", "age"), "background": ("unskilled", "non_western")}  # dimensions that share a table


def _cell(results: Results, estimate: Estimate, outcome: str, sign: bool) -> Cell:
    shown = results.number(estimate.value, outcome, sign)
    interval = results.interval(estimate, outcome, sign)
    return one_range(Cell(shown, interval, credible=results.credible(estimate, outcome, sign)))


def _contrast_cell(results: Results, policy: str, outcome: str) -> Cell:
    estimate = results.contrast(policy, outcome)
    displacement = results.comparison.study.environment.displaced_share
    left = after_displacement(estimate.value, outcome, displacement)
    plain = _cell(results, estimate, outcome, sign=True)
    if displacement == 0.0 or math.isnan(left):
        return plain
    shown = text("worlds.displacement.left", results.language, value=results.number(left, outcome, sign=True))
    return replace(plain, left=shown)


def _tag(results: Results, policy: Policy) -> str:
    return "" if policy.assumed is None else results.text("assumed_tag")


def contrast_table(results: Results) -> Table:
    """Return the baseline's levels at the last quarter, and the differences from them."""
    columns = [
        Column(outcome_label(id, results.language), "" if is_share(id) else outcome_unit(id, results.language))
        for id in MAIN_OUTCOMES
    ]
    base = results.label(results.baseline)
    levels = tuple(_cell(results, results.level(results.baseline.name, id), id, sign=False) for id in MAIN_OUTCOMES)
    rows = [Row(results.text("tables.level_row_of_all", baseline=base), "", levels)]
    rows += [
        Row(
            results.label(policy),
            _tag(results, policy),
            tuple(_contrast_cell(results, policy.name, id) for id in MAIN_OUTCOMES),
        )
        for policy in results.sorted_others
    ]
    caption = results.text("tables.contrasts_caption", baseline=base, quarters=results.last)
    return Table("contrasts", caption, columns, rows, results.text("tables.policy"))


DIRECT = (MAIN_OUTCOME, "in_ordinary_job", "anxiety_medication")


def direct_table(results: Results) -> Table | None:
    """Return policies held against each other directly, at the last quarter; None where there are no such pairs."""
    pairs = direct_pairs(results)
    if not pairs:
        return None
    columns = [Column(outcome_label(id, results.language)) for id in DIRECT]
    found = [{id: results.order(one.name, other.name, id) for id in DIRECT} for one, other in pairs]
    shares = [_share_better(results, *pair, of[MAIN_OUTCOME][1]) for pair, of in zip(pairs, found, strict=True)]
    is_told = bool(results.comparison.study.draws) and any(share is not None for share in shares)
    if is_told:
        of_draws = steps(results.n_replications, results.language)
        columns.append(Column(results.text("tables.more_first_jobs"), of_draws))
    rows = []
    for (one, other), of, share in zip(pairs, found, shares, strict=True):
        cells = [_cell(results, estimate, id, sign=True) for id, (estimate, _) in of.items()]
        if is_told:
            cells.append(Cell(results.text("tables.one_unknown_decides") if share is None else share))
        names = {"one": short_label(results.label(one)), "other": short_label(results.label(other))}
        rows.append(Row(results.text("tables.less", **names), "", tuple(cells)))
    caption = results.text("tables.direct_caption", quarters=results.last)
    return Table("direct", caption, columns, rows, results.text("tables.policy"))


def _share_better(results: Results, policy: Policy, other: Policy, share: float) -> str | None:
    """Return in which share of draws a policy does better; None where one unknown decides, as that is its prior."""
    if math.isnan(share):
        return ""
    if decider_between(results.comparison, policy.name, other.name) is not None:
        return None
    return format_percent(share, 0, results.language)


def missed_table(results: Results) -> Table | None:
    """Return the published findings that the model doesn't give within one tolerance; None where it gives all."""
    found = [(key, line) for key, lines in (("outside", outside()), ("far", far())) for line in lines]
    rows = [
        Row(
            f"{line.fact} {line.part}".strip(),
            "",
            (
                Cell(load_facts()[line.fact].quantity[results.language]),
                Cell(format_number(line.published, 1, results.language)),
                Cell(format_number(line.simulated, 1, results.language)),
                Cell(f"{phrase(line.unit, results.language)}; {results.text(f'missed.{key}')}"),
            ),
        )
        for key, line in found
    ]
    head, what, published, simulated, unit = (
        results.text(f"missed.{key}") for key in ("fact", "what", "published", "simulated", "unit")
    )
    columns = [Column(what, is_text=True), Column(published), Column(simulated), Column(unit, is_text=True)]
    return Table("missed", results.text("missed.caption"), columns, rows, head) if rows else None


def cited_table(results: Results) -> Table | None:
    """Return every fact that the policies are built on, once; None where there is none."""
    facts = {fact.id: fact for policy in background.policies(results) for fact in policy.cited}
    if not facts:
        return None
    rows = [[fact.id, ": ".join(filter(None, (fact.quantity, fact.value))), fact.where] for fact in facts.values()]
    headings = [results.text(f"cited_columns.{key}") for key in ("id", "quantity", "where")]
    return plain_table("cited", results.text("policies_lead"), headings, rows, len(headings))


def level_table(results: Results) -> Table:
    """Return the levels at the last quarter of a policy that is compared with nothing."""
    percent = results.text("percent_unit")
    columns = [
        Column(outcome_label(id, results.language), percent if is_share(id) else outcome_unit(id, results.language))
        for id in MAIN_OUTCOMES
    ]
    policy = results.baseline
    cells = tuple(_cell(results, results.level(policy.name, id), id, sign=False) for id in MAIN_OUTCOMES)
    caption = results.text("tables.levels_caption", quarters=results.last)
    return Table("levels", caption, columns, [Row(results.label(policy), "", cells)], results.text("tables.policy"))


@dataclass(frozen=True)
class _Column:
    """A column of a table of groups: an outcome in one group, and how the column is headed."""

    outcome: str
    group: str
    label: str
    unit: str


def _by_group(results: Results, id: str, columns: Sequence[_Column]) -> Table:
    """Return a table with a column a group: the baseline's level first, then differences; levels only if alone."""
    suppressed = text("groups.suppressed", results.language)

    def cells(policy: Policy, is_level: bool) -> tuple[Cell, ...]:
        found = results.level if is_level else results.contrast
        return tuple(
            Cell(suppressed)
            if column.group in results.suppressed_groups
            else _cell(
                results, found(policy.name, column.outcome, group=column.group), column.outcome, sign=not is_level
            )
            for column in columns
        )

    base = results.label(results.baseline)
    name = results.text("tables.level_row", baseline=base) if results.others else base
    rows = [Row(name, "", cells(results.baseline, is_level=True))]
    rows += [
        Row(results.label(policy), _tag(results, policy), cells(policy, is_level=False))
        for policy in results.sorted_others
    ]
    heads = [Column(column.label, column.unit) for column in columns]
    return Table(id, results.text(f"tables.groups_{id}"), heads, rows, results.text("tables.policy"))


def group_tables(results: Results) -> list[Table]:
    """Return first job in groups of clients, and pension and anxiety medication by psychiatric diagnosis."""
    language = results.language
    made = []
    for id, dimensions in GROUPS_TOGETHER.items():
        columns = [
            _Column(MAIN_OUTCOME, f"{of.id}={value}", value_label(of.id, value, language), unit)
            for of in DIMENSIONS
            if of.id in dimensions
            for unit in ["" if of.id in SAY_THEMSELVES else in_sentence(dimension_label(of.id, language))]
            for value in of.values
        ]
        made.append(_by_group(results, id, columns))
    values = next(of.values for of in DIMENSIONS if of.id == PSYCHIATRIC)
    columns = [
        _Column(id, f"{PSYCHIATRIC}={value}", outcome_label(id, language), value_label(PSYCHIATRIC, value, language))
        for id in (MAIN_OUTCOME, *BY_DIAGNOSIS)
        for value in values
    ]
    return [*made, _by_group(results, PSYCHIATRIC, columns)]


def groups_note(results: Results) -> str:
    """Return what the tables of groups show, and how far to trust differences between groups."""
    kind = "contrast" if results.others else "level"
    shown = results.text(f"tables.groups_{kind}_note", quarters=results.last)
    return f"{shown} {results.text('tables.groups_note')}"


def meanings(results: Results) -> Sequence[tuple[str, str]]:
    """Return what the outcomes of the tables mean: label and sentence."""
    return [(outcome_label(id, results.language), outcome_meaning(id, results.language)) for id in MAIN_OUTCOMES]


def document_table(results: Results) -> Table:
    """Return the source documents."""
    keys = ("id", "title", "author", "date", "kind")
    headings = [results.text(f"source_columns.{key}") for key in keys]
    rows = [[document[key] for key in keys] for document in background.documents(results)]
    return plain_table("documents", results.text("sources_caption"), headings, rows, len(keys))


def changed_table(results: Results) -> Table | None:
    """Return the parameters that differ from the central values, if any do."""
    rows = [
        Row(
            item.entry.path,
            "",
            (
                *(Cell(number) for number in (item.value, item.central, item.range)),
                Cell(f"{item.meaning} ({item.unit})"),
            ),
        )
        for item in background.changed_parameters(results)
    ]
    keys = ("name", "value", "central", "range", "meaning")
    head, *numbers, meaning = (results.text(f"settings.columns.{key}") for key in keys)
    columns = [*(Column(label) for label in numbers), Column(meaning, is_text=True)]
    return Table("changed", results.text("settings.changed_caption"), columns, rows, head) if rows else None
