"""Figure: questionnaires over time beside what was expected."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.analyses.office.course import Course
from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.drawing import Drawing
from simulation.report.office.words import Asked
from simulation.report.style import (
    INK,
    NAVY,
    ORANGE,
    RULE,
    SMALL,
    WIDTH,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
    write,
)

LEFT, TOP, ROW, FOOT = 3.1, 0.95, 0.3, 0.8  # inches
PANEL, GAP, SIDE = 1.9, 0.75, 0.55
WIDE_BAND, NARROW_BAND = "#d4dfe9", "#a3bbcf"


def write_course(asked: Asked, folder: Path) -> Path:
    """Write the figure of questionnaires over time as SVG and as PNG, and return the path of the first."""
    return svg.write_both(
        folder, "course", partial(draw_course, asked), asked.say("chart.title"), asked.say("chart.unit")
    )


def draw_course(asked: Asked) -> Drawing:
    """Return the figure: a panel a measure, bands of what was expected behind what happened."""
    courses = asked.found.courses
    figure = new_figure(TOP + (PANEL + GAP) * len(courses) + 0.35)
    head(figure, asked.say("chart.title"), asked.say("chart.unit"))
    for place, course in enumerate(courses):
        top = TOP + place * (PANEL + GAP)
        write(figure, 0.1, top - 0.28, asked.say(f"measure.{course.measure}"), SMALL, INK, "bold")
        _draw_panel(asked, figure, course, top)
    foot(figure, f"● {asked.say('chart.seen')}   ▬ {asked.say('chart.bands')}")
    return figure


def _draw_panel(asked: Asked, figure: Drawing, course: Course, top: float) -> None:
    axes = add_axes(figure, SIDE, top, WIDTH - SIDE - 0.3, PANEL)
    plain_axes(axes)
    quarters = list(course.quarters)
    low, lower, middle, upper, high = zip(*course.bands, strict=True)
    axes.fill_between(quarters, low, high, color=WIDE_BAND, linewidth=0.0, zorder=1)
    axes.fill_between(quarters, lower, upper, color=NARROW_BAND, linewidth=0.0, zorder=2)
    axes.plot(quarters, middle, color=NAVY, linewidth=1.2, linestyle="--", zorder=3)
    axes.plot(quarters, course.seen, color=ORANGE, linewidth=1.6, zorder=4)
    axes.plot(quarters, course.seen, "o", color=ORANGE, markersize=6.0, zorder=5)
    axes.set_xlim(-0.3, max(quarters) + 0.3)
    axes.set_xticks(quarters)
    labels = [f"{quarter}\n{asked.say('chart.people', n=n)}" for quarter, n in zip(quarters, course.n, strict=True)]
    axes.set_xticklabels(labels)
    axes.yaxis.set_major_formatter(lambda value, _: format_plain(round(value, 6), asked.language))
    axes.grid(axis="y", color=RULE, linewidth=0.8)
