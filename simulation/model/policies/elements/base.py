"""The contract of an element: one part of a policy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields

from simulation.base.checks import check_number
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


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

    @property
    def is_office_wide(self) -> bool:
        """Whether it acts on the office as a whole (its caseworkers, its places), so that it can't be for some only."""
        return any(element.is_office_wide for element in self.nested)

    @property
    def keeps_note(self) -> bool:
        """Whether it notes in `plan_step` how far a client has come; two such notes would overwrite each other."""
        return any(element.keeps_note for element in self.nested)

    @property
    def uses_sex(self) -> bool:
        """Whether who gets what depends on sex; nothing can use origin or diagnosis, as an office sees neither."""
        return any(element.uses_sex for element in self.nested)

    @property
    def nested(self) -> tuple[Element, ...]:
        """The elements within this one."""
        values = [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]
        lists = [value for value in values if isinstance(value, tuple)]
        return tuple(item for items in lists for item in items if isinstance(item, Element))


def check_doses(element: str, **doses: object) -> None:
    """Check options that are doses.

    Raises:
        InputError: if one isn't a finite number from 0 to 1.
    """
    for name, value in doses.items():
        check_number(f"{element}.{name}", value, 0.0, 1.0)
