"""Figure: what each rule gives beyond drawing lots, with the interval of luck."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.drawing import Drawing
from simulation.report.style import INK, NAVY, RULE, SMALL, WIDTH, add_axes, head, new_figure, plain_axes, wrapped
from simulation.report.targeting.words import Asked

LEFT, TOP, ROW, FOOT = 3.1, 0.95, 0.27, 0.5  # inches


def write_figure(asked: Asked, folder: Path) -> Path:
    """Write the figure and return its path."""
    return svg.write(folder, "target", partial(draw, asked), asked.say("columns.gain"), asked.unit)


def draw(asked: Asked) -> Drawing:
    """Return the figure: a row a rule, in the order of the table."""
    judged = asked.target.judged
    height = ROW * len(judged)
    figure = new_figure(TOP + height + FOOT)
    head(figure, asked.say("columns.gain"), asked.unit)
    axes = add_axes(figure, LEFT, TOP, WIDTH - LEFT - 0.3, height)
    plain_axes(axes)
    axes.set_ylim(len(judged) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=7)
    axes.xaxis.set_major_formatter(lambda value, _: format_plain(round(value, 6), asked.language))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)
    for place, one in enumerate(judged):
        axes.plot([one.gain.low, one.gain.high], [place, place], color=NAVY, linewidth=1.6, zorder=3)
        axes.plot([one.gain.value], [place], "o", color=NAVY, markersize=5.0, zorder=4)
        y = 1 - (TOP + ROW * (place + 0.5)) / figure.get_figheight()
        label = wrapped(asked.say(f"rules.{one.rule.id}"), 52, 1)
        figure.text(0.1 / WIDTH, y, label, fontsize=SMALL, color=INK, va="center")
    return figure
