"""Monte-Carlo intervals (95 %) over independent paths."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from simulation.study.contrasts.moments import CONFIDENCE

Z = float(ndtri(0.5 + CONFIDENCE / 2))

type Interval = tuple[float, float]


def interval_of_share(count: int, n: int) -> Interval:
    """Return the interval of a share, `count` of `n` (Wilson 1927)."""
    share, square = count / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(share * (1 - share) / n + square / (4 * n))
    return 0.0 if count == 0 else middle - half, 1.0 if count == n else middle + half


def interval_of_paired_difference(only_first: int, only_second: int, n: int) -> Interval:
    """Return the interval of the difference of two shares of the same `n` paths (Agresti and Min 2005).

    `only_first` paths have it under the first policy alone, `only_second` under the second alone.
    """
    size = n + 2
    first, second = (only_first + 0.5) / size, (only_second + 0.5) / size
    middle = first - second
    half = Z * math.sqrt((first + second - middle * middle) / size)
    return max(-1.0, middle - half), min(1.0, middle + half)


def interval_of_mean(values: NDArray[np.float64]) -> Interval:
    """Return the interval of a mean (Student's t); nan below two values."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * float(values.std(ddof=1)) / math.sqrt(n)
    return float(values.mean()) - half, float(values.mean()) + half


def interval_of_median(values: NDArray[np.float64]) -> Interval:
    """Return the interval of a median by ranks (normal approximation of the binomial), without assumptions on shape."""
    n = len(values)
    ordered = np.sort(values)
    half = Z * math.sqrt(n) / 2
    low, high = math.floor(n / 2 - half), math.ceil(1 + n / 2 + half)
    return float(ordered[max(low, 1) - 1]), float(ordered[min(high, n) - 1])
