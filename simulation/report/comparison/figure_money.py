"""Figure: who is left with more or less money than under the baseline, a column a party."""

from __future__ import annotations

import math

from simulation.report.comparison.lines import whole_number
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot
from simulation.report.money_words import THOUSAND, Book, party_label, thousands, unit_words
from simulation.report.style import (
    INK,
    NAVY,
    PALE,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
)
from simulation.report.style import wrapped as wrap
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.flows import CLIENT, EMPLOYER, MUNICIPALITY, PROVIDER, STATE

SHOWN = (STATE, MUNICIPALITY, CLIENT, EMPLOYER, PROVIDER)  # the region's medicine is too little to be seen
KEY = "figures.money_by_payer"
LABELS, PLOT, GAP = 0.02, 2.3, 0.14  # inches
TOP, ROW, BELOW = 1.25, 0.36, 0.95


def is_there(results: Results) -> bool:
    """Return whether there is money to compare."""
    return results.book is not None


def _book(results: Results) -> Book:
    assert results.book is not None  # noqa: S101 (is_there)
    return results.book


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = []
    for policy in results.sorted_others:
        amounts = [
            f"{party_label(payer, results.language)} "
            f"{thousands(_book(results).difference(policy.name, payer), results.language)[0]}"
            for payer in SHOWN
        ]
        rows.append(f"{results.short(policy)}: {', '.join(amounts)}")
    return results.text(
        f"{KEY}.description",
        baseline=results.short(results.baseline),
        unit=unit_words(results.language),
        rows="; ".join(rows),
    )


def draw(results: Results) -> Drawing:
    """Return the figure."""
    policies, book = results.sorted_others, _book(results)
    figure = new_figure(TOP + ROW * len(policies) + BELOW)
    subtitle = results.text(
        f"{KEY}.subtitle",
        baseline=results.short(results.baseline),
        quarters=results.last,
        unit=unit_words(results.language),
    )
    head(figure, results.text(f"{KEY}.title"), subtitle)
    amounts = {payer: [book.difference(policy.name, payer) for policy in policies] for payer in SHOWN}
    limits = _limits([amount for column in amounts.values() for amount in column])
    width = (WIDTH - PLOT - GAP * len(SHOWN)) / len(SHOWN)
    for place, payer in enumerate(SHOWN):
        axes = add_axes(figure, PLOT + place * (width + GAP), TOP, width, ROW * len(policies))
        _panel(axes, results, amounts[payer], limits)
        axes.set_title(wrap(party_label(payer, results.language), 15), fontsize=SMALL, color=INK, pad=4)
    for place, policy in enumerate(policies):
        y = 1 - (TOP + ROW * (place + 0.5)) / figure.get_figheight()
        label = wrap(results.short(policy), 31)
        figure.text(LABELS / WIDTH, y, label, fontsize=TEXT - 0.5, color=INK, va="center", linespacing=1.15)
    foot(figure, results.text(f"{KEY}.{'note_draws' if results.comparison.study.draws else 'note'}"))
    return figure


def _limits(amounts: list[Estimate]) -> tuple[float, float]:
    """Return one scale for all parties, so that their amounts can be compared."""
    numbers = [number for a in amounts for number in (a.value, a.low, a.high, a.cred_low, a.cred_high)]
    ends = [number / THOUSAND for number in numbers if not math.isnan(number)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    margin = 0.08 * max(high - low, 1.0)
    return low - margin, high + margin


def _ticks(limits: tuple[float, float]) -> list[float]:
    """Return 0 and one round number to each side, well inside so that neighbours' labels don't meet."""
    most = 0.75 * max(-limits[0], limits[1])
    power = 10.0 ** math.floor(math.log10(most))
    step = power * max(digit for digit in (1, 2, 5) if digit * power <= most)
    return [tick for tick in (-step, 0.0, step) if limits[0] <= tick <= limits[1]]


def _panel(axes: Plot, results: Results, amounts: list[Estimate], limits: tuple[float, float]) -> None:
    plain_axes(axes)
    axes.set_xlim(*limits)
    axes.set_ylim(len(amounts) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks(_ticks(limits))
    axes.xaxis.set_major_formatter(lambda value, _: whole_number(results, value))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)
    for place, amount in enumerate(amounts):
        value = amount.value / THOUSAND
        axes.plot([0.0, value], [place, place], color=NAVY, linewidth=0.8, zorder=2)
        if amount.has_range:
            span = [amount.cred_low / THOUSAND, amount.cred_high / THOUSAND]
            axes.plot(span, [place, place], color=PALE, linewidth=8.0, solid_capstyle="butt", zorder=1.5)
        if not math.isnan(amount.low):
            ends = [amount.low / THOUSAND, amount.high / THOUSAND]
            axes.plot(ends, [place, place], color=NAVY, linewidth=2.2, zorder=3)
        axes.plot([value], [place], "o", color=NAVY, markersize=4.5, zorder=4)
