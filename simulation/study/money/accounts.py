"""Budgets over replications: who is left with how much under every policy, and how that differs from the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.quantities import QUANTITIES, STATE_IDS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.study.contrasts.uncertainty import Nested, Parts
from simulation.study.money.effects import price_effects
from simulation.study.money.flows import PARTIES, PUBLIC_PARTIES
from simulation.study.money.ledger import OERE, settle
from simulation.study.money.periods import DISCOUNTED, period_ids, period_weights
from simulation.study.money.prices import AnyPrices, Prices
from simulation.study.money.ratio import COST, GAIN, CostAndGain, Found

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

PUBLIC, PROGRAMME = "public", "programme"
# The six parties, whose balances add up to 0, and two sums of interest: the first three parties together, and what the
# office does for clients (part of the municipality's balance).
LINES = (*PARTIES, PUBLIC, PROGRAMME)
COSTS = (PUBLIC, PROGRAMME)
SETTLED_TOGETHER = 25  # replications: settling one takes hardly less time than settling many
JOBS = tuple(QUANTITIES.index(f"state_{job}") for job in ("supported_job", "new_start_job", "ordinary_job"))


@dataclass(frozen=True)
class MoneyTables:
    """The tables of money; columns as in `docs/reference/en/columns.md`."""

    budget: pd.DataFrame
    cost_per_quarter: pd.DataFrame
    price_effects: pd.DataFrame


def lines(quantities: NDArray[np.int64], prices: AnyPrices) -> NDArray[np.int64]:
    """Return the balance in oere of every line [..., n_lines] for quantities [..., n_quantities].

    Where the prices are arrays, they are broadcast with [...].
    """
    balances, programme = settle(quantities, prices)
    public = sum(balances[..., PARTIES.index(party)] for party in PUBLIC_PARTIES)
    return np.concatenate([balances, np.stack([public, -programme], axis=-1)], axis=-1)


def budget(quantities: NDArray[np.int64], prices: Prices, n_clients: int) -> Floats:
    """Return DKK a client [n_arms, n_periods, n_lines]: received less paid, for quarters after intake.

    Args:
        quantities: [n_arms, n_quarters, n_quantities] of the quarters 1 and later.
        prices: of every id of the catalogue.
        n_clients: what it is divided by.
    """
    return by_period(lines(quantities, prices), prices, n_clients)


def discounted_at_each(quantities: NDArray[np.int64], cases: Sequence[Prices], n_clients: int) -> Floats:
    """Return DKK a client [n_cases, n_arms, n_lines] of all quarters together, discounted, at each of several prices.

    Settling at all of them at once takes hardly longer than at one.

    Args:
        quantities: [n_arms, n_quarters, n_quantities] of the quarters 1 and later.
        cases: the prices of each case, of every id of the catalogue.
        n_clients: what it is divided by.
    """
    together = {id: np.array([[[prices[id]]] for prices in cases]) for id in cases[0]}  # [n_cases, 1, 1]
    place = period_ids(quantities.shape[1]).index(DISCOUNTED)
    settled = zip(lines(quantities, together), cases, strict=True)
    return np.array([by_period(balances, prices, n_clients)[:, place] for balances, prices in settled])


def by_period(balances: NDArray[np.int64], prices: Prices, n_clients: int) -> Floats:
    """Return DKK a client [n_arms, n_periods, n_lines] from balances in oere [n_arms, n_quarters, n_lines]."""
    weights = period_weights(balances.shape[1], prices["discount_rate"])
    return np.asarray(np.einsum("pq,aql->apl", weights, balances / (OERE * n_clients)))


class Accounts:
    """Takes in replications one by one, in their order, and gives the tables of money.

    `draws` is the number of the parameter draw of each replication, None where all have the same parameters. Both
    uncertainties are told apart as in the contrasts (`simulation/study/contrasts/uncertainty.py`).
    """

    def __init__(
        self,
        policies: Sequence[str],
        baseline: str,
        n_quarters: int,
        prices: Prices,
        draws: Sequence[int] | None = None,
    ) -> None:
        self.policies = tuple(policies)
        self.baseline = self.policies.index(baseline)
        self.periods = period_ids(n_quarters)
        self.prices = prices
        shape = (len(self.policies), len(self.periods), len(LINES))
        self._level, self._difference = Nested(shape, draws), Nested(shape, draws)
        self._cost = {line: CostAndGain(len(self.policies), draws) for line in COSTS}
        self._quantities = np.zeros((len(self.policies), n_quarters, len(QUANTITIES)), np.int64)
        self._n_clients = 0
        self._n_replications = 0
        self._unsettled: list[tuple[NDArray[np.int64], int]] = []  # quantities and number of clients, a replication

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        n_clients = int(result.quantities[0, 0, : len(STATE_IDS)].sum())
        self._unsettled.append((result.quantities[:, 1:].copy(), n_clients))
        if len(self._unsettled) >= SETTLED_TOGETHER:
            self._settle()

    def _settle(self) -> None:
        """Settle the replications that wait for it, in their order."""
        if not self._unsettled:
            return
        balances = lines(np.stack([quantities for quantities, _ in self._unsettled]), self.prices)
        for (quantities, n_clients), balance in zip(self._unsettled, balances, strict=True):
            self._add(quantities, n_clients, by_period(balance, self.prices, n_clients))
        self._unsettled.clear()

    def _add(self, quantities: NDArray[np.int64], n_clients: int, level: Floats) -> None:
        self._quantities += quantities
        self._n_clients += n_clients
        weights = period_weights(quantities.shape[1], self.prices["discount_rate"])[self.periods.index(DISCOUNTED)]
        worked = quantities[:, :, JOBS].sum(axis=2) @ weights / n_clients
        difference = level - level[self.baseline]
        self._level.add(level)
        self._difference.add(difference)
        for line, pairs in self._cost.items():
            cost = -difference[:, self.periods.index(DISCOUNTED), LINES.index(line)]
            pairs.add(cost, worked - worked[self.baseline])
        self._n_replications += 1

    def tables(self) -> MoneyTables:
        """Return the tables so far."""
        import pandas as pd

        self._settle()
        effects = price_effects(
            lambda cases: discounted_at_each(self._quantities, cases, self._n_clients),
            self.prices, self.policies, self.baseline, LINES,
        )  # fmt: skip
        return MoneyTables(pd.DataFrame(self._budget()), pd.DataFrame(self._ratios()), pd.DataFrame(effects))

    def _budget(self) -> dict[str, Any]:
        policy, line, period = np.meshgrid(
            np.arange(len(self.policies)), np.arange(len(LINES)), np.arange(len(self.periods)), indexing="ij"
        )
        level, parts = self._level.parts().mean, self._difference.parts()

        def column(values: NDArray[Any]) -> NDArray[Any]:
            return values.transpose(0, 2, 1).ravel()

        return {
            "policy": np.array(self.policies, object)[policy.ravel()],
            "baseline": np.full(policy.size, self.policies[self.baseline], object),
            "payer": np.array(LINES, object)[line.ravel()],
            "year": np.array(self.periods, object)[period.ravel()],
            "amount": column(level),
            "difference": column(parts.mean),
            "mc_low": column(parts.mean - parts.half_width),
            "mc_high": column(parts.mean + parts.half_width),
            "cred_low": column(parts.cred_low),
            "cred_high": column(parts.cred_high),
            "parameter_share": column(parts.share_of_parameters),
            "n_replications": column(np.full(level.shape, self._n_replications)),
        }

    def _ratios(self) -> list[dict[str, Any]]:
        others = [arm for arm in range(len(self.policies)) if arm != self.baseline]
        found = {line: pairs.found() for line, pairs in self._cost.items()}
        return [self._ratio(line, arm, of_line) for line, of_line in found.items() for arm in others]

    def _ratio(self, line: str, arm: int, found: Found) -> dict[str, Any]:
        ratio = found.ratio(arm)
        return {
            "policy": self.policies[arm],
            "baseline": self.policies[self.baseline],
            "cost": line,
            **_both("cost", found.parts, COST, arm),
            **_both("quarters", found.parts, GAIN, arm),
            "cost_per_quarter": ratio.value,
            "mc_low": ratio.low,
            "mc_high": ratio.high,
            "cred_low": ratio.cred_low,
            "cred_high": ratio.cred_high,
            "verdict": ratio.verdict,
            "probability_more_quarters": found.more_quarters[arm],
            "probability_cheaper": found.cheaper[arm],
            "n_replications": self._n_replications,
        }


def _both(name: str, parts: Parts, place: int, arm: int) -> dict[str, float]:
    """Return a difference with both its intervals, as columns."""
    mean, half = parts.mean[place, arm], parts.half_width[place, arm]
    return {
        f"{name}_difference": mean,
        f"{name}_low": mean - half,
        f"{name}_high": mean + half,
        f"{name}_cred_low": parts.cred_low[place, arm],
        f"{name}_cred_high": parts.cred_high[place, arm],
    }
