"""The short table of money of a comparison, as the terminal shows it."""

from __future__ import annotations

from rich.table import Table

from simulation.comparison import Comparison
from simulation.money.accounts import PUBLIC
from simulation.money.flows import CLIENT, EMPLOYER, MUNICIPALITY, STATE
from simulation.money.words import Book, cost_words, credible, party_label, thousands, unit_words
from simulation.texts import text

from ._results import WIDE
from ._terminal import table, width

SHOWN = (PUBLIC, CLIENT, EMPLOYER, MUNICIPALITY, STATE)
N_NARROW = 2  # of them in a terminal that doesn't hold all


def money_table(comparison: Comparison) -> list[Table]:
    """Return who is better or worse off than under the baseline, and the cost of a further quarter in work."""
    language, study = comparison.language, comparison.study
    others = [policy for policy in study.policies if policy.name != study.baseline]
    if comparison.tables.money is None or not others:
        return []
    book = Book(comparison.tables.money)
    shown = SHOWN if width() >= WIDE else SHOWN[:N_NARROW]
    rows = []
    for policy in others:
        amounts = (book.difference(policy.name, payer) for payer in shown)
        cells = [_lines(*thousands(amount, language), credible(amount, language)) for amount in amounts]
        cells.append(_lines(*cost_words(book.cost_per_quarter(policy.name, PUBLIC), language)))
        rows.append([policy.label[language], *cells])
    baseline = next(policy for policy in study.policies if policy.name == study.baseline)
    title = text(
        "money.terminal.title",
        language,
        baseline=baseline.label[language],
        n_quarters=study.world.n_quarters,
        unit=unit_words(language),
    )
    headings = [
        text("cli.result.policy", language),
        *(party_label(payer, language) for payer in shown),
        text("money.terminal.ratio", language),
    ]
    return [table(headings, rows, title)]


def _lines(value: str, interval: str, credible: str) -> str:
    """Return a cell: a number, its Monte-Carlo interval and, in brackets, its credible one, a line each."""
    return "\n".join(line for line in (value, interval, credible and f"[{credible}]") if line)


def money_notes(comparison: Comparison) -> list[str]:
    """Return what has to be known to read the table."""
    language, tables = comparison.language, comparison.tables.money
    if tables is None or len(comparison.study.policies) == 1:
        return []
    notes = [text("money.terminal.note", language)]
    book = Book(tables)
    others = [policy.name for policy in comparison.study.policies if policy.name != comparison.study.baseline]
    if any(book.cost_per_quarter(name, PUBLIC).is_not_told for name in others):
        notes.append(text("money.terminal.not_told", language, column="probability_more_quarters"))
    return notes
