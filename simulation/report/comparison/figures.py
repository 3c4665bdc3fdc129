"""The figures of a report: which there are for a comparison, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulation.report import svg
from simulation.report.comparison import (
    figure_carrot_and_stick,
    figure_contrasts,
    figure_gain_and_loss,
    figure_money,
    figure_paths,
    figure_prices,
    figure_staircase,
)
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing
from simulation.results.comparison import Comparison


@dataclass(frozen=True)
class Kind:
    """One kind of figure: whether a comparison has the data for it, how it is drawn, and what it shows in words."""

    is_there: Callable[[Results], bool]
    draw: Callable[[Results], Drawing]
    describe: Callable[[Results], str]


KINDS: Mapping[str, Kind] = {
    "contrasts_first_job": Kind(figure_contrasts.is_there, figure_contrasts.draw, figure_contrasts.describe),
    "paths_first_job": Kind(lambda _: True, figure_paths.draw, figure_paths.describe),
    "staircase_and_coordinated": Kind(figure_staircase.is_there, figure_staircase.draw, figure_staircase.describe),
    "carrot_and_stick": Kind(
        figure_carrot_and_stick.is_there, figure_carrot_and_stick.draw, figure_carrot_and_stick.describe
    ),
    "gain_and_loss": Kind(figure_gain_and_loss.is_there, figure_gain_and_loss.draw, figure_gain_and_loss.describe),
    "money_by_payer": Kind(figure_money.is_there, figure_money.draw, figure_money.describe),
    "prices_that_matter": Kind(figure_prices.is_there, figure_prices.draw, figure_prices.describe),
}


def figure_ids(results: Results) -> list[str]:
    """Return the figures that a comparison has the data for, in the order of the report."""
    return [id for id, kind in KINDS.items() if kind.is_there(results)]


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Write the figures of a comparison to `folder/figures` and return their paths."""
    results = Results(comparison)
    paths = []
    for id in figure_ids(results):
        kind = KINDS[id]
        title = results.text(f"figures.{id}.title")
        paths.append(svg.write(folder, id, partial(kind.draw, results), title, kind.describe(results)))
    return paths
