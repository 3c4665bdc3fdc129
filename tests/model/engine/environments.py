"""Worlds with arrivals or vacancies, and policies that do a single thing to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.model.engine.replication import Environment, Replication
from simulation.model.interventions import portfolio
from simulation.model.labour_market import MarketPath
from simulation.model.policies import OfficeView, Policy, Proposal
from simulation.model.policies.elements.base import Element
from tests.conftest import environment

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
        columns = proposal.client_columns()  # the plan and the doses in use
        (columns[self.column] if self.column in columns else proposal.dose(self.column))[:] = self.value


def policy_that(*elements: Element) -> Policy:
    return Policy(
        name="own",
        group="own",
        label=TEXT,
        summary=TEXT,
        sources=("assumption",),
        assumed=None,
        caution=None,
        elements=tuple(elements),
    )


def giving(column: str, value: float = 1.0) -> Policy:
    return policy_that(Give(column, value))


def with_measures(*names: str) -> Policy:
    return policy_that(Give("interventions", portfolio(names)))


def with_market(
    base: Environment,
    tightness: float = 0.0,
    job_loss: float = 0.0,
    vacancies: float | Mapping[str, float] | None = None,
) -> Environment:
    n = base.n_quarters
    return replace(base, labour_market=MarketPath("own", np.full(n, tightness), np.full(n, job_loss), vacancies))


def with_inflow(base: Environment, n_arriving: int) -> Environment:
    return replace(base, population=replace(base.population, n_arriving=n_arriving, n_quarters=base.n_quarters))


def after(policy: Policy, n_quarters: int = 4, small_environment: Environment | None = None) -> Replication:
    """Return a replication under this policy after some quarters."""
    replication = Replication(small_environment or environment(), [policy], SEED, 0)
    for _ in range(n_quarters):
        replication.step()
    return replication
