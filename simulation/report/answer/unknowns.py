"""Which unknown an answer hangs on, from the run's own draws: the parameter whose ranks go most with the effect's.

Of many parameters some go with the effect by chance. The largest rank correlation therefore counts only where it is
larger than in 95 % of runs whose effects were dealt out anew among the draws (a permutation test over the largest of
all), and where it carries a quarter of the effect's variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from simulation.model.parameters.groups import Parameters
from simulation.study.contrasts.uncertainty import middle
from simulation.study.posterior import shipped

Floats = NDArray[np.float64]
N_PERMUTATIONS, SEED, CONFIDENCE = 400, 20147, 0.95
PART_OF_VARIANCE = 0.25
LEAST_DRAWS = 40


@dataclass(frozen=True)
class Stop:
    """A value of an unknown in words, and the effect there, in the outcome's own unit; nan where it isn't known."""

    label: str
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Stops:
    """An unknown that decides, and the effect at its stops, from the least value to the greatest."""

    unknown: str  # what it is, in words
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Third:
    """A third of the draws by an unknown: the mean of its effects, and their range (the middle 95 %)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Decider:
    """A parameter that decides, with the effect in the draws with its lowest, middle and highest values.

    Within a third all other unknowns stand as they were drawn, so each shows a range of its own.
    """

    path: str
    low: Third
    between: Third
    high: Third


def decider(effects: Floats, draws: Sequence[Parameters]) -> Decider | None:
    """Return the parameter that decides; None where none does beyond chance.

    Args:
        effects: without luck, in each draw [n_draws]; nan where not known.
        draws: the parameters of each draw.
    """
    known = ~np.isnan(effects)
    if known.sum() < LEAST_DRAWS or np.ptp(effects[known]) == 0.0:
        return None
    names, values = drawn_values(draws)
    values, effects = values[known], effects[known]
    changing = np.ptp(values, axis=0) > 0.0
    names, values = [name for name, moves in zip(names, changing, strict=True) if moves], values[:, changing]
    if not names:
        return None
    ranks = _standardised(rankdata(values, axis=0))
    effect = _standardised(rankdata(effects))
    found = np.abs(ranks.T @ effect) / len(effect)
    generator = np.random.default_rng(SEED)
    dealt = np.array([generator.permutation(effect) for _ in range(N_PERMUTATIONS)])
    by_chance = np.quantile(np.abs(dealt @ ranks).max(axis=1) / len(effect), CONFIDENCE)
    best = int(found.argmax())
    if found[best] <= max(by_chance, np.sqrt(PART_OF_VARIANCE)):
        return None
    thirds = np.array_split(effects[np.argsort(values[:, best], kind="stable")], 3)
    return Decider(names[best], *map(_third, thirds))


def _third(effects: Floats) -> Third:
    low, high = middle(effects[:, None])
    return Third(float(effects.mean()), float(low[0]), float(high[0]))


def drawn_values(draws: Sequence[Parameters]) -> tuple[list[str], Floats]:
    """Return the names of the parameters that are drawn, and their values [n_draws, n_names]."""
    names = list(shipped().names)
    paths = [name.split(".") for name in names]
    rows = [[float(getattr(getattr(draw, group), name)) for group, name in paths] for draw in draws]
    return names, np.array(rows)


def _standardised(ranks: Floats) -> Floats:
    return np.asarray((ranks - ranks.mean(axis=0)) / ranks.std(axis=0))
