"""Two uncertainties of a mean over replications, kept apart: luck in the simulation, and parameters not exactly known.

Each draw of the calibrated parameters gets several replications. What differs between replications of one draw is luck;
what draws differ by beyond that is the parameters (a nested analysis of variance; Searle, Casella and McCulloch 1992,
ch. 3). The Monte-Carlo interval is of the mean over all replications and shrinks with more of them; the credible
interval is of the effect itself over the draws and doesn't.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
LEAST_A_DRAW = 2  # replications: luck can't be told from parameters with one
MOST_DRAWS = 100  # more replications than this times LEAST_A_DRAW go to the same draws


def draw_numbers(n_replications: int) -> tuple[int, ...]:
    """Return the number of the draw that each replication takes, from 0; the last draw may have one or more besides."""
    each = max(LEAST_A_DRAW, math.ceil(n_replications / MOST_DRAWS))
    n_draws = max(1, n_replications // each)
    return tuple(min(replication // each, n_draws - 1) for replication in range(n_replications))


@dataclass(frozen=True)
class Parts:
    """What replications of several draws tell of an array of quantities; nan where it isn't known.

    `cred_low` and `cred_high` hold 95 % of the draws. With few draws they are the least and the greatest of them.
    """

    mean: Floats
    half_width: Floats  # of the Monte-Carlo interval of the mean
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


class Nested:
    """Takes in arrays replication by replication, each with the number of its draw; nan counts as not observed."""

    def __init__(self, shape: tuple[int, ...], draws: Sequence[int]) -> None:
        n_draws = max(draws, default=0) + 1
        self._draws = tuple(draws)
        self._n_added = 0
        self._n = np.zeros((n_draws, *shape), np.int32)
        self._mean = np.zeros((n_draws, *shape))
        self._within = np.zeros(shape)

    def add(self, values: Floats) -> None:
        """Take in the next replication."""
        draw = self._draws[self._n_added]
        self._n_added += 1
        seen = ~np.isnan(values)
        n, mean = self._n[draw, ...], self._mean[draw, ...]  # views
        n += seen
        with np.errstate(invalid="ignore"):
            before = values - mean
            mean += np.where(seen, before / np.maximum(n, 1), 0.0)
            self._within += np.where(seen, before * (values - mean), 0.0)

    def parts(self) -> Parts:
        """Return both uncertainties so far."""
        return _parts(self._mean, self._n, self._within)

    def by_draw(self) -> Floats:
        """Return the draws' means [n_draws, ...] with luck taken out as far as it can be; nan where not observed."""
        return _without_luck(self._mean, self._n, self.parts())


def parts_of(values: Floats, draws: Sequence[int]) -> tuple[Parts, Floats]:
    """Return both uncertainties of values [n_replications, ...], and the draws' means without luck [n_draws, ...]."""
    nested = Nested(values.shape[1:], draws)
    for row in values:
        nested.add(row)
    return nested.parts(), nested.by_draw()


def _parts(draw_mean: Floats, n: NDArray[np.int32], within: Floats) -> Parts:
    total, n_draws = n.sum(axis=0), (n > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(total > 0, (n * draw_mean).sum(axis=0) / np.maximum(total, 1), np.nan)
        luck = np.where(total > n_draws, within / (total - n_draws), np.nan)
        spread = (n * (draw_mean - np.where(total > 0, mean, 0.0)) ** 2).sum(axis=0)
        between = np.where(n_draws > 1, spread / np.maximum(n_draws - 1, 1), np.nan)
        usual_n = (total - (n.astype(np.float64) ** 2).sum(axis=0) / np.maximum(total, 1)) / np.maximum(n_draws - 1, 1)
        parameters = np.maximum(between - luck, 0.0) / usual_n
        # With a single draw, luck is all that is seen.
        freedom, spread = np.where(n_draws > 1, n_draws - 1, total - 1), np.where(n_draws > 1, between, luck)
        half = stdtrit(np.maximum(freedom, 1), 0.5 + CONFIDENCE / 2) * np.sqrt(spread / total)
    empty = Parts(mean, np.asarray(half), luck, parameters, mean, mean)
    low, high = _middle(_without_luck(draw_mean, n, empty), n_draws)
    is_known = ~np.isnan(parameters)
    return Parts(
        mean, np.asarray(half), luck, parameters, np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)
    )


def _without_luck(draw_mean: Floats, n: NDArray[np.int32], parts: Parts) -> Floats:
    """Draw each draw's mean towards the mean of all, so far that their variance is that of the parameters alone."""
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = parts.parameters + parts.luck / n
        kept = np.where(whole > 0.0, np.sqrt(parts.parameters / whole), 0.0)
        return np.where(n > 0, parts.mean + kept * (draw_mean - parts.mean), np.nan)


def _middle(values: Floats, n_known: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """Return the ends of the middle 95 % of values [n, ...] of which nan aren't known; rank i of n is i / (n + 1)."""
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


def replications_needed(half_width: float, n_replications: int, wished: float) -> int:
    """Return how many more replications bring half the Monte-Carlo interval down to `wished`; 0 if it is there.

    The width falls with the square root of the number of replications, whether luck or draws make it.
    """
    if not half_width > wished:
        return 0
    return math.ceil(n_replications * (half_width / wished) ** 2) - n_replications
