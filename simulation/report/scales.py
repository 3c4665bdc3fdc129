"""How outcomes are shown: which in percent, and with how many decimals."""

from __future__ import annotations

from simulation.model.outcomes.registry import OUTCOME_BY_ID, PLACES

_DECIMALS = {PLACES: 1}


def is_share(outcome: str) -> bool:
    """Return whether an outcome is a share of clients, shown in percent."""
    return OUTCOME_BY_ID[outcome].is_share


def scale(outcome: str) -> float:
    """Return what a value is multiplied with to be shown."""
    return 100.0 if is_share(outcome) else 1.0


def decimals(outcome: str) -> int:
    """Return how many decimals a shown value has."""
    return 1 if is_share(outcome) else _DECIMALS.get(OUTCOME_BY_ID[outcome].unit, 2)
