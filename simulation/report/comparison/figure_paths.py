"""Figure: the share with a first job, quarter by quarter; at most four policies stand out, the rest are grey."""

from __future__ import annotations

from simulation.model.policies import Policy
from simulation.model.policies.roles import COORDINATED, STAIRCASE
from simulation.report.comparison.lines import Path, draw_path, end_labels, level_path, quarter_axis, whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing
from simulation.report.style import GREY, LOOKS, PALE, SMALL, add_axes, foot, head, new_figure, plain_axes

MOST_HIGHLIGHTED = 4
KEY = "figures.paths_first_job"


def highlighted(results: Results) -> list[Policy]:
    """Return the policies that stand out: the baseline, the largest and the smallest difference, the two of the title.

    With few policies, all of them.
    """
    ends = [results.sorted_others[0], results.sorted_others[-1]] if results.others else []
    found = (results.other_of_role(role) for role in (STAIRCASE, COORDINATED))
    named = [policy for policy in found if policy is not None]
    wanted = [results.baseline, *ends, *named, *results.sorted_others]
    by_name = {policy.name: policy for policy in wanted}  # each once, in the order of the first mention
    return list(by_name.values())[:MOST_HIGHLIGHTED]


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [
        f"{results.short(policy)}: {results.percent_with_interval(results.level(policy.name))}"
        for policy in highlighted(results)
    ]
    return results.text(f"{KEY}.description", quarters=results.last, rows="; ".join(rows))


def draw(results: Results) -> Drawing:
    """Return the figure."""
    figure = new_figure(4.75)
    head(figure, results.text(f"{KEY}.title"), results.text(f"{KEY}.subtitle"))
    axes = add_axes(figure, 0.5, 0.8, 4.55, 2.95)
    plain_axes(axes)
    chosen = highlighted(results)
    for policy in results.others:
        if policy not in chosen:
            means = [estimate.value for estimate in level_path(results, policy.name)]
            axes.plot(range(len(means)), means, color=PALE, linewidth=1.0)
    paths = [
        Path(results.short(policy), level_path(results, policy.name), look)
        for policy, look in zip(chosen, LOOKS, strict=False)
    ]
    for path in paths:
        draw_path(axes, path)
    quarter_axis(axes, results)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: whole_percent(results, value))
    end_labels(figure, axes, results, paths, 26)
    n_grey = len(results.others) + 1 - len(chosen)
    if n_grey:
        axes.text(0.02, 0.97, results.text(f"{KEY}.grey", n=n_grey), transform=axes.transAxes, fontsize=SMALL,
                  color=GREY, va="top")  # fmt: skip
    note = "band_note" if results.n_replications > 1 else "note_one"
    foot(figure, results.text(f"figures.{note}", replications=results.n_replications))
    return figure
