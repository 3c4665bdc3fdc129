"""The registry of elements: every name that may stand in a policy's YAML, and the class behind it."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.belief_building import BeliefBuilding
from simulation.model.policies.elements.capacity import Capacity, UsualCapacity
from simulation.model.policies.elements.caseworkers import BestCaseworkers, SmallerCaseloads
from simulation.model.policies.elements.contact import CaseworkerPractice, Demands, Meetings
from simulation.model.policies.elements.coordinated import Coordinated
from simulation.model.policies.elements.employers import EmployerContact, Matching, SubsidisedPlaces
from simulation.model.policies.elements.fixed_caseworker import FixedCaseworker
from simulation.model.policies.elements.incentives import Incentives
from simulation.model.policies.elements.limits import During, EveryNthQuarter
from simulation.model.policies.elements.measures import Measures, MeasuresOfGroups
from simulation.model.policies.elements.more_of_the_same import MoreOfTheSame
from simulation.model.policies.elements.observed_practice import ObservedPractice
from simulation.model.policies.elements.only_for import OnlyFor
from simulation.model.policies.elements.professional import Professional
from simulation.model.policies.elements.ranked_by import RankedBy
from simulation.model.policies.elements.sequence import Sequence
from simulation.model.policies.elements.staircase import Staircase
from simulation.model.policies.elements.two_tracks import TwoTracks

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
    "measures_of_groups": MeasuresOfGroups,
    "meetings": Meetings,
    "more_of_the_same": MoreOfTheSame,
    "observed_practice": ObservedPractice,
    "only_for": OnlyFor,
    "professional": Professional,
    "ranked_by": RankedBy,
    "sequence": Sequence,
    "smaller_caseloads": SmallerCaseloads,
    "staircase": Staircase,
    "subsidised_places": SubsidisedPlaces,
    "two_tracks": TwoTracks,
    "usual_capacity": UsualCapacity,
}
