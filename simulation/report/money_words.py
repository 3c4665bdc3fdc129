"""The tables of money looked up, and their numbers in words; the terminal and the report say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.accounts import MoneyTables
from simulation.study.money.flows import PARTIES, PARTLY_COUNTED
from simulation.study.money.periods import DISCOUNTED
from simulation.study.money.prices import price_year
from simulation.study.money.ratio import COSTS, SAVES, UNCLEAR

THOUSAND = 1000.0
DECIMALS = 1  # of thousands of DKK
ENDS = ("mc_low", "mc_high", "cred_low", "cred_high")
SMALLEST_SHOWN = 50.0  # DKK: less is written as 0.0


@dataclass(frozen=True)
class CostPerQuarter:
    """What a further quarter in work costs under one policy, with what it is worked out from."""

    cost: Estimate
    quarters: Estimate
    ratio: Estimate
    verdict: str
    is_over_draws: bool  # whether the parameters vary

    @property
    def is_defined(self) -> bool:
        """Whether there is a ratio."""
        return self.verdict in (COSTS, UNCLEAR)

    @property
    def has_no_range(self) -> bool:
        """Whether there is a ratio without a credible interval though the parameters vary."""
        return self.is_defined and self.is_over_draws and not self.ratio.has_range


@dataclass(frozen=True)
class Book:
    """The tables of money of one comparison, by policy."""

    tables: MoneyTables

    @cached_property
    def _differences(self) -> Mapping[tuple[str, str], Estimate]:
        table = self.tables.budget[self.tables.budget["year"] == DISCOUNTED]
        columns = (table[name].tolist() for name in ("policy", "payer", "difference", *ENDS))
        return {(policy, payer): Estimate(*numbers) for policy, payer, *numbers in zip(*columns, strict=True)}

    @cached_property
    def _is_over_draws(self) -> bool:
        return bool(self.tables.budget["parameter_share"].notna().any())

    @cached_property
    def _ratios(self) -> Mapping[tuple[str, str], CostPerQuarter]:
        return {
            (row["policy"], row["cost"]): CostPerQuarter(
                Estimate(row["cost_difference"], *(row[f"cost_{end.removeprefix('mc_')}"] for end in ENDS)),
                Estimate(row["quarters_difference"], *(row[f"quarters_{end.removeprefix('mc_')}"] for end in ENDS)),
                Estimate(row["cost_per_quarter"], *(row[end] for end in ENDS)),
                row["verdict"],
                self._is_over_draws,
            )
            for row in self.tables.cost_per_quarter.to_dict("records")
        }

    def difference(self, policy: str, payer: str) -> Estimate:
        """Return how much better off a payer is than under the baseline, in discounted DKK a client."""
        return self._differences[policy, payer]

    def cost_per_quarter(self, policy: str, cost: str) -> CostPerQuarter:
        """Return what a further quarter in work costs, of the public purse or of the office's work."""
        return self._ratios[policy, cost]

    def better_and_worse_off(self, policy: str) -> tuple[list[str], list[str]]:
        """Return the parties that are clearly better and clearly worse off than under the baseline.

        Those of whom not everything is counted are in neither list.
        """
        sides = {party: self._side(policy, party) for party in PARTIES if party not in PARTLY_COUNTED}
        return [p for p, side in sides.items() if side > 0], [p for p, side in sides.items() if side < 0]

    def _side(self, policy: str, party: str) -> int:
        amount = self.difference(policy, party)
        return amount.side if abs(amount.value) >= SMALLEST_SHOWN else 0


def party_label(payer: str, language: str) -> str:
    """Return what a party or a sum of parties is called."""
    return text(f"money.parties.{payer}", language)


def thousands(amount: Estimate, language: str, sign: bool = True) -> tuple[str, str]:
    """Return an amount and its interval in thousands of DKK."""
    low, high = amount.low / THOUSAND, amount.high / THOUSAND
    return (
        format_number(amount.value / THOUSAND, DECIMALS, language, sign),
        format_interval(low, high, DECIMALS, language, sign),
    )


def credible(amount: Estimate, language: str, sign: bool = True) -> str:
    """Return a credible interval in thousands of DKK; empty where there is none."""
    if not amount.has_range:
        return ""
    return format_interval(amount.cred_low / THOUSAND, amount.cred_high / THOUSAND, DECIMALS, language, sign)


def cost_words(found: CostPerQuarter, language: str) -> tuple[str, str, str]:
    """Return a cost per further quarter in work with both intervals, or in words that there is none and why.

    Where some sets of parameters gain nothing no cost is told: luck's interval alone would be taken for all there is.
    """
    if found.has_no_range:
        return text("money.not_told", language), "", ""
    if found.is_defined:
        return (*thousands(found.ratio, language, sign=False), credible(found.ratio, language, False))
    if found.verdict == SAVES:
        return text("money.saves", language), "", ""
    return text("money.undefined", language), text(f"money.why.{found.verdict}", language), ""


def unit_words(language: str) -> str:
    """Return the unit of amounts a client."""
    return text("money.unit", language, year=price_year())
