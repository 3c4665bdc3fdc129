"""Cost per further quarter in work: a ratio of two uncertain differences, with its intervals (Fieller 1954)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.study.contrasts.uncertainty import REPLICATIONS_PER_DRAW, Nested, Parts, middle, probability_above

Floats = NDArray[np.float64]

# What can be said of a cost per further quarter in work.
COSTS, SAVES, UNCLEAR = "costs", "saves", "unclear"
NO_GAIN, FEWER, ONE_REPLICATION = "no_gain", "fewer_quarters", "one_replication"
COST, GAIN, BOTH = range(3)  # places in the arrays below; both is their sum, whose spread tells the covariance
# A draw's gain counts as clear of nothing only beyond so many standard errors of its own luck.
CLEAR = 2.0


class CostAndGain:
    """Takes in pairs of cost and gain, one a replication, of several arms, and estimates both uncertainties.

    `draws` is the number of the parameter draw of each replication; None where all have the same parameters.
    """

    def __init__(self, n_arms: int, draws: Sequence[int] | None) -> None:
        self._nested = Nested((3, n_arms), draws)

    def add(self, cost: Floats, gain: Floats) -> None:
        """Take in one replication: cost and gain [n_arms]."""
        self._nested.add(np.stack([cost, gain, cost + gain]))

    def found(self) -> Found:
        """Return what is known so far."""
        return Found(self._nested.parts(), self._nested.by_draw())


@dataclass(frozen=True)
class Ratio:
    """A cost per further quarter in work; nan where it isn't defined, and `verdict` says why.

    `cred_low` and `cred_high` hold 95 % of the draws of the parameters. They are nan, too, where quarters gained aren't
    clear of nothing in every draw: a ratio can then be anything.
    """

    value: float
    low: float
    high: float
    verdict: str
    cred_low: float = math.nan
    cred_high: float = math.nan


@dataclass(frozen=True)
class Found:
    """Both uncertainties of cost, gain and their sum [3, n_arms], and the draws' values [n_draws, 3, n_arms]."""

    parts: Parts
    by_draw: Floats

    @cached_property
    def more_quarters(self) -> Floats:
        """The share of draws [n_arms] with a gain."""
        return probability_above(self.by_draw[:, GAIN])

    @cached_property
    def cheaper(self) -> Floats:
        """The share of draws [n_arms] with money saved."""
        return probability_above(-self.by_draw[:, COST])

    def ratio(self, arm: int) -> Ratio:
        """Return the cost of a further quarter in work under one arm.

        Where the interval of the gain in quarters holds 0 a ratio would say nothing; where quarters are gained and
        money is saved it wouldn't be a price.
        """
        mean, half = self.parts.mean[:, arm], self.parts.half_width[:, arm]
        if math.isnan(half[GAIN]):
            return Ratio(math.nan, math.nan, math.nan, ONE_REPLICATION)
        if mean[GAIN] - half[GAIN] <= 0.0:
            return Ratio(math.nan, math.nan, math.nan, FEWER if mean[GAIN] + half[GAIN] < 0.0 else NO_GAIN)
        if mean[COST] + half[COST] < 0.0:
            return Ratio(math.nan, math.nan, math.nan, SAVES)
        low, high = fieller(float(mean[COST]), float(mean[GAIN]), half)
        verdict = COSTS if mean[COST] - half[COST] > 0.0 else UNCLEAR
        return Ratio(float(mean[COST] / mean[GAIN]), low, high, verdict, *self._over_draws(arm))

    def _over_draws(self, arm: int) -> tuple[float, float]:
        """Return the interval of the ratio over the draws; nan where it would be no interval."""
        cost, gain = self.by_draw[:, COST, arm], self.by_draw[:, GAIN, arm]
        least = CLEAR * math.sqrt(self.parts.luck[GAIN, arm] / REPLICATIONS_PER_DRAW)
        if math.isnan(self.parts.parameters[GAIN, arm]) or np.isnan(cost).any() or not (gain > least).all():
            return math.nan, math.nan
        low, high = middle((cost / gain)[:, None])
        return float(low[0]), float(high[0])


def fieller(cost: float, gain: float, half: Floats) -> tuple[float, float]:
    """Return the interval of a ratio of means `cost / gain`, which is one only if the gain is clear.

    `half` are half the widths of the intervals of cost, gain and their sum, at the same level and degrees of freedom:
    squares of them are variances times one and the same factor. Source: E. C. Fieller, "Some problems in interval
    estimation", J. R. Stat. Soc. B 16 (1954) 175.
    """
    of_cost, of_gain, of_sum = (float(width) ** 2 for width in half)
    a = gain * gain - of_gain
    b = cost * gain - (of_sum - of_cost - of_gain) / 2.0
    c = cost * cost - of_cost
    if a <= 0.0:
        return math.nan, math.nan
    root = math.sqrt(max(0.0, b * b - a * c))
    return (b - root) / a, (b + root) / a
