"""Figure: how many clients gain and how many lose a first job under each policy, person by person."""

from __future__ import annotations

import math

from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.comparison.lines import whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot
from simulation.report.style import (
    GREY,
    INK,
    NAVY,
    ORANGE,
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

KEY = "figures.gain_and_loss"
LABELS, PLOT = 0.02, 2.75
TOP, ROW, BELOW = 1.1, 0.36, 0.95


def is_there(results: Results) -> bool:
    """Return whether there are policies to compare with the baseline."""
    return bool(results.others)


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [
        results.text(f"{KEY}.row", policy=results.short(policy), gain=results.percent(gain), loss=results.percent(loss))
        for policy in results.sorted_others
        for gain, loss in [results.gain_and_loss(policy.name)]
    ]
    return results.text(f"{KEY}.description", baseline=results.short(results.baseline), rows="; ".join(rows))


def draw(results: Results) -> Drawing:
    """Return the figure."""
    rows = results.sorted_others
    figure = new_figure(TOP + ROW * len(rows) + BELOW)
    head(figure, results.text(f"{KEY}.title"),
         results.text(f"{KEY}.subtitle", baseline=results.short(results.baseline), quarters=results.last))  # fmt: skip
    axes = add_axes(figure, PLOT, TOP, WIDTH - PLOT - 0.15, ROW * len(rows))
    plain_axes(axes)
    shares = [results.gain_and_loss(policy.name) for policy in rows]
    _frame(axes, results, shares)
    for place, (policy, (gain, loss)) in enumerate(zip(rows, shares, strict=True)):
        y = 1 - (TOP + ROW * (place + 0.5)) / figure.get_figheight()
        figure.text(LABELS / WIDTH, y, wrapped(results.short(policy), 37), fontsize=TEXT - 0.5, color=INK,
                    va="center", linespacing=1.15)  # fmt: skip
        _bars(axes, results, place, gain, loss)
    foot(figure, results.text(f"{KEY}.caveat"))
    return figure


def _frame(axes: Plot, results: Results, shares: list[tuple[float, float]]) -> None:
    gains = [100 * gain for gain, _ in shares if not math.isnan(gain)]
    losses = [100 * loss for _, loss in shares if not math.isnan(loss)]
    high, low = max([1.0, *gains]), max([1.0, *losses])
    room = 0.16 * (high + low)
    axes.set_xlim(-low - room, high + room)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=7)
    axes.xaxis.set_major_formatter(lambda value, _: whole_percent(results, abs(value)))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_xlabel(results.text("figures.percent_axis"), fontsize=SMALL, color=GREY)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=4)
    axes.annotate(results.text(f"{KEY}.losing"), xy=(0, 1), xytext=(-8, 6), xycoords=("data", "axes fraction"),
                  textcoords="offset points", fontsize=SMALL, color=INK, ha="right")  # fmt: skip
    axes.annotate(results.text(f"{KEY}.gaining"), xy=(0, 1), xytext=(8, 6), xycoords=("data", "axes fraction"),
                  textcoords="offset points", fontsize=SMALL, color=INK, ha="left")  # fmt: skip


def _bars(axes: Plot, results: Results, place: int, gain: float, loss: float) -> None:
    if math.isnan(gain):
        return
    axes.barh(place, 100 * gain, height=0.56, color=NAVY, zorder=3)
    axes.barh(place, -100 * loss, height=0.56, facecolor="white", edgecolor=ORANGE, hatch="/////", zorder=3)
    for value, side, offset in ((100 * gain, "left", 4), (-100 * loss, "right", -4)):
        axes.annotate(results.number(abs(value) / 100, MAIN_OUTCOME), xy=(value, place), xytext=(offset, 0),
                      textcoords="offset points", fontsize=SMALL, color=INK, va="center", ha=side)  # fmt: skip
