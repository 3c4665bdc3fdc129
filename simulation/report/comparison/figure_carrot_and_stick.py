"""Figure: demands and support against the baseline over the quarters, by psychiatric diagnosis."""

from __future__ import annotations

from simulation.base.texts.labels import group_label, outcome_label
from simulation.model.policies import Policy
from simulation.model.policies.roles import CARROT, STICK
from simulation.report.comparison.lines import Path, draw_path, in_percent, quarter_axis, whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing, Plot, sample_line
from simulation.report.style import (
    GREY,
    INK,
    LOOKS,
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

OUTCOMES = ("in_ordinary_job", "any_ordinary_hours", "disability_pension", "anxiety_medication")
GROUP_LOOKS = {"psychiatric=yes": LOOKS[2], "psychiatric=no": LOOKS[1]}
KEY = "figures.carrot_and_stick"
TOP, PANEL, GAP = 1.85, 1.2, 0.5
LEFT, COLUMN, BETWEEN = 0.55, 3.05, 0.45


def _policies(results: Results) -> list[Policy]:
    found = (results.other_of_role(role) for role in (STICK, CARROT))
    return [policy for policy in found if policy is not None]


def is_there(results: Results) -> bool:
    """Return whether demands or support are compared with something else, and neither group is suppressed."""
    return bool(_policies(results)) and results.suppressed_groups.isdisjoint(GROUP_LOOKS)


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [
        f"{results.short(policy)}, {outcome_label(outcome, results.language)}, "
        f"{group_label(group, results.language)}: "
        f"{results.points_with_interval(results.contrast(policy.name, outcome, group=group))}"
        for policy in _policies(results)
        for outcome in OUTCOMES
        for group in GROUP_LOOKS
    ]
    return results.text(f"{KEY}.description", quarters=results.last, rows="; ".join(rows))


def _path(results: Results, policy: str, outcome: str, group: str) -> Path:
    quarters = range(results.last + 1)
    estimates = [in_percent(results.contrast(policy, outcome, quarter, group)) for quarter in quarters]
    return Path("", estimates, GROUP_LOOKS[group])


def _panel(axes: Plot, results: Results, policy: str, outcome: str, is_last: bool) -> None:
    plain_axes(axes)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    for group in GROUP_LOOKS:
        draw_path(axes, _path(results, policy, outcome, group), 1.7)
    quarter_axis(axes, results, with_name=is_last)
    axes.yaxis.set_major_formatter(lambda value, _: whole_percent(results, value, sign=True))
    axes.set_title(outcome_label(outcome, results.language), fontsize=TEXT, color=INK, loc="left", pad=5)


def _same_scale(row: list[Plot]) -> None:
    low = min(axes.get_ylim()[0] for axes in row)
    high = max(axes.get_ylim()[1] for axes in row)
    # A frame of at least two points: tiny differences shouldn't fill the panel.
    missing = max(0.0, 2.0 - (high - low)) / 2
    for axes in row:
        axes.set_ylim(low - missing, high + missing)
        axes.locator_params(axis="y", nbins=4)


def draw(results: Results) -> Drawing:
    """Return the figure: a row of panels an outcome, a column a policy."""
    policies = _policies(results)
    figure = new_figure(TOP + (PANEL + GAP) * len(OUTCOMES) + 0.85)
    head(figure, results.text(f"{KEY}.title"),
         results.text(f"{KEY}.subtitle", baseline=results.short(results.baseline)))  # fmt: skip
    width = COLUMN if len(policies) > 1 else 2 * COLUMN + BETWEEN
    for column, policy in enumerate(policies):
        x = (LEFT + column * (width + BETWEEN)) / WIDTH
        label = wrapped(results.short(policy), 40 if len(policies) > 1 else 86)
        figure.text(x, 1 - 1.5 / figure.get_figheight(), label, fontsize=TEXT, color=INK, fontweight="bold",
                    va="bottom", linespacing=1.2)  # fmt: skip
    for line, outcome in enumerate(OUTCOMES):
        row = []
        for column, policy in enumerate(policies):
            axes = add_axes(figure, LEFT + column * (width + BETWEEN), TOP + line * (PANEL + GAP), width, PANEL)
            _panel(axes, results, policy.name, outcome, line == len(OUTCOMES) - 1)
            row.append(axes)
        _same_scale(row)
    _legend(figure, results)
    note = "only_band_note" if results.n_replications > 1 else "note_one"
    caveat = results.text(f"{KEY}.built_in")
    foot(figure, f"{caveat} {results.text(f'figures.{note}', replications=results.n_replications)}")
    return figure


def _legend(figure: Drawing, results: Results) -> None:
    y = 1 - 0.78 / figure.get_figheight()
    for place, (group, look) in enumerate(GROUP_LOOKS.items()):
        x = 0.04 + 2.9 * place
        sample = sample_line([x / WIDTH, (x + 0.2) / WIDTH, (x + 0.4) / WIDTH], [y] * 3, color=look.colour,
                        linestyle=look.dashes, marker=look.marker, markevery=[1], markersize=5, linewidth=2,
                        transform=figure.transFigure)  # fmt: skip
        figure.add_artist(sample)
        figure.text((x + 0.48) / WIDTH, y, group_label(group, results.language), fontsize=SMALL, color=GREY,
                    va="center")  # fmt: skip
