"""Places with employers that fall through: a client who finds no other waits, without those measures this quarter."""

from __future__ import annotations

import numpy as np

from simulation.model.draws.decisions import Decision
from simulation.model.interventions import at_employer
from simulation.model.labour_market import Places
from simulation.model.policies import OfficeView
from simulation.model.policies.proposal import Proposal
from simulation.model.rules.employers import loses_place, n_possible


def let_places_fail(view: OfficeView, proposal: Proposal, places: Places) -> None:
    """Remove measures at an employer from clients whose place falls through this quarter, and mark them as waiting.

    A client with several such measures loses all of them.
    """
    bits = np.uint32(at_employer())
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
