"""The ledger: quantities times prices, booked twice, in whole oere (0.01 DKK), so that it balances exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.quantities import DOSE_UNIT, IN_DOSE_UNITS, QUANTITIES
from simulation.study.money.flows import FLOWS, PARTIES, Flow, Side, Split
from simulation.study.money.prices import AnyPrices

Amounts = NDArray[np.int64]

OERE = 100  # øre in a krone
SHARE_UNIT = 1_000_000  # shares are read to the sixth decimal


@dataclass(frozen=True)
class Payment:
    """What one party pays another under a flow, in oere, one amount for each row of the quantities."""

    flow: Flow
    payer: str
    receiver: str
    amount: Amounts


def scaled(amount: Amounts, numerator: Any, denominator: int) -> Amounts:
    """Return `amount * numerator / denominator` rounded to whole numbers, halves upwards, without overflow between.

    The numerator is a whole number, or an array of them.
    """
    whole, rest = np.divmod(amount, denominator)
    part: Amounts = (rest * numerator + denominator // 2) // denominator
    found: Amounts = whole * numerator + part
    return found


def _whole(price: float | NDArray[np.float64], unit: int) -> Any:
    """Return a price, or each of several, as a whole number of parts of which one has `unit`."""
    return round(price * unit) if isinstance(price, float | int) else np.rint(price * unit).astype(np.int64)


def _amount(flow: Flow, quantities: Amounts, prices: AnyPrices, earlier: dict[str, Amounts]) -> Amounts:
    """Return the whole amount of a flow."""
    total: Amounts = np.zeros(quantities.shape[:-1], np.int64)
    if flow.share:
        for id in flow.of:
            total = total + earlier[id]
        for id in flow.less:
            total = total - earlier[id]
        return scaled(total, _whole(prices[flow.share], SHARE_UNIT), SHARE_UNIT)
    price = _whole(prices[flow.price], OERE) * flow.times
    for id in flow.quantity:
        unit = DOSE_UNIT if id in IN_DOSE_UNITS else 1
        total = total + scaled(quantities[..., QUANTITIES.index(id)], price, unit)
    return total


def _parts(side: Side, amount: Amounts, prices: AnyPrices) -> list[tuple[str, Amounts]]:
    """Return what each party of one side has of an amount; the second of a split gets all that is left."""
    if not isinstance(side, Split):
        return [(side, amount)]
    first = scaled(amount, _whole(prices[side.share], SHARE_UNIT), SHARE_UNIT)
    return [(side.first, first), (side.second, amount - first)]


def payments(quantities: Amounts, prices: AnyPrices) -> Iterator[Payment]:
    """Yield all payments for quantities [..., n_quantities], in the order of the flows."""
    totals: dict[str, Amounts] = {}
    for flow in FLOWS:
        totals[flow.id] = _amount(flow, quantities, prices, totals)
        for payer, paid in _parts(flow.payer, totals[flow.id], prices):
            for receiver, received in _parts(flow.receiver, paid, prices):
                yield Payment(flow, payer, receiver, received)


def settle(quantities: Amounts, prices: AnyPrices) -> tuple[Amounts, Amounts]:
    """Return what every party has received less what it has paid, and what the programme costs.

    Args:
        quantities: [..., n_quantities] in the order of QUANTITIES.
        prices: of every id of the catalogue; an array of prices settles at each of them, broadcast with [...].

    Returns:
        Balances [..., n_parties], which add up to exactly 0, and the programme's cost [...], both in oere.
    """
    shape = np.broadcast_shapes(quantities.shape[:-1], *map(np.shape, prices.values()))
    balances = np.zeros((*shape, len(PARTIES)), np.int64)
    programme: Amounts = np.zeros(shape, np.int64)
    for payment in payments(quantities, prices):
        balances[..., PARTIES.index(payment.payer)] -= payment.amount
        balances[..., PARTIES.index(payment.receiver)] += payment.amount
        if payment.flow.is_programme:
            programme = programme + payment.amount
    return balances, programme
