"""How much each price matters: the differences in money with one price at its low or high value, others as they are.

All prices low or all high at once wouldn't be a credible range, so each is moved alone. Money is worked out anew from
the same counted quantities: nothing is simulated again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.study.money.prices import Prices, catalogue

Floats = NDArray[np.float64]


def price_effects(
    discounted: Callable[[Sequence[Prices]], Floats],
    prices: Prices,
    policies: Sequence[str],
    baseline: int,
    lines: Sequence[str],
) -> dict[str, Any]:
    """Return the table of price effects by column.

    Args:
        discounted: gives DKK a client [n_cases, n_arms, n_lines] at each of several prices.
        prices: those that are moved one at a time.
        policies: one an arm.
        baseline: the arm that differences are taken from.
        lines: parties and sums, in the order of `discounted`.
    """
    others = [arm for arm in range(len(policies)) if arm != baseline]
    known = list(catalogue().values())
    money = discounted([{**prices, price.id: end} for price in known for end in (price.low, price.high)])
    difference = (money - money[:, [baseline]])[:, others]
    at_low, at_high = difference[::2], difference[1::2]
    price, policy, line = np.meshgrid(
        np.arange(len(known)), np.arange(len(others)), np.arange(len(lines)), indexing="ij"
    )
    return {
        "policy": np.array([policies[arm] for arm in others], object)[policy.ravel()],
        "baseline": np.full(price.size, policies[baseline], object),
        "payer": np.array(lines, object)[line.ravel()],
        "price": np.array([item.id for item in known], object)[price.ravel()],
        "price_low": np.array([item.low for item in known])[price.ravel()],
        "price_high": np.array([item.high for item in known])[price.ravel()],
        "difference_at_low": at_low.ravel(),
        "difference_at_high": at_high.ravel(),
        "swing": np.abs(at_high - at_low).ravel(),
    }
