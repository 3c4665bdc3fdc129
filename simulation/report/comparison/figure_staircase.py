"""Figure: the staircase, the coordinated measures, and each again with as many measures as the other has."""

from __future__ import annotations

from simulation.report.comparison.lines import Path, draw_path, end_labels, level_path, quarter_axis, whole_percent
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing
from simulation.report.style import LOOKS, add_axes, foot, head, new_figure, plain_axes

LOWERED, RAISED = "coordinated_dose_matched", "staircase_dose_matched"
NAMES = ("coordinated", LOWERED, RAISED, "staircase")
LOOK_OF = dict(zip(NAMES, (LOOKS[1], LOOKS[3], LOOKS[0], LOOKS[2]), strict=True))
KEY = "figures.staircase_and_coordinated"


def is_there(results: Results) -> bool:
    """Return whether both the staircase and the coordinated measures are compared."""
    names = {policy.name for policy in results.comparison.study.policies}
    return {"staircase", "coordinated"} <= names


def _arms(results: Results) -> list[tuple[str, str]]:
    labels = {policy.name: results.label(policy) for policy in results.comparison.study.policies}
    return [(name, labels[name]) for name in NAMES if name in labels]


def describe(results: Results) -> str:
    """Return the figure in words."""
    rows = [f"{label}: {results.percent_with_interval(results.level(name))}" for name, label in _arms(results)]
    return results.text(f"{KEY}.description", quarters=results.last, rows="; ".join(rows))


def draw(results: Results) -> Drawing:
    """Return the figure."""
    figure = new_figure(4.6)
    arms = _arms(results)
    head(figure, results.text(f"{KEY}.title"), results.text(f"{KEY}.subtitle"))
    axes = add_axes(figure, 0.5, 0.8, 4.55, 2.5)
    plain_axes(axes)
    paths = [Path(label, level_path(results, name), LOOK_OF[name]) for name, label in arms]
    for path in paths:
        draw_path(axes, path)
    quarter_axis(axes, results)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: whole_percent(results, value))
    end_labels(figure, axes, results, paths, 26)
    note = "band_note" if results.n_replications > 1 else "note_one"
    names = {name for name, _ in arms}
    dose = "no_dose_arm" if LOWERED not in names else "dose_raised" if RAISED in names else "dose"
    caveat = results.text(f"{KEY}.{dose}")
    foot(figure, f"{caveat} {results.text(f'figures.{note}', replications=results.n_replications)}")
    return figure
