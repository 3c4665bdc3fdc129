"""The registry of elements: every name that may stand in a policy's YAML, and the class behind it."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.policies.elements.base import Element
from simulation.policies.elements.belief_building import BeliefBuilding
from simulation.policies.elements.best_caseworkers import BestCaseworkers
from simulation.policies.elements.capacity import Capacity, UsualCapacity
from simulation.policies.elements.contact import CaseworkerPractice, Demands, Meetings
from simulation.policies.elements.coordinated import Coordinated
from simulation.policies.elements.employers import EmployerContact, Matching, SubsidisedPlaces
from simulation.policies.elements.fixed_caseworker import FixedCaseworker
from simulation.policies.elements.incentives import Incentives
from simulation.policies.elements.limits import During, EveryNthQuarter
from simulation.policies.elements.measures import Measures
from simulation.policies.elements.more_of_the_same import MoreOfTheSame
from simulation.policies.elements.observed_practice import ObservedPractice
from simulation.policies.elements.only_for import OnlyFor
from simulation.policies.elements.professional import Professional
from simulation.policies.elements.sequence import Sequence
from simulation.policies.elements.smaller_caseloads import SmallerCaseloads
from simulation.policies.elements.staircase import Staircase
from simulation.policies.elements.two_tracks import TwoTracks

__all__ = ["ELEMENTS", "Element"]

ELEMENTS: Mapping[str, type[Element]] = {
    "belief_building": BeliefBuilding,
    "best_caseworkers": BestCaseworkers,
    "capacity": Capacity,
    "caseworker_practice": CaseworkerPractice,
    "coordinated": Coordinated,
    "demands": Demands,
    "during": During,
    "employer_contact": EmployerContact,
    "every_nth_quarter": EveryNthQuarter,
    "fixed_caseworker": FixedCaseworker,
    "incentives": Incentives,
    "matching": Matching,
    "measures": Measures,
    "meetings": Meetings,
    "more_of_the_same": MoreOfTheSame,
    "observed_practice": ObservedPractice,
    "only_for": OnlyFor,
    "professional": Professional,
    "sequence": Sequence,
    "smaller_caseloads": SmallerCaseloads,
    "staircase": Staircase,
    "subsidised_places": SubsidisedPlaces,
    "two_tracks": TwoTracks,
    "usual_capacity": UsualCapacity,
}
