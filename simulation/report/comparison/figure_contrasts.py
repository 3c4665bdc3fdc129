"""Figure: every policy's difference from the baseline in first job, with its two intervals apart."""

from __future__ import annotations

from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.comparison.lines import whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot, sample_line
from simulation.report.style import (
    GREY,
    INK,
    NAVY,
    PALE,
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
from simulation.study.contrasts.uncertainty import Estimate

LABELS, PLOT, VALUES = 0.02, 2.75, 5.5  # left edges in inches
TOP, ROW, BELOW = 1.42, 0.36, 0.95


def is_there(results: Results) -> bool:
    """Return whether there are policies to compare with the baseline."""
    return bool(results.others)


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [f"{results.short(p)}: {results.points_with_interval(results.contrast(p.name))}"
            for p in results.sorted_others]  # fmt: skip
    base = results.percent_with_interval(results.level(results.baseline.name))
    return results.text(
        "figures.contrasts_first_job.description", baseline=results.short(results.baseline), level=base,
        rows="; ".join(rows),
    )  # fmt: skip


def draw(results: Results) -> Drawing:
    """Return the figure."""
    rows = results.sorted_others
    height = TOP + ROW * len(rows) + BELOW
    figure = new_figure(height)
    key = "figures.contrasts_first_job"
    head(figure, results.text(f"{key}.title"), results.text(f"{key}.subtitle", quarters=results.last))
    axes = add_axes(figure, PLOT, TOP, VALUES - PLOT - 0.2, ROW * len(rows))
    plain_axes(axes)
    _frame(axes, results, [results.contrast(policy.name) for policy in rows])
    for place, policy in enumerate(rows):
        estimate = results.contrast(policy.name)
        _row(axes, place, estimate, is_assumed=policy.assumed is not None)
        _beside(figure, results, TOP + ROW * (place + 0.5), results.short(policy), estimate)
    _zero(figure, axes, results)
    _legend(figure, results)
    note = "note_one" if results.n_replications == 1 else "note_draws" if results.comparison.study.draws else "note"
    foot(figure, results.text(f"figures.{note}", replications=results.n_replications))
    return figure


def _frame(axes: Plot, results: Results, estimates: list[Estimate]) -> None:
    known = [100 * v for e in estimates if e.is_known for v in _numbers(e)]
    low, high = min([0.0, *known]), max([0.0, *known])
    margin = 0.08 * max(high - low, 0.5)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(len(estimates) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _: whole_percent(results, value, sign=True))
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_xlabel(results.text("figures.points_axis"), fontsize=SMALL, color=GREY)


def _numbers(estimate: Estimate) -> list[float]:
    ends = [*((estimate.low, estimate.high) if estimate.has_interval else ())]
    return [estimate.value, *ends, *((estimate.cred_low, estimate.cred_high) if estimate.has_range else ())]


def _row(axes: Plot, place: int, estimate: Estimate, is_assumed: bool) -> None:
    if estimate.has_range:
        span = [100 * estimate.cred_low, 100 * estimate.cred_high]
        axes.plot(span, [place, place], color=PALE, linewidth=8.0, solid_capstyle="butt", zorder=2.5)
    if estimate.has_interval:
        axes.plot([100 * estimate.low, 100 * estimate.high], [place, place], color=NAVY, linewidth=2.2, zorder=3)
        for end in (estimate.low, estimate.high):
            axes.plot([100 * end] * 2, [place - 0.24, place + 0.24], color=NAVY, linewidth=1.2, zorder=3)
    if estimate.is_known:
        face = "white" if is_assumed else NAVY
        axes.plot(
            [100 * estimate.value], [place], "o", color=NAVY, markersize=5.5, zorder=4,
            markerfacecolor=face, markeredgewidth=1.4,
        )  # fmt: skip


def _beside(figure: Drawing, results: Results, y: float, label: str, estimate: Estimate) -> None:
    place = 1 - y / figure.get_figheight()
    figure.text(
        LABELS / WIDTH, place, wrapped(label, 37), fontsize=TEXT - 0.5, color=INK, va="center", linespacing=1.15
    )
    value = results.number(estimate.value, MAIN_OUTCOME, True)
    figure.text((VALUES + 0.32) / WIDTH, place, value, fontsize=TEXT, color=INK, va="center", ha="right",
                fontweight="bold")  # fmt: skip
    lines = wrapped(results.interval(estimate, MAIN_OUTCOME, True), 20)
    if estimate.has_range:
        lines += f"\n[{results.credible(estimate, MAIN_OUTCOME, True)}]"
    figure.text((VALUES + 0.45) / WIDTH, place, lines, fontsize=SMALL, color=GREY, va="center")


def _zero(figure: Drawing, axes: Plot, results: Results) -> None:
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=2)
    label = wrapped(results.short(results.baseline), 34, 1)
    level = results.percent_with_interval(results.level(results.baseline.name))
    left, right = axes.get_xlim()
    at = PLOT + (VALUES - PLOT - 0.2) * (0.0 - left) / (right - left)
    side = "left" if at < (PLOT + VALUES) / 2 else "right"
    for line, words in enumerate((results.text("figures.zero_is", baseline=label), level)):
        figure.text(at / WIDTH, 1 - (TOP - 0.3 + 0.16 * line) / figure.get_figheight(), words, fontsize=SMALL,
                    color=INK, ha=side, va="center")  # fmt: skip


def _legend(figure: Drawing, results: Results) -> None:
    y = 1 - 0.78 / figure.get_figheight()
    x = 0.09
    kinds = (("assumed_mark", "white", True), ("not_assumed_mark", NAVY, False))
    for key, face, assumed in kinds:
        if not any((policy.assumed is not None) == assumed for policy in results.others):
            continue
        mark = sample_line([x / WIDTH], [y], marker="o", markersize=7, color=NAVY, markerfacecolor=face,
                      markeredgewidth=1.6, linestyle="none", transform=figure.transFigure)  # fmt: skip
        figure.add_artist(mark)
        figure.text((x + 0.13) / WIDTH, y, results.text(f"figures.{key}"), fontsize=SMALL, color=INK, va="center")
        x += 3.6
