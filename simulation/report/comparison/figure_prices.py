"""Figure: how the public sector's gain or loss moves as one price at a time goes from its low to its high value."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.base.texts.numbers import format_number, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.policies import Policy
from simulation.report.comparison.lines import whole_number
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot
from simulation.report.money_words import THOUSAND, unit_words
from simulation.report.style import (
    GREY,
    INK,
    NAVY,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
    wrapped,
)
from simulation.study.money.accounts import PUBLIC
from simulation.study.money.prices import catalogue

KEY = "figures.prices_that_matter"
N_SHOWN = 10
LABELS, PLOT, ROOM = 0.02, 3.1, 3.9  # inches
TOP, ROW, BELOW = 1.05, 0.5, 0.95
LINE = 0.15  # of a label, in inches
LABEL_WIDTH = 38  # characters; no price has a label of more than two such lines


@dataclass(frozen=True)
class Effect:
    """A price and the public sector's difference, in thousand DKK a client, at its low and its high value."""

    label: str
    span: str
    at_low: float
    at_high: float


def is_there(results: Results) -> bool:
    """Return whether there is money to compare."""
    return results.book is not None


def _policy(results: Results) -> Policy:
    return results.sorted_others[0]


def effects(results: Results) -> list[Effect]:
    """Return the prices that move the first policy's difference most, largest first."""
    assert results.book is not None  # noqa: S101 (is_there)
    table, language = results.book.tables.price_effects, results.language
    rows = table[(table["policy"] == _policy(results).name) & (table["payer"] == PUBLIC) & (table["swing"] > 0.0)]
    found = []
    for row in rows.sort_values("swing", ascending=False, kind="stable").head(N_SHOWN).to_dict("records"):
        low, high = (format_plain(row[end], language) for end in ("price_low", "price_high"))
        price = catalogue()[row["price"]]
        span = results.text(f"{KEY}.low_high", low=low, high=high, unit=phrase(price.unit, language))
        label = price.label[language]
        found.append(Effect(label, span, row["difference_at_low"] / THOUSAND, row["difference_at_high"] / THOUSAND))
    return found


def one_price_decides(results: Results) -> bool:
    """Return whether one price alone moves the public sector from gain to loss, or the other way."""
    return any(effect.at_low * effect.at_high < 0.0 for effect in effects(results))


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [
        f"{effect.label} ({effect.span}): "
        f"{format_number(effect.at_low, 1, results.language, sign=True)}, "
        f"{format_number(effect.at_high, 1, results.language, sign=True)}"
        for effect in effects(results)
    ]
    return results.text(
        f"{KEY}.description",
        policy=results.short(_policy(results)),
        unit=unit_words(results.language),
        rows="; ".join(rows),
    )


def draw(results: Results) -> Drawing:
    """Return the figure."""
    rows = effects(results)
    figure = new_figure(TOP + ROW * max(1, len(rows)) + BELOW)
    subtitle = results.text(
        f"{KEY}.subtitle",
        policy=results.short(_policy(results)),
        baseline=results.short(results.baseline),
        unit=unit_words(results.language),
    )
    head(figure, results.text(f"{KEY}.title"), subtitle)
    axes = add_axes(figure, PLOT, TOP, ROOM, ROW * max(1, len(rows)))
    _frame(axes, results, rows)
    for place, effect in enumerate(rows):
        axes.plot([effect.at_low, effect.at_high], [place, place], color=NAVY, linewidth=2.2, zorder=3)
        axes.plot([effect.at_low], [place], "o", color=NAVY, markerfacecolor="white", markersize=5.5, zorder=4)
        axes.plot([effect.at_high], [place], "o", color=NAVY, markersize=5.5, zorder=4)
        _name(figure, effect, TOP + ROW * (place + 0.5))
    foot(figure, results.text(f"{KEY}.note"))
    return figure


def _name(figure: Drawing, effect: Effect, middle: float) -> None:
    """Write what a row is about, and below it the range of the price, around a height in inches from the top."""
    label = wrapped(effect.label, LABEL_WIDTH)
    n_lines = 1 + label.count("\n")
    top = middle - LINE * (n_lines + 1) / 2
    for text, down, size, color in ((label, 0.0, TEXT - 0.5, INK), (effect.span, n_lines * LINE, SMALL - 1, GREY)):
        y = 1 - (top + down) / figure.get_figheight()
        figure.text(LABELS / WIDTH, y, text, fontsize=size, color=color, va="top", linespacing=1.1)


def _frame(axes: Plot, results: Results, rows: list[Effect]) -> None:
    plain_axes(axes)
    ends = [0.0, *(end for row in rows for end in (row.at_low, row.at_high))]
    margin = 0.06 * max(max(ends) - min(ends), 1.0)
    axes.set_xlim(min(ends) - margin, max(ends) + margin)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _: whole_number(results, value))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=2)
    assert results.book is not None  # noqa: S101 (is_there)
    now = results.book.difference(_policy(results).name, PUBLIC).value / THOUSAND
    axes.axvline(now, color=GREY, linewidth=1.0, linestyle=(0, (3, 2)), zorder=2)
    axes.annotate(results.text(f"{KEY}.now"), (now, 1.0), (3, 3), xycoords=("data", "axes fraction"),
                  textcoords="offset points", fontsize=SMALL, color=GREY)  # fmt: skip
