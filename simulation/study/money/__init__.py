"""Money: prices on counted quantities, who pays whom, budgets by payer, and the cost of a further quarter in work."""

from simulation.study.money.accounts import Accounts
from simulation.study.money.prices import Prices, build_prices, central_prices, earnings_by_state

__all__ = ["Accounts", "Prices", "build_prices", "central_prices", "earnings_by_state"]
