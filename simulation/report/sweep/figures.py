"""The figures of a sweep: ranking, what each dimension does, regret."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulation.analyses.sweeps.summary import Rank, WorldSummary, largest_effects
from simulation.base.texts.numbers import format_plain
from simulation.report.drawing import Drawing, Plot, sample_line
from simulation.report.style import (
    EDGE,
    GREY,
    INK,
    LOOKS,
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
from simulation.report.svg import save
from simulation.report.sweep.words import Words

PLOT = 3.1  # left edge of the plots beside names, in inches
LABEL = 48  # letters of a name
ROW, GAP, TOP, BOTTOM = 0.27, 0.62, 0.82, 0.75
PANEL_WIDTH, PANEL_HEIGHT, PANELS_A_ROW, MOST_PANELS = 3.0, 1.75, 2, 8
MOST_LINES = 4
TICK_DIGITS = 6


def write_figures(words: Words, summaries: Sequence[WorldSummary], folder: Path) -> list[tuple[str, Path]]:
    """Write the figures to `folder` and return their titles and files; worlds may share a name."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [("ranking", words.text("figures.ranking.title"), ranking(words, summaries))]
    shown = largest_effects(summaries, MOST_PANELS)
    for summary in summaries:
        if has_effects(summary, summaries):
            title = effects_title(words, summary)
            drawn.append((f"effects_{summary.name}", title, effects(words, summary, shown)))
    drawn.append(("regret", words.text("figures.regret.title"), regret(words, summaries)))
    return [_save(figure, folder / f"{name}.svg", title, words) for name, title, figure in drawn]


def has_effects(summary: WorldSummary, summaries: Sequence[WorldSummary]) -> bool:
    """Return whether a world has an effect to show of one of the dimensions that are shown."""
    return any(summary.clear_effects(dimension) for dimension in largest_effects(summaries, MOST_PANELS))


def _save(figure: Drawing, path: Path, title: str, words: Words) -> tuple[str, Path]:
    key = "regret" if path.stem == "regret" else "ranking"
    description = words.text(f"figures.{key}.subtitle", outcome=words.outcome, baseline=words.baseline, unit=words.unit)
    return title, save(figure, path, title, description)


def _heads(figure: Drawing, words: Words, key: str, title: str) -> None:
    subtitle = words.text(f"figures.{key}.subtitle", outcome=words.outcome, baseline=words.baseline, unit=words.unit)
    head(figure, title, subtitle)


def _blocks(summaries: Sequence[WorldSummary], n_rows: int) -> tuple[Drawing, list[float]]:
    """Return a figure with a block of rows a world, and where each block begins, in inches from the top."""
    height = GAP + ROW * n_rows
    figure = new_figure(TOP + height * len(summaries) + BOTTOM)
    return figure, [TOP + GAP * 0.6 + height * number for number in range(len(summaries))]


def _row_labels(figure: Drawing, words: Words, ranks: Sequence[Rank], top: float) -> None:
    for place, rank in enumerate(ranks):
        y = 1 - (top + ROW * (place + 0.5)) / figure.get_figheight()
        figure.text(
            EDGE / WIDTH, y, wrapped(words.label(rank.policy), LABEL, 1), fontsize=SMALL, color=INK, va="center"
        )


def _axis(axes: Plot, words: Words, low: float, high: float, n_rows: int) -> None:
    margin = 0.06 * max(high - low, 0.5)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(n_rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=7)
    axes.xaxis.set_major_formatter(lambda value, _: format_plain(value, words.language, TICK_DIGITS))
    axes.grid(axis="x", color=RULE, linewidth=0.8)


def ranking(words: Words, summaries: Sequence[WorldSummary]) -> Drawing:
    """Return the figure of all policies in all worlds, the best of each world first."""
    n_rows = len(words.sweep.arms)
    figure, tops = _blocks(summaries, n_rows)
    _heads(figure, words, "ranking", words.text("figures.ranking.title"))
    scale = words.scale
    all_ranks = [summary.ranking() for summary in summaries]
    ends = [scale * end for ranks in all_ranks for rank in ranks for end in (rank.low, rank.high, rank.difference, 0.0)]
    known = [end for end in ends if np.isfinite(end)]
    for summary, ranks, top in zip(summaries, all_ranks, tops, strict=True):
        write(figure, EDGE, top - 0.24, wrapped(words.world(summary), 90, 1), SMALL, INK, "bold")
        axes = add_axes(figure, PLOT, top, WIDTH - PLOT - 0.75, ROW * n_rows)
        plain_axes(axes)
        _axis(axes, words, min(known), max(known), n_rows)
        axes.axvline(0.0, color=INK, linewidth=1.0)
        for place, rank in enumerate(ranks):
            _rank(axes, words, place, rank)
            places = words.decimals(rank.error)
            is_baseline = rank.policy == summary.policies[0]
            value = "0" if is_baseline else words.number(rank.difference, sign=True, decimals=places)
            y = 1 - (top + ROW * (place + 0.5)) / figure.get_figheight()
            figure.text((WIDTH - 0.1) / WIDTH, y, value, fontsize=SMALL, color=INK, va="center", ha="right")
        _row_labels(figure, words, ranks, top)
    one = all(summary.n_points == 1 for summary in summaries)
    notes = [words.text(f"figures.ranking.{'note_one' if one else 'note'}")]
    if any(words.is_assumed(policy) for policy in words.sweep.arms):
        notes.append(words.text("figures.ranking.hollow"))
    foot(figure, " ".join(notes))
    return figure


def _rank(axes: Plot, words: Words, place: int, rank: Rank) -> None:
    is_baseline = rank.policy == words.sweep.arms[0]
    if not is_baseline and np.isfinite(rank.low):
        axes.plot([words.scale * rank.low, words.scale * rank.high], [place] * 2, color=NAVY, linewidth=2.2, zorder=3)
    face = "white" if words.is_assumed(rank.policy) else INK if is_baseline else NAVY
    axes.plot(
        [words.scale * rank.difference], [place], "o", markersize=5.5, color=INK if is_baseline else NAVY, zorder=4,
        markerfacecolor=face, markeredgewidth=1.4,
    )  # fmt: skip


def effects(words: Words, summary: WorldSummary, shown: Sequence[int]) -> Drawing:
    """Return the figure of one world: a panel a dimension, the policies' differences over its values."""
    policies = _chosen(summary)
    n_rows = -(-len(shown) // PANELS_A_ROW)
    legend = 0.2 * len(policies)
    figure = new_figure(0.75 + legend + n_rows * (PANEL_HEIGHT + 0.75) + BOTTOM - 0.2)
    _heads(figure, words, "effects", effects_title(words, summary))
    for line, policy in enumerate(policies):
        _legend(figure, words, line, summary.policies[policy])
    ends = words.scale * summary.difference[:, policies]
    low, high = min(0.0, float(ends.min())), max(0.0, float(ends.max()))
    margin = 0.06 * max(high - low, 0.5)
    for number, dimension in enumerate(shown):
        row, column = divmod(number, PANELS_A_ROW)
        axes = add_axes(
            figure, 0.5 + column * (PANEL_WIDTH + 0.5), 0.95 + legend + row * (PANEL_HEIGHT + 0.75), PANEL_WIDTH,
            PANEL_HEIGHT,
        )  # fmt: skip
        plain_axes(axes)
        axes.set_title(summary.names[dimension], fontsize=SMALL, color=INK, loc="left", pad=4)
        axes.set_ylim(low - margin, high + margin)
        axes.grid(axis="y", color=RULE, linewidth=0.8)
        axes.axhline(0.0, color=INK, linewidth=0.9)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: format_plain(value, words.language, TICK_DIGITS))
        axes.locator_params(nbins=5)
        for line, policy in enumerate(policies):
            _line(axes, words, summary, dimension, policy, line)
    more = len(shown) == MOST_PANELS < len(summary.changing)
    note = words.text("figures.effects.note")
    foot(figure, f"{note} {words.text('figures.effects.more', n=len(shown))}" if more else note)
    return figure


def effects_title(words: Words, summary: WorldSummary) -> str:
    """Return the title of a world's figure; the world is named where there are several."""
    is_alone = len(words.sweep.worlds) == 1
    return words.text("page.effects" if is_alone else "figures.effects.title", world=words.world(summary))


def _chosen(summary: WorldSummary) -> list[int]:
    """Return the policies that are drawn: the best and the worst where there are too many."""
    ranked = [summary.policies.index(rank.policy) for rank in summary.ranking() if rank.policy != summary.policies[0]]
    half = MOST_LINES // 2
    return ranked if len(ranked) <= MOST_LINES else [*ranked[:half], *ranked[-half:]]


def _legend(figure: Drawing, words: Words, line: int, policy: str) -> None:
    look = LOOKS[(line + 1) % len(LOOKS)]
    y = 1 - (0.78 + 0.2 * line) / figure.get_figheight()
    sample = sample_line(
        [0.1 / WIDTH, 0.55 / WIDTH], [y, y], color=look.colour, linestyle=look.dashes, marker=look.marker,
        markersize=4.5, linewidth=2.0, transform=figure.transFigure,
    )  # fmt: skip
    figure.add_artist(sample)
    figure.text(0.68 / WIDTH, y, wrapped(words.label(policy), 80, 1), fontsize=SMALL, color=INK, va="center")


def _line(axes: Plot, words: Words, summary: WorldSummary, dimension: int, policy: int, line: int) -> None:
    look = LOOKS[(line + 1) % len(LOOKS)]
    values, differences = summary.values[:, dimension], words.scale * summary.difference[:, policy]
    shown = np.linspace(0, len(values) - 1, min(len(values), 500)).astype(int)
    axes.plot(
        values[shown], differences[shown], linestyle="none", marker=look.marker or ".", markersize=2.2,
        color=look.colour, alpha=0.45,
    )  # fmt: skip
    if all(effect.policy != summary.policies[policy] for effect in summary.clear_effects(dimension)):
        return  # a line would say more than is known
    groups, means = summary.groups(dimension), words.scale * summary.without_other_effects(dimension)[:, policy]
    axes.plot(
        [value for value, _ in groups], [float(means[rows].mean()) for _, rows in groups], color=look.colour,
        linestyle=look.dashes, linewidth=2.0, marker=look.marker, markersize=4.5, zorder=4,
    )  # fmt: skip


def regret(words: Words, summaries: Sequence[WorldSummary]) -> Drawing:
    """Return the figure of regret over the points of all worlds together, the smallest largest regret first."""
    regrets = words.scale * np.concatenate([summary.regret for summary in summaries])
    order = sorted(range(len(words.sweep.arms)), key=lambda number: float(regrets[:, number].max()))
    figure = new_figure(TOP + ROW * len(order) + BOTTOM)
    _heads(figure, words, "regret", words.text("figures.regret.title"))
    axes = add_axes(figure, PLOT, TOP, WIDTH - PLOT - 0.35, ROW * len(order))
    plain_axes(axes)
    _axis(axes, words, 0.0, max(float(regrets.max()), 0.1), len(order))
    axes.set_xlim(left=0.0)
    for place, number in enumerate(order):
        axes.barh(place, float(regrets[:, number].mean()), height=0.55, color=NAVY, zorder=2)
        axes.plot([float(regrets[:, number].max())] * 2, [place - 0.32, place + 0.32], color=ORANGE, linewidth=2.4,
                  zorder=3, clip_on=False)  # fmt: skip
        y = 1 - (TOP + ROW * (place + 0.5)) / figure.get_figheight()
        label = wrapped(words.label(words.sweep.arms[number]), LABEL, 1)
        figure.text(EDGE / WIDTH, y, label, fontsize=SMALL, color=INK, va="center")
    axes.set_xlabel(words.unit, fontsize=SMALL, color=GREY)
    foot(figure, words.text("figures.regret.note"))
    return figure
