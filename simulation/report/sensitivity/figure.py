"""Figure: the share of each contrast's variance that is due to each unknown, alone and with its interactions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import OTHERS
from simulation.analyses.sensitivity.plan import LUCK
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain
from simulation.report import svg
from simulation.report.contrary.words import question_words
from simulation.report.drawing import Drawing, Plot
from simulation.report.sensitivity.words import name_words, said
from simulation.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
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

LIGHT = "#a9bdcf"
COLUMNS = 3  # panels side by side
LEFT, GAP, ROW = 2.25, 0.2, 0.25  # inches
TOP, HEADING, BELOW, FOOT = 0.72, 0.8, 0.55, 0.42


def write_figure(sensitivity: Sensitivity, folder: Path) -> Path:
    """Write the figure and return its path."""
    found = (said(sensitivity, question) for question in sensitivity.plan.questions)
    words = " ".join(" ".join([first, *lines]) for first, lines in found)
    title = text("sensitivity.title", sensitivity.language)
    return svg.write(folder, "sensitivity", partial(draw, sensitivity), title, words)


def draw(sensitivity: Sensitivity) -> Drawing:
    """Return the figure: a panel a question, a row an unknown, those that matter most to any question first."""
    language, questions = sensitivity.language, sensitivity.plan.questions
    names = _ordered(sensitivity)
    n_bands = -(-len(questions) // COLUMNS)
    height = ROW * len(names)
    band = HEADING + height + BELOW
    figure = new_figure(TOP + n_bands * band + FOOT)
    head(figure, text("sensitivity.title", language), text("sensitivity.figure.subtitle", language))
    n_columns = min(COLUMNS, len(questions))
    width = (WIDTH - LEFT - 0.1) / n_columns - GAP
    most = _most(sensitivity)
    for number, question in enumerate(questions):
        row, column = divmod(number, COLUMNS)
        left, top = LEFT + column * (width + GAP), TOP + row * band + HEADING
        words = wrapped(question_words(question, language), int(16.5 * width), 5)
        place = 1 - (top - 0.08) / figure.get_figheight()
        figure.text(left / WIDTH, place, words, fontsize=7.5, color=INK, va="bottom", linespacing=1.3)
        _panel(add_axes(figure, left, top, width, height), sensitivity, question, names, most)
        if column == 0:
            _labels(figure, names, top, language)
    foot(figure, text("sensitivity.figure.note", language))
    return figure


def _ordered(sensitivity: Sensitivity) -> list[str]:
    """Return the names: by the greatest total in any question, luck and all the others last."""
    greatest: dict[str, float] = {}
    for row in sensitivity.rows.sobol:
        total = row.total if row.total == row.total else 0.0
        greatest[row.name] = max(total, greatest.get(row.name, 0.0))
    last = [name for name in (OTHERS, LUCK) if name in greatest]
    return [*sorted(greatest.keys() - set(last), key=lambda name: -greatest[name]), *last]


def _most(sensitivity: Sensitivity) -> float:
    ends = [row.total + row.total_half for row in sensitivity.rows.sobol]
    return 105.0 * min(1.5, max([0.1, *(end for end in ends if end == end)]))


def _labels(figure: Drawing, names: list[str], top: float, language: str) -> None:
    for place, name in enumerate(names):
        y = 1 - (top + ROW * (place + 0.5)) / figure.get_figheight()
        style = "italic" if name in (OTHERS, LUCK) else "normal"
        label = wrapped(name_words(name, language), 40, 1)
        figure.text(EDGE / WIDTH, y, label, fontsize=7.5, color=INK, va="center", fontstyle=style)


def _panel(axes: Plot, sensitivity: Sensitivity, question: Question, names: list[str], most: float) -> None:
    plain_axes(axes)
    axes.set_xlim(0.0, most)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="x", labelsize=7)
    axes.xaxis.set_major_formatter(lambda value, _: format_plain(round(value, 6), sensitivity.language))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_xlabel(text("sensitivity.figure.percent", sensitivity.language), fontsize=SMALL - 1, color=GREY)
    for row in sensitivity.sobol(question):
        if row.total != row.total:
            continue
        place = names.index(row.name)
        total, half = 100.0 * max(0.0, row.total), 100.0 * row.total_half
        axes.barh(place, total, height=0.62, color=LIGHT, zorder=2)
        axes.barh(place + 0.17, 100.0 * max(0.0, row.first), height=0.28, color=NAVY, zorder=3)
        level = place - 0.13  # above the dark bar, so that both can be seen
        axes.plot([max(0.0, total - half), total + half], [level, level], color=INK, linewidth=1.0, zorder=4)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=5)
