"""The section on money: who is better or worse off, and what a further quarter in work costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number, format_percent, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import fact
from simulation.model.policies import Policy
from simulation.report.comparison.results import Results
from simulation.report.money_words import Book, CostPerQuarter, cost_words, credible, party_label, thousands, unit_words
from simulation.report.table import Cell, Column, Row, Table, one_range
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.accounts import PROGRAMME, PUBLIC
from simulation.study.money.flows import PARTIES, REGION
from simulation.study.money.prices import catalogue
from simulation.study.money.ratio import ONE_REPLICATION

SHOWN = (PUBLIC, *PARTIES)
LEAST_OF_REGION = 500.0  # DKK: where the region never gains or loses more, a sentence says so instead of a column


@dataclass(frozen=True)
class Section:
    """What stands in the section, written out."""

    lead: str
    balance_note: str
    balance: Table
    ratio_note: str
    ratio: Table
    context: str
    changed_caption: str
    changed: list[tuple[str, str]]


def _words(results: Results, key: str, **values: object) -> str:
    return text(f"money.report.{key}", results.language, **values)


def _cell(results: Results, amount: Estimate, mark: str = "") -> Cell:
    value, interval = thousands(amount, results.language)
    interval = interval if results.n_replications > 1 else results.text("no_interval_short")
    return one_range(Cell(value, interval, credible(amount, results.language), mark=mark))


def _most_of_region(results: Results, book: Book) -> float:
    """Return the end of an interval of the region's that is furthest from 0, over all policies, in DKK."""
    found = [book.difference(policy.name, REGION) for policy in results.others]
    ends = (end for of in found for end in (of.value, of.low, of.high, of.cred_low, of.cred_high))
    return max((abs(end) for end in ends if not math.isnan(end)), default=0.0)


def _shown(results: Results, book: Book) -> tuple[str, ...]:
    """Return the payers of the table."""
    is_small = _most_of_region(results, book) <= LEAST_OF_REGION
    return tuple(payer for payer in SHOWN if payer != REGION or not is_small)


def balance_table(results: Results, book: Book) -> Table:
    """Return how much better or worse off than under the baseline everybody is, those marked of whom it is clear."""
    caption = _words(
        results,
        "balance_caption",
        baseline=results.short(results.baseline),
        quarters=results.last,
        unit=unit_words(results.language),
        brackets=results.brackets,
    )
    shown = _shown(results, book)
    rows = [
        Row(
            results.short(policy),
            "",
            tuple(_cell(results, book.difference(policy.name, payer), marks.get(payer, "")) for payer in shown),
        )
        for policy in results.sorted_others
        for marks in [_gains_and_losses(results, book, policy)]
    ]
    columns = tuple(Column(party_label(payer, results.language)) for payer in shown)
    return Table("money-balance", caption, columns, rows, results.text("tables.policy"))


def _gains_and_losses(results: Results, book: Book, policy: Policy) -> dict[str, str]:
    """Return what is said of the parties that are clearly better or worse off."""
    better, worse = book.better_and_worse_off(policy.name)
    return dict.fromkeys(better, _words(results, "better")) | dict.fromkeys(worse, _words(results, "worse"))


def ratio_table(results: Results, book: Book) -> Table:
    """Return what a further quarter in work costs, of the office's work and of the public purse.

    What the public purse pays in all is the first column of `balance_table`, its sign turned; the office's work costs
    what its last column says, but for medicine.
    """
    columns = [Column(_words(results, key)) for key in ("quarters", "ratio_programme", "ratio_public")]
    rows = [Row(results.short(policy), "", _ratio_cells(results, book, policy)) for policy in results.sorted_others]
    return Table("money-ratio", _words(results, "ratio_caption"), columns, rows, results.text("tables.policy"))


def _ratio_cells(results: Results, book: Book, policy: Policy) -> tuple[Cell, ...]:
    programme, public = (book.cost_per_quarter(policy.name, cost) for cost in (PROGRAMME, PUBLIC))
    gained = programme.quarters
    quarters = Cell(
        format_number(gained.value, 2, results.language, sign=True),
        format_interval(gained.low, gained.high, 2, results.language, sign=True),
        format_interval(gained.cred_low, gained.cred_high, 2, results.language, sign=True) if gained.has_range else "",
    )
    return one_range(quarters), *(_cost_cell(results, found) for found in (programme, public))


def _cost_cell(results: Results, found: CostPerQuarter) -> Cell:
    """Return a cost with its interval over the parameters, else luck's; why there is none stands above the table."""
    value, interval, over_draws = cost_words(found, results.language)
    is_told = found.is_defined or found.verdict == ONE_REPLICATION
    return one_range(Cell(value, interval if is_told else "", over_draws))


def _context(results: Results) -> str:
    low, high = cast(list[float], fact("C3").value)
    written = {"low": low, "high": high, "measures": fact("C1").value, "support": fact("C2").value}
    return _words(
        results,
        "context",
        **{name: format_number(float(cast(float, value)), 0, results.language) for name, value in written.items()},
    )


def _changed(results: Results) -> list[tuple[str, str]]:
    """Return the prices that differ from the central ones: label, and the value used."""
    return [
        (
            price.label[results.language],
            f"{format_plain(used, results.language)} {phrase(price.unit, results.language)}",
        )
        for price, used in zip(catalogue().values(), results.comparison.study.prices.values(), strict=True)
        if used != price.central
    ]


def _balance_note(results: Results, book: Book) -> str:
    """Return what the amounts are, whom the public sector is made of, and what marks and brackets say."""
    rate = results.comparison.study.prices["discount_rate"]
    said = [_words(results, "balance_note", rate=format_percent(rate, 1, results.language))]
    if REGION in _shown(results, book):
        said.append(_words(results, "public"))
    else:
        most = math.ceil(_most_of_region(results, book) / 100.0) / 10.0
        said.append(_words(results, "public_without_region", most=format_number(most, 1, results.language)))
    if results.comparison.study.draws:
        said.append(_words(results, "balance_draws"))
    return " ".join(said)


def _ratio_note(results: Results, book: Book) -> str:
    """Return what the costs are, and why some aren't defined or not told."""
    costs = (book.cost_per_quarter(policy.name, PUBLIC) for policy in results.others)
    none = _words(results, "ratio_draws") if any(cost.has_no_range for cost in costs) else ""
    return _words(results, "ratio_note", undefined=text("money.undefined", results.language), none=none)


def section(results: Results, book: Book) -> Section:
    """Return the section."""
    return Section(
        lead=_words(results, "lead"),
        balance_note=_balance_note(results, book),
        balance=balance_table(results, book),
        ratio_note=_ratio_note(results, book),
        ratio=ratio_table(results, book),
        context=_context(results),
        changed_caption=_words(results, "changed_caption"),
        changed=_changed(results),
    )
