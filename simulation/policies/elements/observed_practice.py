"""Observed practice: who gets which measures, as found in ten Danish job centres (evidence: D1..D9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.draws.decisions import Decision
from simulation.interventions import GROUPS, interventions
from simulation.parameters.groups import Practice
from simulation.parameters.practice import N_KINDS, observed_shares
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView


def standing_shares(practice: Practice, lapsed: float) -> NDArray[np.float64]:
    """Return the share of clients [16] by the groups in their portfolio, among those whose plan stands.

    A share `lapsed` of clients has just lost the plan with the caseworker and takes part in nothing; it is counted in
    the observed share without measure.
    """
    share = observed_shares(practice)
    share[0] = max(0.0, share[0] - lapsed)
    standing: NDArray[np.float64] = share / share.sum()
    return standing


@dataclass(frozen=True)
class ObservedPractice:
    """Give measures in the observed shares, to whom by chance (who is selected isn't published).

    The groups of measures go on next quarter with the probability `parameters.practice.persistence`, else they are
    chosen anew; which intervention of a group is by chance.
    """

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the portfolio of observed practice, and note its groups as the plan's step."""
        cumulative = np.cumsum(standing_shares(view.practice, view.change_probability))
        fresh = np.minimum(np.searchsorted(cumulative, view.draw(Decision.PORTFOLIO), side="right"), N_KINDS - 1)
        goes_on = (view.draw(Decision.PRACTICE_PERSISTS) < view.practice.persistence) & (view.plan_quarters > 0)
        kind = np.where(goes_on, view.plan_step, fresh).astype(np.uint8)
        proposal.plan_step[:] = kind
        for bit, group in enumerate(GROUPS):
            choices = np.array([1 << i.bit for i in interventions().values() if i.group == group], np.uint32)
            draw = view.draw(Decision.INTERVENTION + bit)
            chosen = choices[(draw * len(choices)).astype(np.intp)]
            np.bitwise_or(
                proposal.interventions, np.where(kind >> bit & 1, chosen, np.uint32(0)), out=proposal.interventions
            )
