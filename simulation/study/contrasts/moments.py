"""Mean, variance and Monte-Carlo interval of what replications give, taken in one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE = 0.95  # the level of every interval
# Numbers near x are rounded by up to x times the machine's epsilon, and a difference of two means by a few times that.
ROUNDED = 16.0 * float(np.finfo(np.float64).eps)


def is_rounding(variance: Floats, size: Floats) -> NDArray[np.bool_]:
    """Say where a variance of numbers worked out from others of a `size` is no more than rounding gives: truly 0."""
    return variance <= (ROUNDED * size) ** 2


class RunningMoments:
    """Mean and variance of arrays that come one after the other (Welford 1962); nan counts as not observed."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.n = np.zeros(shape, np.int64)
        self.mean = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, values: Floats) -> None:
        """Take in one array of observations."""
        seen = ~np.isnan(values)
        self.n += seen
        with np.errstate(invalid="ignore"):
            before = values - self.mean
            self.mean += np.where(seen, before / np.maximum(self.n, 1), 0.0)
            self._squares += np.where(seen, before * (values - self.mean), 0.0)

    def variance(self) -> Floats:
        """Return the sample variance; nan below two observations."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.n > 1, self._squares / (self.n - 1), np.nan)

    def half_width(self) -> Floats:
        """Return half the width of the interval of the mean (Student's t); nan below two observations."""
        with np.errstate(invalid="ignore"):
            quantile = stdtrit(np.maximum(self.n - 1, 1), 0.5 + CONFIDENCE / 2)
            return np.asarray(quantile * np.sqrt(self.variance() / self.n))

    def observed_mean(self) -> Floats:
        """Return the mean; nan where nothing was observed."""
        return np.where(self.n > 0, self.mean, np.nan)
