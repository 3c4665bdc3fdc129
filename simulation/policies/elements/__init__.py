"""The registry of elements: every name that may stand in a policy's YAML, and the class behind it."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.policies.elements.base import Element
from simulation.policies.elements.contact import CaseworkerPractice, Demands, EmployerContact, Meetings
from simulation.policies.elements.coordinated import Coordinated
from simulation.policies.elements.limits import Capacity, During, EveryNthQuarter
from simulation.policies.elements.measures import Measures
from simulation.policies.elements.observed_practice import ObservedPractice
from simulation.policies.elements.staircase import Staircase

__all__ = ["ELEMENTS", "Element"]

ELEMENTS: Mapping[str, type[Element]] = {
    "capacity": Capacity,
    "caseworker_practice": CaseworkerPractice,
    "coordinated": Coordinated,
    "demands": Demands,
    "during": During,
    "employer_contact": EmployerContact,
    "every_nth_quarter": EveryNthQuarter,
    "measures": Measures,
    "meetings": Meetings,
    "observed_practice": ObservedPractice,
    "staircase": Staircase,
}
