"""Cost per further quarter in work: a ratio of two uncertain differences, with its interval (Fieller 1954)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.contrasts import CONFIDENCE, RunningMoments

Floats = NDArray[np.float64]

# What can be said of a cost per further quarter in work.
COSTS, SAVES, UNCLEAR = "costs", "saves", "unclear"
NO_GAIN, FEWER, ONE_REPLICATION = "no_gain", "fewer_quarters", "one_replication"


class PairedMoments:
    """Means, variances and covariance of two arrays of the same shape that come one pair after the other."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.cost = RunningMoments(shape)
        self.gain = RunningMoments(shape)
        self._products = np.zeros(shape)

    def add(self, cost: Floats, gain: Floats) -> None:
        """Take in one pair."""
        before = cost - self.cost.mean
        self.cost.add(cost)
        self.gain.add(gain)
        self._products += before * (gain - self.gain.mean)

    def covariance(self) -> Floats:
        """Return the sample covariance; nan below two pairs."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.cost.n > 1, self._products / (self.cost.n - 1), np.nan)


@dataclass(frozen=True)
class Ratio:
    """A cost per further quarter in work; nan where it isn't defined, and `verdict` says why."""

    value: float
    low: float
    high: float
    verdict: str


def fieller(cost: float, gain: float, variances: tuple[float, float, float], n: int) -> tuple[float, float]:
    """Return the interval of a ratio of means `cost / gain` over `n` pairs, which is one only if the gain is clear.

    `variances` are those of cost and gain and their covariance, over pairs. Source: E. C. Fieller, "Some problems in
    interval estimation", J. R. Stat. Soc. B 16 (1954) 175.
    """
    t2_n = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) ** 2 / n
    of_cost, of_gain, of_both = variances
    a = gain * gain - t2_n * of_gain
    b = cost * gain - t2_n * of_both
    c = cost * cost - t2_n * of_cost
    if a <= 0.0:
        return math.nan, math.nan
    root = math.sqrt(max(0.0, b * b - a * c))
    return (b - root) / a, (b + root) / a


def cost_per_quarter(moments: PairedMoments, arm: int) -> Ratio:
    """Return the cost of a further quarter in work under one arm.

    Where the interval of the gain in quarters holds 0 a ratio would say nothing; where quarters are gained and money is
    saved it wouldn't be a price.
    """
    n = int(moments.cost.n[arm])
    cost, gain = float(moments.cost.mean[arm]), float(moments.gain.mean[arm])
    if n < 2:
        return Ratio(math.nan, math.nan, math.nan, ONE_REPLICATION)
    half_cost, half_gain = float(moments.cost.half_width()[arm]), float(moments.gain.half_width()[arm])
    if gain - half_gain <= 0.0:
        return Ratio(math.nan, math.nan, math.nan, FEWER if gain + half_gain < 0.0 else NO_GAIN)
    if cost + half_cost < 0.0:
        return Ratio(math.nan, math.nan, math.nan, SAVES)
    of_cost, of_gain = float(moments.cost.variance()[arm]), float(moments.gain.variance()[arm])
    low, high = fieller(cost, gain, (of_cost, of_gain, float(moments.covariance()[arm])), n)
    return Ratio(cost / gain, low, high, COSTS if cost - half_cost > 0.0 else UNCLEAR)
