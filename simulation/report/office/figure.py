"""Figures: differences before and after adapting, and questionnaires over time beside what was expected."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.analyses.office.course import Course
from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.drawing import Drawing
from simulation.report.office.words import Asked
from simulation.report.style import (
    GREY,
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
    wrapped,
    write,
)

LEFT, TOP, ROW, FOOT = 3.1, 0.95, 0.3, 0.8  # inches
PANEL, GAP, SIDE = 1.9, 0.75, 0.55
WIDE_BAND, NARROW_BAND = "#d4dfe9", "#a3bbcf"


def write_effects(asked: Asked, folder: Path) -> Path:
    """Write the figure of differences and return its path."""
    title = effects_title(asked)
    return svg.write(folder, "office", partial(draw_effects, asked), title, asked.say("outcome.first_job"))


def effects_title(asked: Asked) -> str:
    """Return the title of the figure of differences."""
    return asked.say("chart.effects", baseline=asked.policy(asked.settings.baseline))


def draw_effects(asked: Asked) -> Drawing:
    """Return the figure: two rows a policy, before adapting and after."""
    effects = [effect for pair in asked.main_effects for effect in pair]
    height = ROW * len(effects)
    figure = new_figure(TOP + height + FOOT)
    head(figure, effects_title(asked), asked.say("outcome.first_job"))
    axes = add_axes(figure, LEFT, TOP, WIDTH - LEFT - 0.3, height)
    plain_axes(axes)
    axes.set_ylim(len(effects) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=7)
    axes.xaxis.set_major_formatter(lambda value, _: format_plain(round(value, 6), asked.language))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)
    for place, effect in enumerate(effects):
        colour = GREY if effect.stage == "before" else NAVY
        axes.plot([effect.seen.low, effect.seen.high], [place, place], color=colour, linewidth=1.0, zorder=3)
        axes.plot([effect.cred_low, effect.cred_high], [place, place], color=colour, linewidth=4.0, zorder=3)
        axes.plot([effect.difference.value], [place], "o", color=colour, markersize=6.0, zorder=4)
        y = 1 - (TOP + ROW * (place + 0.5)) / figure.get_figheight()
        label = f"{asked.policy(effect.policy)}, {asked.say(f'stages.{effect.stage}')}"
        figure.text(0.1 / WIDTH, y, wrapped(label, 48, 1), fontsize=SMALL, color=INK, va="center")
    foot(figure, asked.say("chart.legend", n=asked.found.n))
    return figure


def write_course(asked: Asked, folder: Path) -> Path:
    """Write the figure of questionnaires over time and return its path."""
    return svg.write(folder, "course", partial(draw_course, asked), asked.say("chart.title"), asked.say("chart.unit"))


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
