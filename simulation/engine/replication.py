"""One replication: the same people with the same luck under several policies (arms), quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engine.caseworker_phase import recount
from simulation.engine.client_phase import advance
from simulation.engine.intake import take_in
from simulation.engine.office_phase import OfficeDraws, office_draws, run_office
from simulation.outcomes.groups import cells
from simulation.outcomes.recorder import Recorder, ReplicationResult
from simulation.parameters.groups import Parameters
from simulation.parameters.record import as_record
from simulation.policies import Policy
from simulation.population.intake import PopulationPlan, draw_population
from simulation.rows import for_blocks


@dataclass(frozen=True)
class World:
    """Everything but the policy and the luck."""

    population: PopulationPlan
    parameters: Parameters
    n_quarters: int

    @cached_property
    def parameter_record(self) -> NDArray[Any]:
        """The parameters as the compiled rules read them."""
        return as_record(self.parameters)


class Replication:
    """The state of one replication and the three phases of its quarters.

    `clients` [n_arms, n_clients] and `caseworkers` [n_arms, n_caseworkers] are the columns; arm a is under
    `policies[a]`. All arms start from the same rows.
    """

    def __init__(
        self, world: World, policies: Sequence[Policy], seed: int, replication: int, n_threads: int = 1
    ) -> None:
        self.world = world
        self.n_threads = n_threads
        self.policies = tuple(policies)
        self.seed = seed
        self.replication = replication
        self.quarter = 0
        population = draw_population(world.population, world.parameters, seed, replication)
        population.clients["cell"] = cells(population.clients)
        take_in(
            population.clients.view(np.recarray),
            population.caseworkers.view(np.recarray),
            world.parameter_record,
            seed,
            replication,
        )
        self.office_starts = population.office_starts
        self.clients: NDArray[Any] = np.repeat(population.clients[None], len(self.policies), axis=0)
        self.caseworkers: NDArray[Any] = np.repeat(population.caseworkers[None], len(self.policies), axis=0)

    @property
    def _client_records(self) -> NDArray[Any]:
        return self.clients.view(np.recarray)

    @property
    def _caseworker_records(self) -> NDArray[Any]:
        return self.caseworkers.view(np.recarray)

    @property
    def n_clients(self) -> int:
        """Number of client rows."""
        return int(self.clients.shape[1])

    def begin_quarter(self) -> None:
        """Phase 1, office: changes of caseworker, and the plans of the quarter in every arm."""
        self.quarter += 1
        draws: OfficeDraws = office_draws(self.seed, self.replication, self.quarter, self.n_clients)
        records = self._client_records
        for arm, policy in enumerate(self.policies):
            run_office(
                self.clients[arm],
                records[arm],
                self.office_starts,
                policy,
                self.world.parameters,
                draws,
                self.quarter,
            )

    def advance_clients(self) -> None:
        """Phase 2, clients: take all rows through the quarter, in every arm, in blocks shared out among threads."""
        for_blocks(self.advance_rows, self.n_clients, self.n_threads)

    def advance_rows(self, start: int, stop: int) -> None:
        """Phase 2 for the rows start..stop-1 alone; the order of rows makes no difference."""
        advance(
            self._client_records,
            self._caseworker_records,
            self.world.parameter_record,
            self.seed,
            self.replication,
            self.quarter,
            start,
            stop,
        )

    def end_quarter(self) -> None:
        """Phase 3, caseworkers: recount caseloads and victories in every arm."""
        clients, caseworkers = self._client_records, self._caseworker_records
        for arm in range(len(self.policies)):
            recount(clients[arm], caseworkers[arm])

    def step(self) -> None:
        """Run one quarter."""
        self.begin_quarter()
        self.advance_clients()
        self.end_quarter()

    def record(self, recorder: Recorder) -> None:
        """Let a recorder count the clients as they are now."""
        recorder.record(self._client_records, self.quarter, self.n_threads)


def run_replication(
    world: World,
    policies: Sequence[Policy],
    baseline: int,
    seed: int,
    replication: int,
    n_threads: int = 1,
    should_stop: Callable[[], bool] = lambda: False,
) -> ReplicationResult:
    """Run all quarters of one replication and return its outcomes.

    Args:
        world: population, parameters and horizon.
        policies: one an arm.
        baseline: the arm that gains and losses are counted from.
        seed: first word of the key of the draws.
        replication: second word of the key.
        n_threads: among which the rows are shared out.
        should_stop: asked before each quarter.

    Raises:
        StoppedError: when `should_stop` says so.
    """
    run = Replication(world, policies, seed, replication, n_threads)
    recorder = Recorder(len(run.policies), world.n_quarters, baseline)
    run.record(recorder)
    for _ in range(world.n_quarters):
        if should_stop():
            raise StoppedError
        run.step()
        run.record(recorder)
    return recorder.result()


class StoppedError(Exception):
    """The run was stopped from outside before its end."""
