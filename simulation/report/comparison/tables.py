"""The tables of the report, as rows of written numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from simulation.analyses.validation.shipped import far, outside
from simulation.base.texts import text
from simulation.base.texts.labels import (
    group_label,
    outcome_label,
    outcome_meaning,
    outcome_unit,
)
from simulation.base.texts.numbers import format_number, format_percent
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import load_facts
from simulation.model.outcomes.groups import DIMENSIONS
from simulation.model.outcomes.registry import MAIN_OUTCOME, MAIN_OUTCOMES
from simulation.model.policies import Policy
from simulation.model.policies.roles import CARROT, STICK
from simulation.report.answer.question import named_question, question_of
from simulation.report.answer.unknowns import decider_between
from simulation.report.comparison import background
from simulation.report.comparison.answer import direct_pairs
from simulation.report.comparison.results import Results
from simulation.report.scales import is_share
from simulation.report.style import NO_BREAK
from simulation.report.table import Cell, Column, Row, Table, one_range, plain_table
from simulation.study.contrasts.cautions import steps
from simulation.study.contrasts.uncertainty import Estimate

MOST_BY_GROUP = 6  # policies that have room beside each other
BY_DIAGNOSIS = ("disability_pension", "anxiety_medication")


def _cell(results: Results, estimate: Estimate, outcome: str, sign: bool) -> Cell:
    ranges = (results.interval(estimate, outcome, sign), results.credible(estimate, outcome, sign))
    interval, credible = (_in_two_lines(said) for said in ranges)
    return one_range(Cell(results.number(estimate.value, outcome, sign), interval, credible=credible))


def _in_two_lines(interval: str) -> str:
    """Return an interval that may be broken before its upper end, where the page's style lets it."""
    lower, space, upper = interval.rpartition(NO_BREAK)
    return f"{lower} {upper}" if space else interval


def _tag(results: Results, policy: Policy) -> str:
    return "" if policy.assumed is None else results.text("assumed_tag")


def contrast_table(results: Results) -> Table:
    """Return the baseline's levels at the last quarter, and the differences from them."""
    columns = [
        Column(outcome_label(id, results.language), "" if is_share(id) else outcome_unit(id, results.language))
        for id in MAIN_OUTCOMES
    ]
    base = results.short(results.baseline)
    levels = tuple(_cell(results, results.level(results.baseline.name, id), id, sign=False) for id in MAIN_OUTCOMES)
    rows = [Row(results.text("tables.level_row_of_all", baseline=base), "", levels)]
    rows += [
        Row(
            results.short(policy),
            _tag(results, policy),
            tuple(_cell(results, results.contrast(policy.name, id), id, sign=True) for id in MAIN_OUTCOMES),
        )
        for policy in results.sorted_others
    ]
    caption = results.text("tables.contrasts_caption", quarters=results.last, brackets=results.brackets)
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
        names = {"one": results.short(one), "other": results.short(other)}
        rows.append(Row(results.text("tables.less", **names), "", tuple(cells)))
    caption = results.text("tables.direct_caption", quarters=results.last, brackets=results.brackets)
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
    apart = results.text("missed.outside")
    found = [*((line, f"; {apart}") for line in outside()), *((line, "") for line in far())]
    rows = [
        Row(
            f"{line.fact} {line.part}".strip(),
            "",
            (
                Cell(load_facts()[line.fact].quantity[results.language]),
                Cell(format_number(line.published, 1, results.language)),
                Cell(format_number(line.simulated, 1, results.language)),
                Cell(f"{phrase(line.unit, results.language)}{beyond}"),
            ),
        )
        for line, beyond in found
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


def by_group(results: Results) -> list[Policy]:
    """Return the policies told of by group, largest difference first.

    All where they are few and the experiment names no question; else those asked about, the carrot and the stick.
    """
    question = question_of(results.comparison)
    is_named = named_question(results.comparison) is not None
    if question is None or (not is_named and len(results.others) <= MOST_BY_GROUP):
        return results.sorted_others
    roles = (results.other_of_role(role) for role in (CARROT, STICK))
    names = {question.policy, question.against, *(policy.name for policy in roles if policy is not None)}
    return [policy for policy in results.sorted_others if policy.name in names]


def _by_group(results: Results, id: str, rows: Sequence[tuple[Row, str, str]]) -> Table:
    """Return a table with a row for each label, outcome and group: the baseline's level first, then differences."""
    policies = by_group(results)

    def cells(outcome: str, group: str) -> tuple[Cell, ...]:
        if group in results.suppressed_groups:
            return (Cell(text("groups.suppressed", results.language)),) * (1 + len(policies))
        level = _cell(results, results.level(results.baseline.name, outcome, group=group), outcome, sign=False)
        found = (results.contrast(policy.name, outcome, group=group) for policy in policies)
        return level, *(_cell(results, estimate, outcome, sign=True) for estimate in found)

    columns = [Column(results.short(results.baseline), results.text("tables.level_percent"))]
    columns += [Column(results.short(policy), _tag(results, policy)) for policy in policies]
    filled = [replace(row, cells=cells(outcome, group)) for row, outcome, group in rows]
    caption = f"{results.text(f'tables.groups_{id}')}{results.brackets}"
    return Table(id, caption, columns, filled, results.text("tables.group"), has_labels_above=True)


def group_tables(results: Results) -> list[Table]:
    """Return first job in groups of clients, and pension and anxiety medication by psychiatric diagnosis."""
    language = results.language
    groups = [f"{of.id}={value}" for of in DIMENSIONS for value in of.values]
    jobs = [(Row(group_label(group, language), "", ()), MAIN_OUTCOME, group) for group in groups]
    has_diagnosis = {value: results.text(f"tables.diagnosis.{value}") for value in ("no", "yes")}
    ill = [
        (Row(outcome_label(id, language), "", (), said), id, f"psychiatric={value}")
        for id in BY_DIAGNOSIS
        for value, said in has_diagnosis.items()
    ]
    return [_by_group(results, "first_job", jobs), _by_group(results, "psychiatric", ill)]


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
