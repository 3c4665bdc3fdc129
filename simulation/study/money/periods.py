"""The periods of a budget: each year, all of them, and all of them with later ones counting less."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOTAL, DISCOUNTED = "total", "discounted"
QUARTERS_A_YEAR = 4


def discount_factors(n_quarters: int, rate: float) -> NDArray[np.float64]:
    """Return what one krone of each quarter [n_quarters] is worth at the start: paid at its end, at a yearly rate."""
    years = np.arange(1, n_quarters + 1) / QUARTERS_A_YEAR
    return np.asarray((1.0 + rate) ** -years)


def period_ids(n_quarters: int) -> list[str]:
    """Return the periods: "1", "2", ... (the last year may be short), "total" and "discounted"."""
    n_years = -(-n_quarters // QUARTERS_A_YEAR)
    return [*(str(year + 1) for year in range(n_years)), TOTAL, DISCOUNTED]


def period_weights(n_quarters: int, rate: float) -> NDArray[np.float64]:
    """Return how much each quarter counts in each period [n_periods, n_quarters]."""
    year = np.arange(n_quarters) // QUARTERS_A_YEAR
    years = [(year == number).astype(np.float64) for number in range(year[-1] + 1)]
    return np.array([*years, np.ones(n_quarters), discount_factors(n_quarters, rate)])
