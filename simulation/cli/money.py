"""The short table of money of a comparison, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.console import RenderableType

from simulation.base.texts import text
from simulation.cli.terminal import table, width
from simulation.model.policies import Policy
from simulation.report.money_words import Book, cost_words, credible, party_label, thousands, unit_words
from simulation.results.comparison import Comparison
from simulation.study.money.accounts import PUBLIC
from simulation.study.money.flows import CLIENT, EMPLOYER, MUNICIPALITY, STATE

SHOWN = (PUBLIC, CLIENT, EMPLOYER, MUNICIPALITY, STATE)  # the terminal shows as many as fit, from the left
POLICY, BETWEEN = 28, 2  # characters of the names of policies, and beside each column
REASON = 20  # characters a line of why there is no cost


def money_table(comparison: Comparison) -> list[RenderableType]:
    """Return who is better or worse off than under the baseline, and the cost of a further quarter in work."""
    language, study = comparison.language, comparison.study
    others = [policy for policy in study.policies if policy.name != study.baseline]
    if comparison.tables.money is None or not others:
        return []
    book = Book(comparison.tables.money)
    columns = [_payer(book, payer, others, language) for payer in SHOWN]
    cost = _cost(book, others, language)
    room = width() - POLICY - 2 * BETWEEN - _width(cost)
    shown = [column for place, column in enumerate(columns) if sum(map(_width, columns[: place + 1])) <= room]
    title = text(
        "money.terminal.title",
        language,
        baseline=study.policy(study.baseline).label[language],
        n_quarters=study.environment.n_quarters,
        unit=unit_words(language),
    )
    policies = (text("cli.result.policy", language), *(policy.label[language] for policy in others))
    shown = shown or columns[:1]
    headings, *rows = zip(policies, *shown, cost, strict=True)
    hidden = ", ".join(column[0] for column in columns[len(shown) :])
    return [table(headings, rows, title), *([text("money.terminal.hidden", language, names=hidden)] if hidden else [])]


def _payer(book: Book, payer: str, policies: Sequence[Policy], language: str) -> list[str]:
    """Return a column: what a payer is called, and the difference under each policy."""
    amounts = (book.difference(policy.name, payer) for policy in policies)
    cells = [_lines(*thousands(amount, language), credible(amount, language)) for amount in amounts]
    return [party_label(payer, language), *cells]


def _cost(book: Book, policies: Sequence[Policy], language: str) -> list[str]:
    """Return the column of the cost of a further quarter in work."""
    cells = []
    for policy in policies:
        value, beside, over_draws = cost_words(book.cost_per_quarter(policy.name, PUBLIC), language)
        cells.append(_lines(value, "\n".join(wrap(beside, REASON)), over_draws))
    return [text("money.terminal.ratio", language), *cells]


def _width(column: Sequence[str]) -> int:
    """Return how many characters a column takes: its heading is broken between words, its cells aren't."""
    heading, *cells = column
    lines = [line for cell in cells for line in cell.splitlines()]
    return max(map(len, (*heading.split(), *lines))) + BETWEEN


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
    if any(book.cost_per_quarter(name, PUBLIC).has_no_range for name in others):
        notes.append(text("money.terminal.not_told", language, column="probability_more_quarters"))
    return notes
