"""The section on money: who is better or worse off, and what a further quarter in work costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number, format_percent, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import fact
from simulation.model.policies import Policy
from simulation.report.comparison.results import Results
from simulation.report.money_words import Book, cost_words, credible, party_label, thousands, unit_words
from simulation.report.table import Cell, Column, Row, Table, one_range
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.accounts import PROGRAMME, PUBLIC
from simulation.study.money.flows import PARTIES
from simulation.study.money.prices import catalogue, price_year

SHOWN = (PUBLIC, *PARTIES)


@dataclass(frozen=True)
class Section:
    """What stands in the section, written out."""

    lead: str
    balance_note: str
    balance: Table
    parties: Table
    ratio_heading: str
    ratio_note: str
    ratio: Table
    context: str
    changed_caption: str
    changed: list[tuple[str, str]]


def _words(results: Results, key: str, **values: object) -> str:
    return text(f"money.report.{key}", results.language, **values)


def _cell(results: Results, amount: Estimate) -> Cell:
    value, interval = thousands(amount, results.language)
    interval = interval if results.n_replications > 1 else results.text("no_interval_short")
    return one_range(Cell(value, interval, credible(amount, results.language)))


def balance_table(results: Results, book: Book) -> Table:
    """Return how much better or worse off than under the baseline everybody is."""
    caption = _words(
        results,
        "balance_caption",
        baseline=results.label(results.baseline),
        quarters=results.last,
        unit=unit_words(results.language),
    )
    rows = [
        Row(results.label(policy), "", tuple(_cell(results, book.difference(policy.name, payer)) for payer in SHOWN))
        for policy in results.sorted_others
    ]
    columns = tuple(Column(party_label(payer, results.language)) for payer in SHOWN)
    return Table("money-balance", caption, columns, rows, results.text("tables.policy"))


def ratio_table(results: Results, book: Book) -> Table:
    """Return what a further quarter in work costs, of the office's work and of the public purse.

    What the public purse pays in all is the first column of `balance_table`, its sign turned.
    """
    caption = _words(
        results, "ratio_caption", baseline=results.label(results.baseline), quarters=results.last, year=price_year()
    )
    keys = ("quarters", "cost_programme", "ratio_programme", "ratio_public")
    rows = [Row(results.label(policy), "", _ratio_cells(results, book, policy)) for policy in results.sorted_others]
    return Table(
        "money-ratio", caption, [Column(_words(results, key)) for key in keys], rows, results.text("tables.policy")
    )


def _ratio_cells(results: Results, book: Book, policy: Policy) -> tuple[Cell, ...]:
    programme, public = (book.cost_per_quarter(policy.name, cost) for cost in (PROGRAMME, PUBLIC))
    gained = programme.quarters
    quarters = Cell(
        format_number(gained.value, 2, results.language, sign=True),
        format_interval(gained.low, gained.high, 2, results.language, sign=True),
        format_interval(gained.cred_low, gained.cred_high, 2, results.language, sign=True) if gained.has_range else "",
    )
    ratios = (Cell(*cost_words(found, results.language)) for found in (programme, public))
    return one_range(quarters), _cell(results, programme.cost), *ratios


def parties_table(results: Results, book: Book) -> Table:
    """Return who is better or worse off, and on whom no verdict is given."""

    def cell(parties: Sequence[str]) -> Cell:
        return Cell(", ".join(party_label(party, results.language) for party in parties))

    rows = [
        Row(
            results.label(policy),
            "",
            (*map(cell, book.better_and_worse_off(policy.name)), cell(book.without_verdict(policy.name))),
        )
        for policy in results.sorted_others
    ]
    columns = [Column(_words(results, key), is_text=True) for key in ("better", "worse", "no_verdict")]
    caption = _words(results, "parties_heading")
    return Table("money-parties", caption, columns, rows, results.text("tables.policy"))


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


def _note(results: Results, kind: str, **values: object) -> str:
    """Return the note of a table, and what its credible intervals are where there are some."""
    plain = _words(results, f"{kind}_note", **values)
    if not results.comparison.study.draws:
        return plain
    return f"{plain} {_words(results, f'{kind}_draws', not_told=text('money.not_told', results.language))}"


def section(results: Results, book: Book) -> Section:
    """Return the section."""
    rate = results.comparison.study.prices["discount_rate"]
    return Section(
        lead=_words(results, "lead"),
        balance_note=_note(results, "balance", rate=format_percent(rate, 1, results.language)),
        balance=balance_table(results, book),
        parties=parties_table(results, book),
        ratio_heading=_words(results, "ratio_heading"),
        ratio_note=_note(results, "ratio"),
        ratio=ratio_table(results, book),
        context=_context(results),
        changed_caption=_words(results, "changed_caption"),
        changed=_changed(results),
    )
