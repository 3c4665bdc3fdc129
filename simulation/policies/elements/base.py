"""The contract of an element: one part of a policy."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

from simulation.errors import InputError
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView


class Element(ABC):
    """A frozen dataclass whose fields are the element's options in YAML.

    It changes the proposal in place, reading only the view; it keeps nothing from quarter to quarter.
    """

    @abstractmethod
    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add this element's part to the proposal."""

    def change_factor(self, quarter: int) -> float:
        """Return what the element makes of the probability of a change of caseworker this quarter, as a factor."""
        return 1.0


def check_between(element: str, name: str, value: object, low: float, high: float) -> None:
    """Check an option that is a number.

    Raises:
        InputError: if it isn't a finite number from `low` to `high`.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(float(value)) or not low <= float(value) <= high:  # type: ignore[arg-type]
        raise InputError("not_a_number", name=f"{element}.{name}", value=value, low=f"{low:g}", high=f"{high:g}")


def check_whole(element: str, name: str, value: object, low: int, high: int) -> None:
    """Check an option that is a whole number.

    Raises:
        InputError: if it isn't one from `low` to `high`.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InputError("not_a_whole_number", name=f"{element}.{name}", value=value, low=low, high=high)
