"""Warnings in words where intervals rest on too few draws of the parameters, or on too few replications."""

from __future__ import annotations

from scipy.special import stdtrit

from simulation.base.texts import text
from simulation.base.texts.numbers import format_number, format_percent
from simulation.study.contrasts.moments import CONFIDENCE
from simulation.study.contrasts.uncertainty import MOST_KEPT, REPLICATIONS_PER_DRAW, draw_numbers

# Between the least and greatest of k draws lies on average a share (k - 1) / (k + 1) of all there are (Wilks 1941):
# 33 % with two, 90 % from 19 on. Below 20 an interval that is said to hold 95 % holds less than nine tenths.
LEAST_DRAWS = 20
# Student's t makes half an interval 2.26 standard errors with ten observations, 4.3 with three and 12.7 with two, where
# many give 1.96: below ten it tells more of how few there are than of the mean.
LEAST_OBSERVATIONS = 10


def n_observations(n_replications: int, has_draws: bool) -> int:
    """Return on how many observations a Monte-Carlo interval rests: draws, or replications if there are no draws."""
    return draw_numbers(n_replications)[-1] + 1 if has_draws else n_replications


def held_by_ends(n_draws: int) -> float:
    """Return which share of all sets of parameters lies between the least and the greatest of `n_draws`, on average."""
    return (n_draws - 1) / (n_draws + 1)


def cautions(n_replications: int, has_draws: bool, language: str) -> list[str]:
    """Return the warnings that the intervals of a comparison need; none with one replication, which has no interval."""
    n = n_observations(n_replications, has_draws)
    if n_replications == 1:
        return []
    said = []
    if has_draws and n < LEAST_DRAWS:
        said.append(
            text(
                "uncertainty.few_draws",
                language,
                n=n,
                held=format_percent(held_by_ends(n), 0, language),
                enough=REPLICATIONS_PER_DRAW * LEAST_DRAWS,
            )
        )
    if n < LEAST_OBSERVATIONS:
        wide = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2))
        key = "few_observations_draws" if has_draws else "few_observations"
        said.append(text(f"uncertainty.{key}", language, n=n, wide=format_number(wide, 1, language)))
    return said


def steps(n_replications: int, language: str) -> str:
    """Return in which steps a probability over the draws comes."""
    n = min(n_observations(n_replications, has_draws=True), MOST_KEPT)
    return text("uncertainty.steps", language, n=n, step=format_percent(1.0 / n, 0, language))
