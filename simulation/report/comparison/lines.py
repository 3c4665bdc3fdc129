"""Lines over quarters with bands and labels at their ends: what the figures of paths share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.base.texts.numbers import format_number
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot
from simulation.report.style import GREY, INK, POINTS_AN_INCH, RULE, SMALL, TEXT, WIDTH, Look, spread, wrapped
from simulation.study.contrasts.uncertainty import Estimate


@dataclass(frozen=True)
class Path:
    """One line: an estimate a quarter, in the unit shown."""

    label: str
    estimates: Sequence[Estimate]
    look: Look


def level_path(results: Results, policy: str) -> list[Estimate]:
    """Return the shares with a first job by quarter, in percent."""
    return [in_percent(results.level(policy, quarter=quarter)) for quarter in range(results.last + 1)]


def in_percent(estimate: Estimate) -> Estimate:
    """Return an estimate of a share in percent."""
    return Estimate(100 * estimate.value, 100 * estimate.low, 100 * estimate.high)


def draw_path(axes: Plot, path: Path, width: float = 2.0) -> None:
    """Draw a line and its band."""
    quarters = np.arange(len(path.estimates))
    low, high = (np.array([getattr(e, end) for e in path.estimates]) for end in ("low", "high"))
    axes.fill_between(quarters, low, high, color=path.look.colour, alpha=0.22, linewidth=0)
    axes.plot(
        quarters, [e.value for e in path.estimates], color=path.look.colour, linestyle=path.look.dashes,
        linewidth=width, marker=path.look.marker, markersize=4.5, markevery=max(1, len(quarters) // 8),
        clip_on=False, zorder=3,
    )  # fmt: skip


def quarter_axis(axes: Plot, results: Results, with_name: bool = True) -> None:
    """Make the horizontal axis one of quarters."""
    axes.set_xlim(0, results.last)
    n_steps = min(results.last, 8)
    step = max(1, round(results.last / n_steps))
    if results.last % 4 == 0:
        step = next((s for s in (1, 2, 4, 8, 16, 20, 40) if results.last / s <= 8), 40)
    axes.set_xticks(range(0, results.last + 1, step))
    axes.grid(color=RULE, linewidth=0.8)
    if with_name:
        axes.set_xlabel(results.text("figures.quarters_axis"), fontsize=SMALL, color=GREY)


def whole_percent(results: Results, value: float, sign: bool = False) -> str:
    """Return the label of a tick in percent: no decimals where they are zero."""
    shown = results.number(value / 100, MAIN_OUTCOME, sign)
    return shown[:-2] if shown[-1] == "0" and shown[-2] in ".," else shown


def whole_number(results: Results, value: float) -> str:
    """Return the label of a tick of a difference: no decimals where they are zero."""
    return format_number(value, 0 if round(value, 6).is_integer() else 1, results.language, sign=True)


def end_labels(figure: Drawing, axes: Plot, results: Results, paths: Sequence[Path], width: int = 24) -> None:
    """Write each line's label and last value beside its end, none over another."""
    box = axes.get_position()
    inches = box.height * figure.get_figheight()
    low, high = axes.get_ylim()
    paths = [path for path in paths if path.estimates[-1].is_known]
    labels = [wrapped(path.label, width, 3) for path in paths]
    lines = max((label.count("\n") + 2 for label in labels), default=2)
    gap = (lines * SMALL * 1.25 + 3) / POINTS_AN_INCH
    ends = [(path.estimates[-1].value - low) / (high - low) * inches for path in paths]
    for path, label, end, place in zip(paths, labels, ends, spread(ends, gap, gap / 2 - 0.2, inches), strict=True):
        x, y = box.x1, box.y0 + place / figure.get_figheight()
        axes.annotate(
            "", xy=(1.005, end / inches), xytext=(1.005 + 0.17 / (box.width * WIDTH), place / inches),
            xycoords="axes fraction", textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "color": path.look.colour, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        value = results.percent_with_interval(_as_share(path.estimates[-1]))
        figure.text(
            x + 0.22 / WIDTH, y, f"{label}\n{value}", fontsize=SMALL if len(paths) > 2 else TEXT - 0.5, color=INK,
            va="center", linespacing=1.2,
        )  # fmt: skip


def _as_share(estimate: Estimate) -> Estimate:
    return Estimate(estimate.value / 100, estimate.low / 100, estimate.high / 100)
