"""Observed practice: who gets which measures, as found in ten Danish job centres (evidence: D1..D9)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulation.draws.decisions import Decision
from simulation.indicators import Indicator
from simulation.interventions import GROUPS, JOB, interventions
from simulation.parameters.circumstances import Practice
from simulation.parameters.practice import N_KINDS, observed_shares
from simulation.policies.elements.base import Element
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView

# Portfolios by how much they are: without job focus before with it, fewer groups before more.
LEAST_FIRST = np.array(sorted(range(N_KINDS), key=lambda kind: (bool(kind & JOB), kind.bit_count(), kind)))


def standing_shares(practice: Practice, lapsed: float) -> NDArray[np.float64]:
    """Return the share of clients [16] by the groups in their portfolio, among those whose plan stands.

    A share `lapsed` of clients has just lost the plan with the caseworker and takes part in nothing; it is counted in
    the observed share without measure.
    """
    share = observed_shares(practice)
    share[0] = max(0.0, share[0] - lapsed)
    standing: NDArray[np.float64] = share / share.sum()
    return standing


def selected(view: OfficeView) -> NDArray[np.float64]:
    """Return a uniform [n] for each client that decides the portfolio: by chance, and by selection where there is any.

    Its normal score is correlated `practice.selection` with the place of the client by the caseworker's answer on
    belief, among those on benefit; a draw orders those with the same answer.
    """
    chance, selection = view.draw(Decision.PORTFOLIO), view.practice.selection
    if selection == 0.0:
        return chance
    key = view.caseworker_answer(Indicator.CASEWORKER_BELIEF) + view.draw(Decision.SELECTION)
    rows = np.flatnonzero(view.is_served)
    place = np.full(view.n, 0.5)
    place[rows[np.argsort(key[rows], kind="stable")]] = (np.arange(len(rows)) + 0.5) / max(1, len(rows))
    own = math.sqrt(1.0 - selection**2)
    return np.asarray(ndtr(selection * ndtri(place) + own * ndtri(chance)), np.float64)


@dataclass(frozen=True)
class ObservedPractice(Element):
    """Give measures in the observed shares, to whom by chance (who is selected isn't published).

    The groups of measures go on next quarter with the probability `parameters.practice.persistence`, else they are
    chosen anew; which intervention of a group is by chance. With `parameters.practice.selection` other than 0 those
    whom their caseworkers believe in more (or less) get more; the shares stay as observed.
    """

    @property
    def keeps_note(self) -> bool:
        """The groups of measures are noted."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the portfolio of observed practice, and note its groups as the plan's step."""
        cumulative = np.cumsum(standing_shares(view.practice, view.change_probability)[LEAST_FIRST])
        place = np.minimum(np.searchsorted(cumulative, selected(view), side="right"), N_KINDS - 1)
        fresh = LEAST_FIRST[place]
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
