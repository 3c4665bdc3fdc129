"""How outcomes are shown: which in percent, and with how many decimals."""

from __future__ import annotations

from simulation.outcomes.registry import OUTCOMES, SHARE

_UNIT = {outcome.id: outcome.unit for outcome in OUTCOMES}
_DECIMALS = {"places of 100": 1}


def is_share(outcome: str) -> bool:
    """Return whether an outcome is a share of clients, shown in percent."""
    return _UNIT[outcome] == SHARE


def scale(outcome: str) -> float:
    """Return what a value is multiplied with to be shown."""
    return 100.0 if is_share(outcome) else 1.0


def decimals(outcome: str) -> int:
    """Return how many decimals a shown value has."""
    return 1 if is_share(outcome) else _DECIMALS.get(_UNIT[outcome], 2)
