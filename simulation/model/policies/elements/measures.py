"""Measures for everybody: the same portfolio, or one of each of some groups; added to what is proposed already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.base.checks import check_name
from simulation.model.draws.decisions import Decision
from simulation.model.interventions import GROUPS, portfolio
from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.observed_practice import choices_of_groups
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView


@dataclass(frozen=True)
class MeasuresOfGroups(Element):
    """Give everybody one measure of each of these groups, by chance anew each quarter, as in observed practice."""

    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        for group in self.groups:
            check_name("group of measures", group, GROUPS)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add a measure of each group to every portfolio."""
        first, bits = choices_of_groups()
        for group in self.groups:
            number = GROUPS.index(group)
            n_choices = first[number + 1] - first[number]
            chosen = first[number] + (view.draw(Decision.INTERVENTION + number) * n_choices).astype(np.int64)
            np.bitwise_or(proposal.interventions, bits[chosen], out=proposal.interventions)


@dataclass(frozen=True)
class Measures(Element):
    """Give everybody these interventions, at the same time."""

    interventions: tuple[str, ...]

    def __post_init__(self) -> None:
        portfolio(self.interventions)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Add the interventions to every portfolio."""
        np.bitwise_or(proposal.interventions, np.uint32(portfolio(self.interventions)), out=proposal.interventions)
