"""Two uncertainties of a mean over replications, kept apart: Monte-Carlo noise, and parameters not exactly known.

Each draw of the calibrated parameters gets several replications. What differs between replications of one draw is noise
(`luck` here and in texts); what draws differ by beyond that is the parameters (a nested analysis of variance; Searle,
Casella and McCulloch 1992, ch. 3). The Monte-Carlo interval is of the mean over all replications and shrinks with more
of them; the credible interval is of the effect itself over the draws and doesn't.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.study.contrasts.moments import CONFIDENCE

Floats = NDArray[np.float64]
REPLICATIONS_PER_DRAW = 2  # the fewest that separate noise from parameters
FEWEST_REPLICATIONS = 8  # the fewest for an analysis that judges by intervals over draws: four draws
MOST_KEPT = 100  # draws whose means are kept, for credible intervals; further ones go into mean and variances only


def draw_numbers(n_replications: int) -> tuple[int, ...]:
    """Return the number of the draw that each replication takes, from 0; with an odd number the last draw has one."""
    return tuple(replication // REPLICATIONS_PER_DRAW for replication in range(n_replications))


@dataclass(frozen=True)
class Parts:
    """Estimates of an array of quantities from replications of several draws; nan where unknown.

    `cred_low` and `cred_high` hold 95 % of the draws. With few draws they are the least and the greatest of them.
    """

    mean: Floats
    half_width: Floats  # half the Monte-Carlo interval of the mean
    luck: Floats  # variance between replications of one draw
    parameters: Floats  # variance between draws, without luck
    cred_low: Floats
    cred_high: Floats

    @property
    def share_of_parameters(self) -> Floats:
        """Share of the variance between single replications that is due to the parameters, 0..1."""
        whole = self.luck + self.parameters
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(whole > 0.0, self.parameters / whole, np.nan)


@dataclass(frozen=True)
class Estimate:
    """A number with its Monte-Carlo interval and its credible interval; nan where there is none."""

    value: float
    low: float
    high: float
    cred_low: float = math.nan
    cred_high: float = math.nan

    @property
    def is_known(self) -> bool:
        """Whether there was anybody to take it over."""
        return not math.isnan(self.value)

    @property
    def has_interval(self) -> bool:
        """Whether there were replications enough for an interval."""
        return not math.isnan(self.low)

    @property
    def has_range(self) -> bool:
        """Whether replications ran over draws of the parameters, enough for a credible interval."""
        return not math.isnan(self.cred_low)

    @property
    def side(self) -> int:
        """1 or -1 if the interval (both, where there are two) lies wholly above or below zero, else 0."""
        ends = [(self.low, self.high), *([(self.cred_low, self.cred_high)] if self.has_range else [])]
        return int(all(low > 0 for low, _ in ends)) - int(all(high < 0 for _, high in ends))


class Nested:
    """Takes in arrays replication by replication, those of a draw one after the other; nan counts as not observed.

    `draws` is the number of the draw of each replication; None where all have the same parameters.

    Means and sums of squares are updated as observations come (Welford 1962; with weights: West 1979).
    """

    def __init__(self, shape: tuple[int, ...], draws: Sequence[int] | None) -> None:
        self._draws = None if draws is None else tuple(draws)
        self._n_added = 0
        self._n, self._mean = np.zeros(shape), np.zeros(shape)  # observations and mean of the current draw
        self._within = np.zeros(shape)  # squares about the draws' means
        self._all = _Weighted(shape)
        # Number of observations and mean of the first draws: most of the memory that a study takes.
        self._kept: list[tuple[NDArray[np.uint32], Floats]] = []

    def add(self, values: Floats) -> None:
        """Take in the next replication."""
        n, draws = self._n_added, self._draws
        if draws is not None and n > 0 and draws[n] != draws[n - 1]:
            self._close()
        self._n_added += 1
        seen = ~np.isnan(values)
        self._n += seen
        with np.errstate(invalid="ignore"):
            before = values - self._mean
            self._mean += np.where(seen, before / np.maximum(self._n, 1), 0.0)
            self._within += np.where(seen, before * (values - self._mean), 0.0)

    def parts(self) -> Parts:
        """Return both uncertainties so far."""
        return self._finished()[0]

    def by_draw(self) -> Floats:
        """Return the draws' means [n_draws, ...] with luck taken out as far as it can be; nan where not observed."""
        return self._finished()[1]

    def _close(self) -> None:
        """Take the draw under way into the whole and begin the next."""
        self._all.add(self._n, self._mean)
        if len(self._kept) < MOST_KEPT:
            self._kept.append((self._n.astype(np.uint32), self._mean.copy()))
        self._n[...], self._mean[...] = 0.0, 0.0

    def _finished(self) -> tuple[Parts, Floats]:
        whole = copy.deepcopy(self._all)
        whole.add(self._n, self._mean)
        kept = [*self._kept, (self._n, self._mean)][:MOST_KEPT]
        parts = whole.parts(self._within)
        n = np.array([n for n, _ in kept], np.float64)
        by_draw = _without_luck(np.array([mean for _, mean in kept]), n, parts)
        low, high = middle(by_draw)
        is_known = ~np.isnan(parts.parameters)
        low, high = np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)
        return replace(parts, cred_low=low, cred_high=high), by_draw


class _Weighted:
    """Mean and spread of draws' means, each weighing as many as it has observations."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.total, self.squares = np.zeros(shape), np.zeros(shape)  # sums of n and of n squared
        self.n_draws, self.mean, self.spread = np.zeros(shape), np.zeros(shape), np.zeros(shape)

    def add(self, n: Floats, mean: Floats) -> None:
        """Take in a draw's number of observations and their mean."""
        self.total += n
        self.squares += n**2
        self.n_draws += n > 0
        before = mean - self.mean
        self.mean += before * n / np.maximum(self.total, 1)
        self.spread += n * before * (mean - self.mean)

    def parts(self, within: Floats) -> Parts:
        """Return the parts, the credible interval not yet known."""
        total, n_draws = self.total, self.n_draws
        with np.errstate(invalid="ignore", divide="ignore"):
            luck = np.where(total > n_draws, within / (total - n_draws), np.nan)
            between = np.where(n_draws > 1, self.spread / np.maximum(n_draws - 1, 1), np.nan)
            usual_n = (total - self.squares / np.maximum(total, 1)) / np.maximum(n_draws - 1, 1)
            parameters = np.maximum(between - luck, 0.0) / usual_n
            # With a single draw, luck is all that is seen.
            freedom, spread = np.where(n_draws > 1, n_draws - 1, total - 1), np.where(n_draws > 1, between, luck)
            half = stdtrit(np.maximum(freedom, 1), 0.5 + CONFIDENCE / 2) * np.sqrt(spread / total)
        unknown = np.full(total.shape, np.nan)
        mean = np.where(total > 0, self.mean, np.nan)
        return Parts(mean, np.asarray(half), luck, parameters, unknown, unknown)


def parts_of(values: Floats, draws: Sequence[int] | None) -> tuple[Parts, Floats]:
    """Return both uncertainties of values [n_replications, ...], and the draws' means without luck [n_draws, ...]."""
    nested = Nested(values.shape[1:], draws)
    for row in values:
        nested.add(row)
    return nested.parts(), nested.by_draw()


def _without_luck(draw_mean: Floats, n: Floats, parts: Parts) -> Floats:
    """Shrink each draw's mean towards the mean of all, until their variance is that of the parameters alone."""
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = parts.parameters + parts.luck / n
        kept = np.where(whole > 0.0, np.sqrt(parts.parameters / whole), 0.0)
        # Where luck hides the parameters altogether, nothing can be said of them: not that they don't matter.
        kept = np.where((parts.parameters == 0.0) & (parts.luck > 0.0), np.nan, kept)
        return np.where(n > 0, parts.mean + kept * (draw_mean - parts.mean), np.nan)


def middle(values: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the middle 95 % of values [n, ...] of which nan aren't known; rank i of n is i / (n + 1)."""
    n_known = (~np.isnan(values)).sum(axis=0)
    ordered = np.sort(values, axis=0)  # nan last
    ends = []
    for share in (0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2):
        place = np.clip(share * (n_known + 1) - 1.0, 0.0, np.maximum(n_known - 1, 0))
        below = np.floor(place).astype(np.intp)
        above = np.minimum(below + 1, np.maximum(n_known - 1, 0))
        low = np.take_along_axis(ordered, below[None], axis=0)[0]
        high = np.take_along_axis(ordered, above[None], axis=0)[0]
        ends.append(low + (place - below) * (high - low))
    return ends[0], ends[1]


def probability_above(by_draw: Floats) -> Floats:
    """Return the share of draws [n_draws, ...] above zero, those at zero counting half; nan without draws."""
    known = ~np.isnan(by_draw)
    n = known.sum(axis=0)
    above = ((by_draw > 0.0) + 0.5 * (by_draw == 0.0)).sum(axis=0, where=known)
    return np.where(n > 1, above / np.maximum(n, 1), np.nan)
