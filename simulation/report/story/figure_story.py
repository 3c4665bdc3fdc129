"""Figure: one person's story under two policies: paths of place, belief and trust, and bands of states."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.moment import Moment, is_job
from simulation.analyses.stories.words import state_label
from simulation.report.drawing import Drawing, Plot, area, legend, sample_line
from simulation.report.style import (
    GREY,
    INK,
    LOOKS,
    PALE,
    RULE,
    SMALL,
    TEXT,
    Look,
    add_axes,
    foot,
    head,
    new_figure,
    plain_axes,
    wrapped,
)

KEY = "figures.story"
SIDES: tuple[Look, Look] = (LOOKS[1], LOOKS[2])  # of the policy, and of the one beside it
LEFT, PLOT, TOP, PANEL, GAP = 0.5, 6.5, 1.4, 1.15, 0.5
BANDS = 1.05  # inches: height of the bands of states
THICK = 0.62  # of a band, in quarters of its row
HATCHES = {"supported_job": "///", "new_start_job": "...", "education": "xxx", "disability_pension": "---"}


@dataclass(frozen=True)
class Panel:
    """One panel of paths: what is drawn, and between which ends; nan leaves a gap."""

    key: str
    value: Callable[[Moment], float]
    low: float
    high: float
    ticks: Sequence[float]


PANELS = (
    Panel("place", lambda now: math.nan if now.place is None else now.place, 0.0, 100.0, (0, 25, 50, 75, 100)),
    Panel("belief", lambda now: now.caseworker_belief or math.nan, 1.0, 5.0, (1, 2, 3, 4, 5)),
    Panel("trust", lambda now: 100 * now.trust if now.is_served else math.nan, 0.0, 100.0, (0, 25, 50, 75, 100)),
)


def describe(shown: Chronicle) -> str:
    """Return the figure in words."""
    return shown.text(f"{KEY}.description", ends=" ".join(shown.endings()))


def draw(shown: Chronicle) -> Drawing:
    """Return the figure."""
    height = TOP + len(PANELS) * (PANEL + GAP) + BANDS + 1.4
    figure = new_figure(height)
    head(figure, shown.text(f"{KEY}.title", name=shown.name), shown.text(f"{KEY}.subtitle"))
    _legend(figure, shown)
    for number, panel in enumerate(PANELS):
        axes = add_axes(figure, LEFT, TOP + number * (PANEL + GAP), PLOT, PANEL)
        _paths(axes, shown, panel)
    bands = add_axes(figure, LEFT, TOP + len(PANELS) * (PANEL + GAP), PLOT, BANDS)
    _bands(bands, shown)
    foot(figure, shown.text(f"{KEY}.note"))
    return figure


def _legend(figure: Drawing, shown: Chronicle) -> None:
    """Write which line is whose, under the subtitle."""
    handles = [
        sample_line(
            [], [], color=look.colour, marker=look.marker, markersize=5, linewidth=2.0, label=wrapped(label, 85, 1)
        )
        for look, label in zip(SIDES, shown.labels, strict=True)
    ]
    place = (0.0, 1 - 0.56 / figure.get_figheight())
    legend(figure, handles, TEXT, loc="upper left", bbox_to_anchor=place, ncols=1, labelcolor=INK, handlelength=2.4)


def _quarters(axes: Plot, last: int) -> None:
    step = next((step for step in (1, 2, 4, 8, 16, 20, 40) if last / step <= 16), 40)
    axes.set_xlim(0, last)
    axes.set_xticks(range(0, last + 1, step))


def _paths(axes: Plot, shown: Chronicle, panel: Panel) -> None:
    plain_axes(axes)
    sides = (shown.story.policy, shown.story.against)
    # Where both sides are alike, the first shows as a rim around the second.
    for look, side, width, marker in zip(SIDES, sides, (3.6, 1.4), (7.0, 3.2), strict=True):
        axes.plot(
            [now.quarter for now in side], [panel.value(now) for now in side], color=look.colour, linewidth=width,
            marker=look.marker, markersize=marker, clip_on=False, zorder=3,
        )  # fmt: skip
    room = 0.06 * (panel.high - panel.low)
    axes.set_ylim(panel.low - room, panel.high + room)
    axes.set_yticks(panel.ticks)
    _quarters(axes, shown.story.last)
    axes.grid(color=RULE, linewidth=0.8)
    axes.set_title(shown.text(f"{KEY}.{panel.key}"), fontsize=TEXT, color=INK, loc="left", pad=5)


def _runs(side: Sequence[Moment]) -> list[tuple[str, int, int]]:
    """Return the stretches of the same state: state, its first quarter and the one after its last."""
    runs: list[tuple[str, int, int]] = []
    for now in side:
        if runs and runs[-1][0] == now.state:
            runs[-1] = (now.state, runs[-1][1], now.quarter + 1)
        else:
            runs.append((now.state, now.quarter, now.quarter + 1))
    return runs


def _look(state: str, colour: str) -> dict[str, Any]:
    """Return how the band of a state looks: jobs are filled, hours half so, all else is pale."""
    if is_job(state):
        return {"facecolor": colour, "edgecolor": "white", "hatch": HATCHES.get(state)}
    if state == "ordinary_hours":
        return {"facecolor": colour, "alpha": 0.35, "edgecolor": "none"}
    if state == "benefit":
        return {"facecolor": RULE, "edgecolor": "none"}
    return {"facecolor": "white", "edgecolor": PALE, "hatch": HATCHES.get(state, "\\\\\\")}


def _bands(axes: Plot, shown: Chronicle) -> None:
    plain_axes(axes)
    last = shown.story.last
    states: dict[str, None] = {}
    for row, (look, side) in enumerate(zip(SIDES, (shown.story.policy, shown.story.against), strict=True)):
        for state, first, after in _runs(side):
            states[state] = None
            # A state holds at the end of its quarter, so its band lies around that point of the axis.
            left, right = max(0.0, first - 0.5), min(float(last), after - 0.5)
            axes.add_patch(area(left, row - THICK / 2, right - left, THICK, **_look(state, look.colour)))
        changes = [now.quarter for now in side if now.has_new_caseworker]
        axes.plot(changes, [row + 0.46] * len(changes), "D", color=look.colour, markersize=4.5, clip_on=False)
        axes.plot([-0.012 * last], [row], look.marker, color=look.colour, markersize=6, clip_on=False)
    axes.set_ylim(1.6, -0.5)
    axes.set_yticks([])
    _quarters(axes, last)
    axes.set_xlabel(shown.text("figures.quarters_axis"), fontsize=SMALL, color=GREY)
    axes.set_title(shown.text(f"{KEY}.state"), fontsize=TEXT, color=INK, loc="left", pad=5)
    patches = [area(0, 0, 1, 1, label=state_label(state, shown.language), **_look(state, GREY)) for state in states]
    legend(
        axes, patches, SMALL, loc="upper left", bbox_to_anchor=(-0.01, -0.42), ncols=3, labelcolor=INK,
        columnspacing=1.2,
    )  # fmt: skip
