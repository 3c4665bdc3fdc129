"""The effect of each parameter of a sweep, where its design identifies it, and how large an effect of chance may be.

Where parameters vary together (calibrated draws, a table of points), their effects can't be told apart and none is
shown. A design with every combination of its values identifies them: only the luck of the simulation is left, which the
Monte-Carlo intervals of the points measure. A sampled design (Latin hypercube, Sobol) identifies them too, but there
the other parameters may differ by chance between low and high values. So their linear effects are removed first, and
the rest is compared with effects after random permutations of the points.

References: Freedman and Lane (1983), J. Bus. Econ. Stat. 1, 292-298 (permuting what the other parameters leave over);
Westfall and Young (1993), Resampling-Based Multiple Testing (the largest of all effects in each permutation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.study.contrasts.moments import CONFIDENCE, Floats

Mask = NDArray[np.bool_]
INDEPENDENT = ("grid", "latin_hypercube", "sobol")  # kinds of designs that vary each parameter for itself
LEVEL = 0.05  # probability that chance alone gives any effect in a world, of all parameters and policies together
N_PERMUTATIONS = 999
SEED = 1  # seed of the permutations
ROUNDING = 1e-9
MOST_IN_MEMORY = 4_000_000  # numbers of permutations in memory


@dataclass(frozen=True)
class Effect:
    """What a parameter does to one policy's difference from the baseline."""

    policy: str
    at_low: float  # mean difference at the lowest value (or over the lowest third of values)
    at_high: float
    chance: float  # how large a change chance alone may make, at `LEVEL` over all effects of the world

    @property
    def change(self) -> float:
        """The difference at high values less that at low ones."""
        return self.at_high - self.at_low

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the change is larger than chance alone may make it."""
        return abs(self.change) > self.chance + ROUNDING


@dataclass(frozen=True)
class Changes:
    """The effects of several parameters on several policies, each [n_parameters, n_policies]."""

    at_low: Floats
    at_high: Floats
    chance: Floats


def varying(values: Floats) -> list[int]:
    """Return the columns of points [n_points, n_parameters] that have more than one value."""
    return [column for column in range(values.shape[1]) if len(np.unique(values[:, column])) > 1]


def is_crossed(values: Floats) -> bool:
    """Say whether points take every combination of their values, each as often."""
    n_each = [len(np.unique(column)) for column in values.T]
    counts = np.unique(values, axis=0, return_counts=True)[1]
    return len(counts) == math.prod(n_each) and len(set(counts.tolist())) == 1


def can_tell(kind: str, values: Floats) -> bool:
    """Say whether points [n_points, n_parameters] of a kind of design identify the effect of each parameter."""
    return kind in INDEPENDENT or len(varying(values)) <= 1 or is_crossed(values)


def without_other_effects(values: Floats, difference: Floats, column: int) -> Floats:
    """Return differences [n_points, n_policies] with the linear effects of the other parameters removed.

    Means stay the same. With hardly more points than parameters, nothing is removed.
    """
    others = [other for other in varying(values) if other != column]
    n_points = len(values)
    if not others or is_crossed(values) or n_points <= 2 * (len(others) + 1):
        return difference
    own = values[:, others] - values[:, others].mean(axis=0)
    design = own / own.std(axis=0)
    return np.asarray(
        difference - design @ np.linalg.lstsq(design, difference - difference.mean(axis=0), rcond=None)[0]
    )


def changes_of_crossed(
    difference: Floats, half_width: Floats, ends: Sequence[tuple[Mask, Mask]], n_replications: int
) -> Changes:
    """Return the changes where every combination was tried, with bounds from the Monte-Carlo intervals.

    Args:
        difference: [n_points, n_policies].
        half_width: half the 95% Monte-Carlo interval of each.
        ends: the points at low and at high values, for each parameter.
        n_replications: the fewest of a point.
    """
    means = [[difference[rows].mean(axis=0) for rows in pair] for pair in ends]
    # Points share their luck, so that a mean over points may be as uncertain as one point.
    halves = [[half_width[rows].mean(axis=0) for rows in pair] for pair in ends]
    at_low, at_high = np.array(means).swapaxes(0, 1)
    low, high = np.array(halves).swapaxes(0, 1)
    n_free = max(1, n_replications - 1)
    share = LEVEL / at_low.size  # Bonferroni: of each of so many effects
    wider = stdtrit(n_free, 1.0 - share / 2) / stdtrit(n_free, 0.5 + CONFIDENCE / 2)
    return Changes(at_low, at_high, wider * np.hypot(low, high))


def changes_of_sampled(
    values: Floats, difference: Floats, columns: Sequence[int], ends: Sequence[tuple[Mask, Mask]]
) -> Changes:
    """Return the changes over points drawn independently for each parameter, with bounds from permutations.

    Args:
        values: [n_points, n_parameters].
        difference: [n_points, n_policies].
        columns: the parameters that are asked for.
        ends: the points at low and at high values, for each of them.
    """
    weights = np.array([high / high.sum() - low / low.sum() for low, high in ends])  # the change is their product
    length = np.sqrt((weights**2).sum(axis=1))
    left = [without_other_effects(values, difference, column) for column in columns]
    at_low = np.array([own[low].mean(axis=0) for own, (low, _) in zip(left, ends, strict=True)])
    at_high = np.array([own[high].mean(axis=0) for own, (_, high) in zip(left, ends, strict=True)])
    spread = np.array([own.std(axis=0, ddof=1) for own in left])
    standard = [
        (own - own.mean(axis=0)) * np.where(sd > ROUNDING, 1.0 / np.maximum(sd, ROUNDING), 0.0)
        for own, sd in zip(left, spread, strict=True)
    ]
    bound = _largest_by_chance(weights / length[:, None], standard)
    return Changes(at_low, at_high, bound * length[:, None] * spread)


def _largest_by_chance(weights: Floats, standard: Sequence[Floats]) -> float:
    """Return what the largest of all standardised changes exceeds at random with a chance of `LEVEL`."""
    rng = np.random.default_rng(SEED)
    n_points = weights.shape[1]
    n_a_block = max(1, MOST_IN_MEMORY // n_points)
    largest: list[Floats] = []
    for start in range(0, N_PERMUTATIONS, n_a_block):
        n = min(n_a_block, N_PERMUTATIONS - start)
        orders = rng.permuted(np.tile(np.arange(n_points), (n, 1)), axis=1)
        found = [np.abs(own[orders] @ values).max(axis=1) for own, values in zip(weights, standard, strict=True)]
        largest.append(np.max(found, axis=0))
    place = math.ceil((1.0 - LEVEL) * (N_PERMUTATIONS + 1)) - 1
    return float(np.sort(np.concatenate(largest))[place])
