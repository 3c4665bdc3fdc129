"""What a measure gives each person: all with it and all without, the same people and random numbers."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.objective import MONEY, Objective, direction, displaced
from simulation.analyses.targeting.rules import RANDOM, Offer
from simulation.base.threads import Cancel, in_order, never, raise_if_cancelled
from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.groups import DIMENSIONS
from simulation.model.outcomes.of_clients import of_each_client
from simulation.model.parameters import Parameters
from simulation.model.policies import OfficeView
from simulation.model.policies.view import permitted_columns
from simulation.study.contrasts.uncertainty import draw_numbers
from simulation.study.money import Prices, central_prices
from simulation.study.money.accounts import PROGRAMME
from simulation.study.money.clients import ClientAccounts

Floats = NDArray[np.float64]
EVERYBODY = 100.0  # places of 100


@dataclass(frozen=True)
class People:
    """One replication's people: what an office sees at intake, and what the measure gives them in the end."""

    view: OfficeView
    effect: Floats  # [n] gain in the objective, with the measure against without: positive where it is better
    cost: Floats  # [n] what of it is the price of the office's work, which doesn't depend on how a client responds
    response: Floats  # [n] factor on what measures give: latent
    is_in: NDArray[np.bool_]  # [n_groups, n] members of each group of the dimensions
    displaced: float  # share of the gain that is taken from others and still to be taken off: of jobs alone


@dataclass(frozen=True)
class Sample:
    """A set of replications: environment, draws of the parameters (none: the environment's own), seed and number."""

    environment: Environment
    draws: tuple[Parameters, ...]
    seed: int
    n_replications: int
    prices: Prices = field(default_factory=central_prices)

    def environment_of(self, replication: int) -> Environment:
        """Return the environment that a replication runs in."""
        if not self.draws:
            return self.environment
        draw = self.draws[draw_numbers(self.n_replications)[replication] % len(self.draws)]
        return replace(self.environment, parameters=draw)


def people(
    sample: Sample, offer: Offer, objective: Objective, n_threads: int, cancel: Cancel = never
) -> Generator[People, None, None]:
    """Yield each replication's people, in their order. Close the generator when leaving it early.

    Raises:
        Cancelled: when `cancel` says so.
    """
    policies = offer.policy(RANDOM, 0.0), offer.policy(RANDOM, EVERYBODY)

    def run(replication: int, should_stop: Cancel) -> People:
        environment = sample.environment_of(replication)
        simulated = Replication(environment, policies, sample.seed, replication)
        accounts = ClientAccounts(sample.prices, environment.n_quarters) if objective.has_money else None
        view = _view(simulated)
        response, is_in = simulated.clients[0]["response"].copy(), _groups(simulated)
        if accounts is not None:
            accounts.observe(simulated)
        for _ in range(environment.n_quarters):
            raise_if_cancelled(should_stop)
            simulated.step()
            if accounts is not None:
                accounts.observe(simulated)
        parts = np.array([_effect(outcome, simulated, accounts) for outcome in objective.outcomes])
        cost = np.zeros(simulated.n_clients)
        if accounts is not None:
            without, with_measure = accounts.of_clients(PROGRAMME)
            cost = objective.worth[MONEY] * (with_measure - without)
        if not objective.is_weighed:
            (outcome,) = objective.outcomes
            return People(view, parts[0], cost, response, is_in, displaced(outcome, environment))
        kept = np.array([1.0 - displaced(outcome, environment) for outcome in objective.outcomes])
        return People(view, objective.total(kept[:, None] * parts), cost, response, is_in, 0.0)

    return in_order(run, range(sample.n_replications), n_threads, cancel)


def _effect(outcome: str, simulated: Replication, accounts: ClientAccounts | None) -> Floats:
    """Return what the second policy gives each client beyond the first [n]: positive where it is better."""
    if accounts is not None and outcome == MONEY:
        without, with_measure = accounts.of_clients()
    else:
        without, with_measure = of_each_client(simulated.clients, outcome)
    return np.asarray(direction(outcome) * (with_measure - without))


def _view(simulated: Replication) -> OfficeView:
    """Return a copy of what the offices see before they decide for the first time."""
    parameters, n = simulated.environment.parameters, simulated.n_clients
    return OfficeView(
        1,
        parameters.practice,
        parameters.caseworkers.change_probability,
        permitted_columns(simulated.clients[0].copy()),
        simulated.caseworkers[0]["caseload"].copy(),
        OfficeDraws(simulated.seed, simulated.replication, 1, n),
    )


def _groups(simulated: Replication) -> NDArray[np.bool_]:
    clients = simulated.clients[0]
    codes: Sequence[NDArray[np.uint8]] = [dimension.code(clients) for dimension in DIMENSIONS]
    return np.array(
        [
            code == place
            for code, dimension in zip(codes, DIMENSIONS, strict=True)
            for place in range(len(dimension.values))
        ]
    )
