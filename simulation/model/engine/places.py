"""Places with employers that fall through: whoever finds no other is without those measures this quarter, and waits."""

from __future__ import annotations

import numpy as np

from simulation.model.draws.decisions import Decision
from simulation.model.interventions import portfolio
from simulation.model.labour_market import Places
from simulation.model.policies import OfficeView
from simulation.model.policies.proposal import Proposal
from simulation.model.rules.employers import loses_place, n_possible

# The interventions that take place with an employer.
AT_AN_EMPLOYER = ("external_internship", "company_centre", "wage_subsidy", "job_rotation", "substitute_hours")


def let_places_fail(view: OfficeView, proposal: Proposal, places: Places) -> None:
    """Take the places that fall through from what is proposed; who has several of them loses all of them together."""
    bits = np.uint32(portfolio(AT_AN_EMPLOYER))
    has_place = view.is_served & ((proposal.interventions & bits) != 0)
    loses = loses_place(
        view.draw(Decision.PLACE_FAILS),
        has_place,
        places.failing,
        proposal.client_doses_in_use().get("responsiveness", 0.0),
        n_possible(places.contact, int(view.is_served.sum())),
    )
    proposal.interventions[loses] &= ~bits
    proposal.is_waiting[loses] = True
