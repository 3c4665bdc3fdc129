"""How far an effect is known: its range over the draws of the parameters with luck taken out, honest about few draws.

Each draw has replications of its own. What these differ by is luck; it is taken out of the draws' means as in
`study/contrasts/uncertainty.py`. The ends of the middle 95 % of what is left are themselves uncertain with few draws:
each is moved outwards by its standard error, estimated by drawing the draws anew with replacement (Efron 1979). How
often such a range holds the effect of a fresh draw is measured in `tests/report/answer/test_ranges.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.study.contrasts.moments import CONFIDENCE
from simulation.study.contrasts.uncertainty import middle, parts_of

Floats = NDArray[np.float64]
HIDDEN = 0.5  # a spread over the parameters below this part of the luck of one replication can't be told from luck
N_RESAMPLES, SEED = 200, 20147
MOST_KEPT = 1_000  # ranges that are remembered


@dataclass(frozen=True)
class Range:
    """What replications tell of one effect, in the outcome's own unit; nan where it isn't known.

    `low` and `high` are what is said to a reader. Where luck hides what isn't known they hold luck too, and are good
    for one thing alone: if they are narrow, the effect is small. `luck_low` and `luck_high` are where other luck with
    the same draws would have put the mean, `mean_low` and `mean_high` where other draws would have, as many as there
    were; both hold 95 %. `draw_low` and `draw_high` hold 95 % of the draws without luck, before they are moved.
    """

    mean: float
    low: float
    high: float
    n_draws: int  # 1 where all replications have the same parameters
    luck_low: float
    luck_high: float
    mean_low: float
    mean_high: float
    draw_low: float
    draw_high: float
    luck: float  # standard deviation between replications of one draw
    parameters: float  # standard deviation over draws, without luck

    @property
    def is_dominated_by_noise(self) -> bool:
        """Whether luck hides what is not known: the draws differ by little beside the luck of one replication."""
        return self.luck > 0.0 and not self.parameters >= HIDDEN * self.luck

    @property
    def share_of_luck(self) -> float:
        """Share of the variance between single replications that is luck, 0..1; nan where nothing varies."""
        whole = self.luck**2 + self.parameters**2
        return self.luck**2 / whole if whole > 0.0 else math.nan


def effect_range(values: Floats, draws: Sequence[int] | None) -> Range:
    """Return the range of an effect.

    Args:
        values: the effect in each replication, [n_replications].
        draws: the number of the draw of each replication, those of a draw one after the other; None without draws.
    """
    return _effect_range(values.tobytes(), None if draws is None else tuple(draws))


@lru_cache(MOST_KEPT)
def _effect_range(content: bytes, draws: tuple[int, ...] | None) -> Range:
    """Return the range of an effect; pages ask for the same one again in each language."""
    values = np.frombuffer(content)
    parts, by_draw = parts_of(values[:, None], draws)
    mean, half = float(parts.mean[0]), float(parts.half_width[0])
    luck = math.sqrt(parts.luck[0]) if parts.luck[0] >= 0.0 else math.nan
    spread = math.sqrt(parts.parameters[0]) if parts.parameters[0] >= 0.0 else math.nan
    n_draws = 1 if draws is None else len(by_draw)
    low, high = float(parts.cred_low[0]), float(parts.cred_high[0])
    known = ~np.isnan(values)
    own = _half_of_luck(luck, int(known.sum()), n_draws)
    found = Range(
        mean, math.nan, math.nan, n_draws, mean - own, mean + own, mean - half, mean + half, low, high, luck, spread
    )
    if draws is None or n_draws == 1 or not known.any():
        return found
    numbers = np.unique(np.asarray(draws)[known], return_inverse=True)[1]
    if found.is_dominated_by_noise or math.isnan(low):
        low, high = _with_luck(values[known], numbers)
        return replace(found, low=low, high=high)
    errors = _errors_of_ends(values[known], numbers)
    return replace(found, low=low - errors[0], high=high + errors[1])


def _half_of_luck(luck: float, n: int, n_draws: int) -> float:
    """Return half the interval that luck alone leaves to the mean of `n` replications; nan where it isn't known."""
    return float(stdtrit(n - n_draws, 0.5 + CONFIDENCE / 2)) * luck / math.sqrt(n) if n > n_draws else math.nan


def luck_free(values: Floats, draws: Sequence[int]) -> Floats:
    """Return the effect in each draw without luck [n_draws]; nan where luck hides it."""
    return parts_of(values[:, None], draws)[1][:, 0]


def _with_luck(values: Floats, draws: NDArray[np.int64]) -> tuple[float, float]:
    """Return the ends of the middle 95 % of the draws' means as they are: luck only widens them."""
    low, high = middle((np.bincount(draws, values) / np.bincount(draws))[:, None])
    return float(low[0]), float(high[0])


def _errors_of_ends(values: Floats, draws: NDArray[np.int64]) -> tuple[float, float]:
    """Return the standard errors of both ends, from draws taken anew with replacement."""
    n = np.bincount(draws).astype(np.float64)
    mean = np.bincount(draws, values) / n
    within = np.bincount(draws, (values - mean[draws]) ** 2)
    chosen = np.random.default_rng(SEED).integers(0, len(n), (N_RESAMPLES, len(n)))
    low, high = middle(_without_luck(n[chosen], mean[chosen], within[chosen]).T)
    return float(np.std(low)), float(np.std(high))


def _without_luck(n: Floats, mean: Floats, within: Floats) -> Floats:
    """Return the draws' means [n_resamples, n_draws] drawn together until their variance is the parameters' alone."""
    total = n.sum(axis=1, keepdims=True)
    n_draws = n.shape[1]
    luck = within.sum(axis=1, keepdims=True) / np.maximum(total - n_draws, 1.0)
    whole = (n * mean).sum(axis=1, keepdims=True) / total
    between = (n * (mean - whole) ** 2).sum(axis=1, keepdims=True) / (n_draws - 1)
    usual = (total - (n**2).sum(axis=1, keepdims=True) / total) / (n_draws - 1)
    parameters = np.maximum(between - luck, 0.0) / usual
    seen = parameters + luck / n
    kept = np.sqrt(np.divide(parameters, seen, out=np.zeros_like(seen), where=seen > 0.0))
    return np.asarray(whole + kept * (mean - whole))
