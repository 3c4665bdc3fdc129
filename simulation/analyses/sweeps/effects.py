"""What each parameter of a sweep does, where its design can tell that, and how much chance alone could make of it.

Where parameters vary together (calibrated draws, a table of points) the effect of one looks like that of another, and
nothing is told. A design that takes every combination of its values can tell: only luck in the simulation is left to
blame, which the Monte-Carlo intervals of the points measure. A sampled one (Latin hypercube, Sobol) can tell too, but
there the other parameters may differ between low and high values by chance: what they do along a straight line is taken
out first, and the rest is compared with what comes out when values and points are matched at random.

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

Rows = NDArray[np.bool_]
INDEPENDENT = ("grid", "latin_hypercube", "sobol")  # kinds of designs that vary each parameter for itself
LEVEL = 0.05  # how often chance alone may show an effect, of whichever parameter on whichever policy of a world
N_PERMUTATIONS = 999
SEED = 1  # of the permutations
ROUNDING = 1e-9
AT_ONCE = 4_000_000  # numbers of permutations in memory


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
    def is_told(self) -> bool:
        """Whether it is more than chance."""
        return abs(self.change) > self.chance + ROUNDING


@dataclass(frozen=True)
class Changes:
    """What several parameters do to several policies, each [n_parameters, n_policies]."""

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
    """Say whether points of a kind of design tell what each parameter does."""
    return kind in INDEPENDENT or len(varying(values)) <= 1 or is_crossed(values)


def cleared(values: Floats, difference: Floats, column: int) -> Floats:
    """Return differences [n_points, n_policies] without what the other parameters do to them along a straight line.

    Where there are hardly more points than parameters they stay as they are. Their means do in any case.
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
    difference: Floats, half_width: Floats, ends: Sequence[tuple[Rows, Rows]], n_replications: int
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
    values: Floats, difference: Floats, columns: Sequence[int], ends: Sequence[tuple[Rows, Rows]]
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
    left = [cleared(values, difference, column) for column in columns]
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
    a_block = max(1, AT_ONCE // n_points)
    largest: list[Floats] = []
    for start in range(0, N_PERMUTATIONS, a_block):
        n = min(a_block, N_PERMUTATIONS - start)
        orders = rng.permuted(np.tile(np.arange(n_points), (n, 1)), axis=1)
        found = [np.abs(own[orders] @ values).max(axis=1) for own, values in zip(weights, standard, strict=True)]
        largest.append(np.max(found, axis=0))
    place = math.ceil((1.0 - LEVEL) * (N_PERMUTATIONS + 1)) - 1
    return float(np.sort(np.concatenate(largest))[place])
