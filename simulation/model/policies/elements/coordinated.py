"""Coordinated measures: several at the same time, chosen from the answers, job focus always among them (E4, E6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.model.interventions import interventions, portfolio
from simulation.model.policies.elements.answers import HIGHEST_ANSWER, count_answers
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.rules.answers import add_most_needed


@dataclass(frozen=True)
class Coordinated(Element):
    """Give `job`, and with it those `accompanying` interventions that the answers call for most.

    The need for one is the share of the caseworker's answers, on the indicators that it acts on, which are
    `low` or less; among equal needs the first listed comes first.
    """

    job: str
    accompanying: tuple[str, ...]
    n_accompanying: int = 2
    low: int = 2  # answer 1..5

    def __post_init__(self) -> None:
        portfolio([self.job, *self.accompanying])
        check_whole("coordinated.n_accompanying", self.n_accompanying, 0, len(self.accompanying))
        check_whole("coordinated.low", self.low, 1, HIGHEST_ANSWER)
        if interventions()[self.job].group != "job":
            raise InputError("wrong_shape", where="coordinated.job", expected="a job-focused intervention")

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the job-focused measure and the accompanying ones to every portfolio."""
        need = np.empty((len(self.accompanying), view.n))
        for row, name in enumerate(self.accompanying):
            asked = interventions()[name].acts_on
            need[row] = count_answers(view, asked, 1, self.low) / len(asked)
        bits = np.array([portfolio([name]) for name in self.accompanying], np.uint32)
        np.bitwise_or(proposal.interventions, np.uint32(portfolio([self.job])), out=proposal.interventions)
        add_most_needed(need, bits, self.n_accompanying, proposal.interventions)
