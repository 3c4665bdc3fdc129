"""Figure: every main question in every world, and which answers reverse."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.analyses.contrary.answers import (
    APPEARS,
    GONE,
    HALVED,
    OPEN,
    STANDS,
    TURNS,
    UNCLEAR,
    USUAL_ANSWER,
    Answer,
    Contrary,
)
from simulation.analyses.contrary.questions import Question
from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.contrary.words import question_words, said
from simulation.report.drawing import Drawing, Plot, sample_line
from simulation.report.scales import scale
from simulation.report.style import (
    GREY,
    INK,
    NAVY,
    ORANGE,
    PALE,
    RULE,
    SMALL,
    WIDTH,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
    wrapped,
)

COLUMNS = 4  # panels side by side
LEFT, GAP, ROW = 2.05, 0.16, 0.2  # inches
TOP, HEADING, BELOW, FOOT = 1.18, 0.92, 0.42, 0.55
# Marker, colour and face: never by colour alone.
MARKS = {
    USUAL_ANSWER: ("D", INK, INK),
    STANDS: ("o", NAVY, NAVY),
    HALVED: ("o", NAVY, "white"),
    GONE: ("X", GREY, GREY),
    TURNS: ("s", ORANGE, ORANGE),
    APPEARS: ("s", ORANGE, "white"),
    UNCLEAR: ("P", PALE, PALE),
    OPEN: ("X", PALE, "white"),
}


def write_figure(contrary: Contrary, folder: Path) -> Path:
    """Write the figure and return its path."""
    words = " ".join(" ".join([first, *lines]) for first, lines in (said(contrary, q) for q in contrary.questions))
    title = text("contrary.figure.title", contrary.language)
    return svg.write(folder, "contrary", partial(draw, contrary), title, words)


def draw(contrary: Contrary) -> Drawing:
    """Return the figure: a panel a question, a row a world."""
    language = contrary.language
    n_bands = -(-len(contrary.questions) // COLUMNS)
    height = ROW * len(contrary.worlds)
    band = HEADING + height + BELOW
    figure = new_figure(TOP + n_bands * band + FOOT)
    head(figure, text("contrary.figure.title", language), text("contrary.figure.subtitle", language))
    _legend(figure, contrary)
    width = (WIDTH - LEFT - 0.1) / COLUMNS - GAP
    for number, question in enumerate(contrary.questions):
        row, column = divmod(number, COLUMNS)
        left, top = LEFT + column * (width + GAP), TOP + row * band + HEADING
        words = wrapped(question_words(question, language), 21, 6)
        place = 1 - (top - 0.08) / figure.get_figheight()
        figure.text(left / WIDTH, place, words, fontsize=7.5, color=INK, va="bottom", linespacing=1.3)
        _panel(add_axes(figure, left, top, width, height), contrary, question)
        if column == 0:
            _labels(figure, contrary, top)
    foot(figure, text("contrary.figure.note", language, replications=contrary.settings.n_replications))
    return figure


def _labels(figure: Drawing, contrary: Contrary, top: float) -> None:
    for place, world in enumerate(contrary.worlds):
        y = 1 - (top + ROW * (place + 0.5)) / figure.get_figheight()
        label = wrapped(world.label[contrary.language], 36, 1)
        weight = "bold" if place == 0 else "normal"
        figure.text(0.02 / WIDTH, y, label, fontsize=7.5, color=INK, va="center", fontweight=weight)


def _panel(axes: Plot, contrary: Contrary, question: Question) -> None:
    plain_axes(axes)
    answers = [contrary.answer(world, question) for world in contrary.worlds]
    times = scale(question.outcome)
    known = [times * value for a in answers for value in (a.mc_low, a.mc_high, a.difference)]
    low, high = min([0.0, *known]), max([0.0, *known])
    margin = 0.1 * max(high - low, 1e-3)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(len(answers) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="x", labelsize=7)
    axes.xaxis.set_major_formatter(lambda value, _: format_plain(round(value, 6), contrary.language))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.axhline(0.5, color=RULE, linewidth=0.8)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)
    axes.axvline(times * answers[0].difference, color=GREY, linewidth=0.9, linestyle="--", zorder=2)
    for place, answer in enumerate(answers):
        _mark(axes, place, answer, times)


def _mark(axes: Plot, place: int, answer: Answer, times: float) -> None:
    marker, colour, face = MARKS[answer.verdict]
    axes.plot([times * answer.mc_low, times * answer.mc_high], [place, place], color=colour, linewidth=1.6, zorder=3)
    axes.plot(
        [times * answer.difference], [place], marker, color=colour, markersize=5.0, markerfacecolor=face,
        markeredgewidth=1.1, zorder=4, clip_on=False,
    )  # fmt: skip


def _legend(figure: Drawing, contrary: Contrary) -> None:
    shown = [verdict for verdict in MARKS if any(answer.verdict == verdict for answer in contrary.answers)]
    x, y = 0.1, 0.86
    for verdict in shown:
        marker, colour, face = MARKS[verdict]
        label = text(f"contrary.legend.{verdict}", contrary.language)
        if x + 0.2 + 0.068 * len(label) > WIDTH:
            x, y = 0.1, y + 0.18
        place = 1 - y / figure.get_figheight()
        figure.add_artist(
            sample_line([x / WIDTH], [place], marker=marker, markersize=6, color=colour, markerfacecolor=face,
                   markeredgewidth=1.2, linestyle="none", transform=figure.transFigure)
        )  # fmt: skip
        figure.text((x + 0.11) / WIDTH, place, label, fontsize=SMALL, color=INK, va="center")
        x += 0.35 + 0.066 * len(label)
