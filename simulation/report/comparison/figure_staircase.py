"""Figure: the staircase, the coordinated measures, and each again with as many measures as the other has."""

from __future__ import annotations

from simulation.model.policies import Policy
from simulation.model.policies.roles import COORDINATED, REINFORCED, STAIRCASE, THINNED
from simulation.report.comparison.lines import Path, draw_path, end_labels, level_path, quarter_axis, whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing
from simulation.report.style import LOOKS, add_axes, foot, head, new_figure, plain_axes

LOOK_OF = {COORDINATED: LOOKS[1], THINNED: LOOKS[3], REINFORCED: LOOKS[0], STAIRCASE: LOOKS[2]}  # in this order
KEY = "figures.staircase_and_coordinated"


def is_there(results: Results) -> bool:
    """Return whether both the staircase and the coordinated measures are compared."""
    return {STAIRCASE, COORDINATED} <= _arms(results).keys()


def _arms(results: Results) -> dict[str, Policy]:
    """Return the policies of the figure by role."""
    found = {role: results.of_role(role) for role in LOOK_OF}
    return {role: policy for role, policy in found.items() if policy is not None}


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [
        f"{results.short(policy)}: {results.percent_with_interval(results.level(policy.name))}"
        for policy in _arms(results).values()
    ]
    return results.text(f"{KEY}.description", quarters=results.last, rows="; ".join(rows))


def draw(results: Results) -> Drawing:
    """Return the figure."""
    figure = new_figure(4.6)
    arms = _arms(results)
    head(figure, results.text(f"{KEY}.title"), results.text(f"{KEY}.subtitle"))
    axes = add_axes(figure, 0.5, 0.8, 4.55, 2.5)
    plain_axes(axes)
    paths = [
        Path(results.short(policy), level_path(results, policy.name), LOOK_OF[role]) for role, policy in arms.items()
    ]
    for path in paths:
        draw_path(axes, path)
    quarter_axis(axes, results)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: whole_percent(results, value))
    end_labels(figure, axes, results, paths, 26)
    note = "band_note" if results.n_replications > 1 else "note_one"
    dose = "no_dose_arm" if THINNED not in arms else "dose_raised" if REINFORCED in arms else "dose"
    caveat = results.text(f"{KEY}.{dose}")
    foot(figure, f"{caveat} {results.text(f'figures.{note}', replications=results.n_replications)}")
    return figure
