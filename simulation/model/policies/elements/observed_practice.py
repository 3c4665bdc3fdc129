"""Observed practice: who gets which measures, as found in ten Danish job centres (evidence: D1..D9)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulation.model.draws.decisions import Decision
from simulation.model.indicators import Indicator
from simulation.model.interventions import GROUPS, JOB, interventions
from simulation.model.parameters.circumstances import Practice
from simulation.model.parameters.practice import N_KINDS, observed_shares
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.rules.observed_practice import hand_out

# Portfolios by how much they are: without job focus before with it, fewer groups before more.
LEAST_FIRST = np.array(sorted(range(N_KINDS), key=lambda kind: (bool(kind & JOB), kind.bit_count(), kind)))
LEAST_FIRST.setflags(write=False)


def standing_shares(practice: Practice, lapsed: float) -> NDArray[np.float64]:
    """Return the share of clients [16] by the groups in their portfolio, among those whose plan stands.

    A share `lapsed` of clients has just lost the plan with the caseworker and takes part in nothing; it is counted in
    the observed share without measure.
    """
    share = observed_shares(practice)
    share[0] = max(0.0, share[0] - lapsed)
    standing: NDArray[np.float64] = share / share.sum()
    return standing


@lru_cache(maxsize=64)
def cumulative_shares(practice: Practice, lapsed: float) -> NDArray[np.float64]:
    """Return the share of clients up to each portfolio of LEAST_FIRST [16], among those whose plan stands."""
    shares = np.cumsum(standing_shares(practice, lapsed)[LEAST_FIRST])
    shares.setflags(write=False)  # kept, and shared by threads
    return shares


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


@cache
def choices_of_groups() -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the interventions' bits, group by group, and before them each group's first place among them."""
    of_groups = [[1 << item.bit for item in interventions().values() if item.group == group] for group in GROUPS]
    first, bits = np.cumsum([0, *map(len, of_groups)]), np.array([bit for bits in of_groups for bit in bits], np.uint32)
    for kept in (first, bits):
        kept.setflags(write=False)
    return first, bits


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
        chance = selected(view)
        chance.setflags(write=False)  # one compiled form, whether chance or selection decides
        hand_out(
            LEAST_FIRST,
            cumulative_shares(view.practice, view.change_probability),
            chance,
            view.practice.persistence,
            view.draw(Decision.PRACTICE_PERSISTS),
            view.plan_step,
            *choices_of_groups(),
            tuple(view.draw(Decision.INTERVENTION + bit) for bit in range(len(GROUPS))),
            proposal.plan_step,
            proposal.interventions,
        )
