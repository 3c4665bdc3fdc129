"""Figure: what each rule gives beyond drawing lots, from no places to places for all; a panel a rule."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.drawing import Drawing, Plot
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
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.numbers import value

N_COLUMNS = 3
LEFT, TOP, PANEL, TITLE, BELOW, BETWEEN = 0.6, 0.7, 1.15, 0.45, 0.3, 0.3  # inches
FOOT, LETTERS = 0.6, 32
ID = "by_places"


def write_figure(asked: Asked, folder: Path) -> Path:
    """Write the figure as SVG and as PNG, and return the path of the first."""
    return svg.write_both(folder, ID, partial(draw, asked), asked.say("figure.title"), describe(asked))


def describe(asked: Asked) -> str:
    """Return the figure in words."""
    rules = []
    for rule, of_rule in asked.target.curve.items():
        shown = ", ".join(f"{places}: {value(asked, gain)}" for places, gain in of_rule.items())
        rules.append(f"{asked.say(f'rules.{rule}')}: {shown}")
    return "; ".join(rules)


def draw(asked: Asked) -> Drawing:
    """Return the figure; all panels have the same scale, the rule chosen is in colour."""
    curve = asked.target.curve
    n_rows = math.ceil(len(curve) / N_COLUMNS)
    figure = new_figure(TOP + n_rows * (TITLE + PANEL + BELOW) + FOOT)
    head(figure, asked.say("figure.title"), asked.say("tables.curve", unit=asked.unit))
    width = (WIDTH - LEFT - N_COLUMNS * BETWEEN) / N_COLUMNS
    panels = []
    for number, rule in enumerate(curve):
        row, column = divmod(number, N_COLUMNS)
        left, top = LEFT + column * (width + BETWEEN), TOP + row * (TITLE + PANEL + BELOW) + TITLE
        axes = add_axes(figure, left, top, width, PANEL)
        _panel(axes, asked, rule)
        if column:
            axes.tick_params(axis="y", labelleft=False)
        title = wrapped(asked.say(f"rules.{rule}"), LETTERS)
        is_leader = rule == asked.target.leader
        figure.text(left / WIDTH, 1.0 - (top - 0.08) / figure.get_figheight(), title, fontsize=SMALL, color=INK,
                    fontweight="bold" if is_leader else "normal", va="bottom", linespacing=1.2)  # fmt: skip
        panels.append(axes)
    low, high = (pick(axes.get_ylim()[end] for axes in panels) for end, pick in ((0, min), (1, max)))
    for axes in panels:
        axes.set_ylim(low, high)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(lambda at, _: format_plain(at, asked.language))
    foot(figure, asked.say("figure.note"))
    return figure


def _panel(axes: Plot, asked: Asked, rule: str) -> None:
    of_rule = asked.target.curve[rule]
    colour = NAVY if rule == asked.target.leader else GREY
    places = [float(at) for at in of_rule]
    middle = [asked.difference(gain.value)[0] for gain in of_rule.values()]
    ends = [asked.difference(gain.low, gain.high) for gain in of_rule.values()]
    plain_axes(axes)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.fill_between(places, [low for low, _ in ends], [high for _, high in ends], color=colour, alpha=0.18)
    axes.plot(places, middle, color=colour, linewidth=1.7, zorder=3)
    axes.plot(places, middle, "o", color=colour, markersize=3.0, zorder=4)
    axes.set_xlim(-2.0, 102.0)
    axes.set_xticks([0.0, 50.0, 100.0])
    axes.set_xticklabels([format_plain(at, asked.language) for at in (0.0, 50.0, 100.0)], fontsize=TEXT - 1.0)
