"""Which unknown an answer depends on most, from the run's own draws: by rank correlation with the effect.

Of many parameters some go with the effect by chance. The largest rank correlation therefore counts only where it is
larger than in 95 % of runs whose effects were dealt out anew among the draws (a permutation test over the largest of
all), and where it carries a quarter of the effect's variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.texts import text
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.parameters.groups import Parameters
from simulation.report.answer.ranges import luck_free
from simulation.results.comparison import Comparison
from simulation.study.contrasts.uncertainty import middle
from simulation.study.posterior import shipped
from simulation.study.unknowns import Unknown

Floats = NDArray[np.float64]
N_PERMUTATIONS, SEED, CONFIDENCE = 400, 20147, 0.95
PART_OF_VARIANCE = 0.25
LEAST_DRAWS = 40
N_TURNS = 3  # of fitting the effect and the size of what is left of it
LEAST_SIZE = 0.1  # of the mean size of what is left


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
    heading: str = ""  # above the stops in a picture
    study: str = ""  # what study would settle it


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
    ranks, effect = _standardised(_ranks(values)), _standardised(_ranks(effects))
    found = np.abs(ranks.T @ effect) / len(effect)
    generator = np.random.default_rng(SEED)
    dealt = np.array([generator.permutation(effect) for _ in range(N_PERMUTATIONS)])
    by_chance = np.quantile(np.abs(dealt @ ranks).max(axis=1) / len(effect), CONFIDENCE)
    best = int(found.argmax())
    if found[best] <= max(by_chance, np.sqrt(PART_OF_VARIANCE)):
        return None
    thirds = np.array_split(effects[np.argsort(values[:, best], kind="stable")], 3)
    return Decider(names[best], *map(_third, thirds))


def decider_between(comparison: Comparison, policy: str, against: str, outcome: str = MAIN_OUTCOME) -> Decider | None:
    """Return what decides between two policies of a comparison, all clients at the last quarter; None where nothing.

    Where one unknown decides, the share of draws in which a policy does better tells of that unknown's prior and little
    else, and isn't quoted.
    """
    study, table = comparison.study, comparison.tables.at_end
    if not study.draws or study.draw_numbers is None or table is None:
        return None
    chosen = table[(table["group"] == "all") & (table["outcome"] == outcome)]
    values = {name: chosen.loc[chosen["policy"] == name, "value"].to_numpy() for name in (policy, against)}
    n = len(values[policy])
    if n == 0:
        return None
    effects = luck_free(values[policy] - values[against], study.draw_numbers[:n])
    return decider(effects, study.draws[: len(effects)])


def at_stops(effects: Floats, draws: Sequence[Parameters], unknown: Unknown, language: str) -> Stops:
    """Return the effect at each stop of an unknown, with every other parameter as it was drawn.

    The effect is regressed on the parameters that stops set, and so is the size of what is left of it (a line each,
    fitted by turns): where little is caused, the other unknowns have little to multiply. Every draw is moved to the
    stop, its remainder to the size of remainders there; the mean and the middle 95 % of what comes out are shown. How
    near that comes to running the comparison anew at each stop stands in docs/validation.md.

    Args:
        effects: without luck, in each draw [n_draws]; nan where not known.
        draws: the parameters of each draw.
        unknown: with its stops.
        language: of the labels.
    """
    known = ~np.isnan(effects)
    names, values = drawn_values(draws)
    paths = [unknown.path, *sorted({path for stop in unknown.stops for path in stop.values} - {unknown.path})]
    values, effects = values[known][:, [names.index(path) for path in paths]], effects[known]
    one, own = np.ones((len(effects), 1)), values[:, :1]
    design, spread = np.hstack([one, values]), np.hstack([one, own])
    size = np.ones(len(effects))
    for _ in range(N_TURNS):
        line = _fitted(design / size[:, None], effects / size)
        left = effects - design @ line
        growth = _fitted(spread, np.abs(left))
        least = LEAST_SIZE * float(np.abs(left).mean()) or 1.0
        size = np.maximum(spread @ growth, least)
    found = []
    for stop in unknown.stops:
        if not all(np.ptp(values[:, paths.index(path)]) > 0.0 for path in stop.values):
            continue  # set by the user: nothing tells what another value would give
        there = design.copy()
        for path, value in stop.values.items():
            there[:, 1 + paths.index(path)] = value
        moved = there @ line + left / size * max(float(growth @ [1.0, stop.values[unknown.path]]), least)
        low, high = middle(moved[:, None])
        label = stop.label[language]
        if stop.is_corner:  # beyond most of what is drawn
            label = text("answer.change.rough", language, label=label)
        found.append(Stop(label, float(moved.mean()), float(low[0]), float(high[0])))
    return Stops(unknown.unknown[language], tuple(found), unknown.heading[language], unknown.study[language])


def _fitted(design: Floats, values: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, values, rcond=None)[0])


def _third(effects: Floats) -> Third:
    low, high = middle(effects[:, None])
    return Third(float(effects.mean()), float(low[0]), float(high[0]))


def drawn_values(draws: Sequence[Parameters]) -> tuple[list[str], Floats]:
    """Return the names of the parameters that are drawn, and their values [n_draws, n_names]."""
    names = list(shipped().names)
    paths = [name.split(".") for name in names]
    rows = [[float(getattr(getattr(draw, group), name)) for group, name in paths] for draw in draws]
    return names, np.array(rows)


def _ranks(values: Floats) -> Floats:
    """Return the ranks of each column's values, from 1; equal values share their mean rank."""
    import pandas as pd

    return pd.DataFrame(values).rank().to_numpy().reshape(values.shape)


def _standardised(ranks: Floats) -> Floats:
    return np.asarray((ranks - ranks.mean(axis=0)) / ranks.std(axis=0))
