"""The doses: what a policy does with clients and caseworkers, and how strongly. One declaration each.

The columns of the state and of a proposal, the plan that the office writes and the quantities that money is worked out
from all follow from these two lists. What a dose costs, or why it costs nothing, stands in
`simulation/study/money/flows.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

FULL = "share of the full dose, 0..1"
WEEKLY = 13.0  # meetings a quarter


@dataclass(frozen=True)
class Dose:
    """Something that a policy may do more or less of, from 0 on; 0 is nothing.

    What needs a plan lapses for a quarter with a new caseworker. Caseworkers' doses need none.
    """

    id: str  # the column
    meaning: str
    needs_plan: bool
    unit: str = FULL


DOSES_OF_CLIENTS = (
    Dose("meetings", "meetings of client and caseworker", True, "share of weekly meetings, 0..1"),
    Dose("demands", "demands that the client has to meet", True),
    Dose("sanctioning", "breaches that are sanctioned", True, "share of breaches, 0..1"),
    Dose("close_relation", "time and method for a close relation", True),
    Dose("belief_support", "support of the caseworker's belief in the client", True),
    Dose("employer_contact", "work with employers for some ordinary hours", True),
    Dose("responsiveness", "a direct number; the caseworker answers and acts at once", True),
    Dose("extra_time", "time of the caseworker", False, "times the usual: 1 with a caseload half as large"),
    Dose("matching", "employers sought out for the client", True),
    Dose("subsidy", "subsidised places kept for the client", True),
    Dose("bonus", "re-employment bonus promised", False),
    Dose("benefit_cut", "cut in benefit", False),
)
DOSES_OF_CASEWORKERS = (
    Dose("belief_building", "what makes the climate of the office", False),
    Dose("celebrating", "victories shared among colleagues", False),
    Dose("sparring", "doubt met by sparring with colleagues", False),
    Dose("like_the_best", "distance to the best caseworkers that is made up", False, "share of the distance, 0..1"),
)
DOSES = tuple(dose.id for dose in DOSES_OF_CLIENTS)
CASEWORKER_DOSES = tuple(dose.id for dose in DOSES_OF_CASEWORKERS)
NEEDS_PLAN = tuple(dose.needs_plan for dose in DOSES_OF_CLIENTS)
