"""The same people with the same luck, once all with the measure and once all without: what it gives each of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.rules import RANDOM, Offer
from simulation.base.errors import Cancelled
from simulation.base.threads import Cancel, in_order, never
from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.displacement import JOB_OUTCOMES
from simulation.model.outcomes.groups import DIMENSIONS
from simulation.model.outcomes.registry import OUTCOME_BY_ID
from simulation.model.parameters import Parameters
from simulation.model.policies import OfficeView
from simulation.model.policies.view import permitted_columns
from simulation.model.state import Medicine, State
from simulation.study.contrasts.uncertainty import draw_numbers

Floats = NDArray[np.float64]
HOURS = (State.ORDINARY_JOB, State.ORDINARY_HOURS)
# What rules may be judged by: how each outcome is read of clients [n_arms, n] in the end.
OBJECTIVES: Mapping[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "quarters_worked": lambda clients: clients["n_quarters_worked"],
    "first_job": lambda clients: clients["has_worked"],
    "any_ordinary_hours": lambda clients: np.isin(clients["state"], HOURS),
    "anxiety_medication": lambda clients: clients["medication"][..., int(Medicine.ANXIETY)],
    "distress": lambda clients: clients["distress"],
}
EVERYBODY = 100.0  # places of 100


@dataclass(frozen=True)
class People:
    """One replication's people: what an office sees at intake, and what the measure gives them in the end."""

    view: OfficeView
    effect: Floats  # [n] gain in the objective, with the measure against without: positive where it is better
    response: Floats  # [n] factor on what measures give: latent
    is_in: NDArray[np.bool_]  # [n_groups, n] members of each group of the dimensions
    displaced: float  # share of the gain that is taken from others: of jobs alone


@dataclass(frozen=True)
class Trial:
    """What is simulated: where, over which draws (none: the environment's own parameters) and with which people."""

    environment: Environment
    draws: tuple[Parameters, ...]
    seed: int
    n_replications: int

    def environment_of(self, replication: int) -> Environment:
        """Return the environment that a replication runs in."""
        if not self.draws:
            return self.environment
        draw = self.draws[draw_numbers(self.n_replications)[replication] % len(self.draws)]
        return replace(self.environment, parameters=draw)


def people(
    trial: Trial, offer: Offer, objective: str, n_threads: int, cancel: Cancel = never
) -> Generator[People, None, None]:
    """Yield each replication's people, in their order. Close the generator when leaving it early.

    Raises:
        Cancelled: when `cancel` says so.
    """
    policies = offer.policy(RANDOM, 0.0), offer.policy(RANDOM, EVERYBODY)

    def run(replication: int, should_stop: Cancel) -> People:
        environment = trial.environment_of(replication)
        simulated = Replication(environment, policies, trial.seed, replication)
        view = _view(simulated)
        response, is_in = simulated.clients[0]["response"].copy(), _groups(simulated)
        for _ in range(environment.n_quarters):
            if should_stop():
                raise Cancelled
            simulated.step()
        without, with_measure = OBJECTIVES[objective](simulated.clients).astype(np.float64)
        effect = direction(objective) * (with_measure - without)
        return People(view, effect, response, is_in, displaced(objective, environment))

    return in_order(run, range(trial.n_replications), n_threads, cancel)


def direction(objective: str) -> float:
    """Return 1 where more of an objective is better, -1 where less is."""
    return -1.0 if OUTCOME_BY_ID[objective].better == "lower" else 1.0


def displaced(objective: str, environment: Environment) -> float:
    """Return the share of a gain that is taken from others: only jobs are."""
    return environment.displaced_share if objective in JOB_OUTCOMES else 0.0


def _view(simulated: Replication) -> OfficeView:
    """Return what the offices see before they decide for the first time, kept as it is."""
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
