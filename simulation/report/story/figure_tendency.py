"""Figure: the share of a person's paths with a first job, quarter by quarter, under two policies."""

from __future__ import annotations

import numpy as np

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.tendency import FIRST_JOB, Tendency
from simulation.base.texts.numbers import format_interval, format_number, format_percent
from simulation.report.drawing import Drawing
from simulation.report.story.figure_story import SIDES
from simulation.report.style import (
    GREY,
    INK,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
    spread,
    wrapped,
)

KEY = "figures.tendency"
LEFT, TOP, PLOT, PANEL = 0.5, 0.8, 4.4, 2.6


def _paths(shown: Chronicle) -> list[list[Tendency]]:
    quarters = range(shown.story.last + 1)
    return [
        [shown.tendencies.level(FIRST_JOB, policy.name, quarter) for quarter in quarters] for policy in shown.policies
    ]


def _written(end: Tendency, language: str) -> str:
    interval = format_interval(100 * end.mc_low, 100 * end.mc_high, 1, language)
    return f"{format_percent(end.value, 1, language)} ({interval})"


def describe(shown: Chronicle) -> str:
    """Return the figure in words."""
    ends = (_written(path[-1], shown.language) for path in _paths(shown))
    said = "; ".join(f"{label}: {end}" for label, end in zip(shown.labels, ends, strict=True))
    return shown.text(f"{KEY}.description", ends=said)


def draw(shown: Chronicle) -> Drawing:
    """Return the figure."""
    n, last, language = shown.tendencies.n_paths, shown.story.last, shown.language
    figure = new_figure(TOP + PANEL + 1.0)
    head(figure, shown.text(f"{KEY}.title", name=shown.name), shown.text(f"{KEY}.subtitle", n=n))
    axes = add_axes(figure, LEFT, TOP, PLOT, PANEL)
    plain_axes(axes)
    quarters, paths = np.arange(last + 1), _paths(shown)
    for look, path in zip(SIDES, paths, strict=True):
        low, high = (np.array([100 * getattr(end, name) for end in path]) for name in ("mc_low", "mc_high"))
        axes.fill_between(quarters, low, high, color=look.colour, alpha=0.22, linewidth=0)
        axes.plot(
            quarters, [100 * end.value for end in path], color=look.colour, linewidth=2.0, marker=look.marker,
            markersize=4.5, markevery=max(1, last // 8), clip_on=False, zorder=3,
        )  # fmt: skip
    axes.set_xlim(0, last)
    axes.set_ylim(bottom=0)
    step = next((step for step in (1, 2, 4, 8, 16, 20, 40) if last / step <= 8), 40)
    axes.set_xticks(range(0, last + 1, step))
    axes.yaxis.set_major_formatter(lambda value, _: format_number(value, 0 if value == int(value) else 1, language))
    axes.grid(color=RULE, linewidth=0.8)
    axes.set_xlabel(shown.text("figures.quarters_axis"), fontsize=SMALL, color=GREY)
    highest = axes.get_ylim()[1]
    wanted = [100 * path[-1].value / highest * PANEL for path in paths]
    for label, path, place, look in zip(shown.labels, paths, spread(wanted, 0.75, 0.3, PANEL), SIDES, strict=True):
        x, y = (LEFT + PLOT + 0.14) / WIDTH, 1 - (TOP + PANEL - place) / figure.get_figheight()
        figure.text(x, y, "\N{BLACK CIRCLE}" if look.marker == "o" else "\N{BLACK SQUARE}", color=look.colour,
                    fontsize=TEXT, va="center")  # fmt: skip
        figure.text(
            x + 0.18 / WIDTH, y, f"{wrapped(label, 24, 3)}\n{_written(path[-1], language)}", fontsize=SMALL, color=INK,
            va="center", linespacing=1.2,
        )  # fmt: skip
    foot(figure, shown.text(f"{KEY}.note", n=n))
    return figure
