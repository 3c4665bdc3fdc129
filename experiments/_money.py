"""The short table of money of a comparison, as the terminal shows it."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.comparison import Comparison
from simulation.money.accounts import PUBLIC
from simulation.money.flows import CLIENT, EMPLOYER, MUNICIPALITY, STATE
from simulation.money.words import Book, cost_words, party_label, thousands, unit_words
from simulation.texts import text

from ._results import WIDE
from ._terminal import table, width

SHOWN = (PUBLIC, CLIENT, EMPLOYER, MUNICIPALITY, STATE)
N_NARROW = 2  # of them in a terminal that doesn't hold all


def money_table(comparison: Comparison) -> list[RenderableType]:
    """Return who is better or worse off than under the baseline, and the cost of a further quarter in work."""
    language, study = comparison.language, comparison.study
    others = [policy for policy in study.policies if policy.name != study.baseline]
    if comparison.tables.money is None or not others:
        return []
    book = Book(comparison.tables.money)
    shown = SHOWN if width() >= WIDE else SHOWN[:N_NARROW]
    rows = []
    for policy in others:
        cells = [thousands(book.difference(policy.name, payer), language) for payer in shown]
        cells.append(cost_words(book.cost_per_quarter(policy.name, PUBLIC), language))
        rows.append([policy.label[language], *("\n".join(part for part in cell if part) for cell in cells)])
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


def money_notes(comparison: Comparison) -> list[str]:
    """Return what has to be known to read the table."""
    is_shown = comparison.tables.money is not None and len(comparison.study.policies) > 1
    return [text("money.terminal.note", comparison.language)] if is_shown else []
