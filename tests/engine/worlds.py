"""Worlds with arrivals or vacancies, and policies that do a single thing to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.replication import Replication, World
from simulation.interventions import portfolio
from simulation.labour_market import MarketPath
from simulation.policies import OfficeView, Policy, Proposal
from simulation.policies.elements.base import Element
from tests.conftest import world

SEED = 7
TEXT = {"en": "a", "sv": "b", "da": "c"}
# Exits that are common enough to be seen in a small run.
LIVELY: Mapping[str, Mapping[str, float]] = {
    "exits": {"pension_application": -2.5, "other_exit": 0.05, "education": -3.0},
    "job_entry": {"intercept": -3.5},
}


@dataclass(frozen=True)
class Give(Element):
    """Write `value` into one column of the proposal."""

    column: str
    value: float

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        getattr(proposal, self.column)[:] = self.value


def policy_that(*elements: Element) -> Policy:
    return Policy("own", TEXT, TEXT, ("assumption",), None, None, tuple(elements))


def giving(column: str, value: float = 1.0) -> Policy:
    return policy_that(Give(column, value))


def with_measures(*names: str) -> Policy:
    return policy_that(Give("interventions", portfolio(names)))


def with_market(base: World, tightness: float = 0.0, job_loss: float = 0.0, vacancies: float | None = None) -> World:
    n = base.n_quarters
    return replace(base, labour_market=MarketPath("own", np.full(n, tightness), np.full(n, job_loss), vacancies))


def with_inflow(base: World, n_arriving: int) -> World:
    return replace(base, population=replace(base.population, n_arriving=n_arriving, n_quarters=base.n_quarters))


def after(policy: Policy, n_quarters: int = 4, small_world: World | None = None) -> Replication:
    """Return a replication under this policy after some quarters."""
    replication = Replication(small_world or world(), [policy], SEED, 0)
    for _ in range(n_quarters):
        replication.step()
    return replication
