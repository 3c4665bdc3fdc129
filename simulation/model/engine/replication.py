"""One replication: the same people and random numbers under several policies (arms), quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import as_rows
from simulation.base.threads import Cancel, for_blocks, never, raise_if_cancelled
from simulation.model.doses import DOSES
from simulation.model.draws.decisions import Decision
from simulation.model.engine import caseworker_phase
from simulation.model.engine.client_phase import Circumstances, advance, advance_and_count
from simulation.model.engine.intake import take_in
from simulation.model.engine.office_phase import OfficeDraws, Offices, run_office
from simulation.model.engine.vacancies import fill_vacancies, fill_vacancies_by_kind
from simulation.model.labour_market import STATE_OF_KIND, MarketPath, steady
from simulation.model.outcomes.displacement import displaced_share
from simulation.model.outcomes.groups import cells
from simulation.model.outcomes.observe import NO_EARNINGS
from simulation.model.outcomes.recorder import Counting, Recorder, ReplicationResult
from simulation.model.parameters.groups import Parameters
from simulation.model.parameters.record import as_record
from simulation.model.policies import Policy
from simulation.model.policies.view import permitted_columns
from simulation.model.population.intake import PopulationPlan, draw_population
from simulation.model.rules.employers import n_possible
from simulation.model.state import CASEWORKER, CLIENT, LINE, State


@dataclass(frozen=True)
class Environment:
    """Everything but policy and random numbers."""

    population: PopulationPlan
    parameters: Parameters
    n_quarters: int
    labour_market: MarketPath = field(default_factory=steady)
    earnings: tuple[float, ...] = NO_EARNINGS  # [n_states] thousand DKK a quarter, before tax

    @cached_property
    def parameter_record(self) -> NDArray[Any]:
        """The parameters as the compiled rules read them."""
        return as_rows(as_record(self.parameters))

    @property
    def displaced_share(self) -> float:
        """Share of additional jobs that are taken from others over the whole run."""
        market = self.labour_market
        tightness = [market.tightness_in(quarter) for quarter in range(1, self.n_quarters + 1)]
        return displaced_share(self.parameters.labour_market, tightness, market.vacancies is not None)


class Memory:
    """Arrays of the state that one replication after another may use: giving memory back and forth costs more."""

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}

    def rows(self, name: str, n_arms: int, n: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        """Return rows [n_arms, n] in memory used before if it fits; they hold what was there."""
        if name not in self._arrays or self._arrays[name].shape != (n_arms, n):
            self._arrays[name] = _rows_on_lines(n_arms, n, dtype)
        return self._arrays[name]


def _rows_on_lines(n_arms: int, n: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return rows [n_arms, n] of zeros of which the first begins on a line of the processor's cache."""
    size = n_arms * n * dtype.itemsize
    memory = np.zeros(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size].view(dtype).reshape(n_arms, n)


class Replication:
    """The state of one replication and the three phases of its quarters.

    `clients` [n_arms, n_clients] and `caseworkers` [n_arms, n_caseworkers] are the columns; arm a is under
    `policies[a]`. All arms start from the same rows.
    """

    def __init__(
        self,
        environment: Environment,
        policies: Sequence[Policy],
        seed: int,
        replication: int,
        n_threads: int = 1,
        memory: Memory | None = None,
    ) -> None:
        self.environment = environment
        self.n_threads = n_threads
        self.policies = tuple(policies)
        self.seed = seed
        self.replication = replication
        self.quarter = 0
        self._draws = OfficeDraws(seed, replication, 0, 0)
        self._had_hours = np.zeros((0, 0), np.bool_)  # [n_arms, n_clients] at the start of the quarter, if needed
        memory, n_arms = memory or Memory(), len(self.policies)
        self._doses_in_use = np.zeros((n_arms, len(DOSES)), np.bool_)  # nobody has a plan before the first quarter
        self.clients = memory.rows("clients", n_arms, environment.population.n_rows, CLIENT)
        self.caseworkers = memory.rows("caseworkers", n_arms, environment.population.n_caseworkers, CASEWORKER)
        self.office_starts = self._take_in()
        self.clients[1:], self.caseworkers[1:] = self.clients[0], self.caseworkers[0]

    def _take_in(self) -> NDArray[np.int64]:
        """Draw the population into the first arm and let it answer the first forms; return the offices' first rows."""
        environment, clients, caseworkers = self.environment, self.clients[0], self.caseworkers[0]
        population = draw_population(
            environment.population, environment.parameters, self.seed, self.replication, clients
        )
        caseworkers[:] = population.caseworkers
        clients["cell"] = cells(clients)
        take_in(
            as_rows(clients),
            as_rows(caseworkers),
            environment.parameter_record,
            self.seed,
            self.replication,
        )
        clients["state"][clients["arrival"] > 0] = State.NOT_ARRIVED
        return population.office_starts

    @property
    def n_clients(self) -> int:
        """Number of client rows."""
        return int(self.clients.shape[1])

    def begin_quarter(self) -> None:
        """Phase 1, office: arrivals, changes of caseworker, and the plans of the quarter in every arm."""
        self.quarter += 1
        self._draws = OfficeDraws(self.seed, self.replication, self.quarter, self.n_clients)
        offices = Offices(
            self.quarter,
            self.clients,
            permitted_columns(self.clients),
            self.caseworkers,
            self.office_starts,
            self.environment.parameters,
            self.environment.parameter_record,
            self._draws,
            self._doses_in_use,
            self.environment.labour_market.places,
        )
        for arm, policy in enumerate(self.policies):
            run_office(offices, arm, policy)
        if isinstance(self.environment.labour_market.vacancies, Mapping):
            self._had_hours = self.clients["state"] == State.ORDINARY_HOURS

    def advance_clients(self) -> None:
        """Phase 2, clients: take all rows through the quarter, in every arm, in blocks shared out among threads."""
        for_blocks(self.advance_rows, self.n_clients, self.n_threads)

    def advance_rows(self, start: int, stop: int) -> None:
        """Phase 2 for the rows start..stop-1 alone; the order of rows makes no difference."""
        advance(as_rows(self.clients), self._circumstances(), start, stop)

    def _circumstances(self) -> Circumstances:
        """Return what this quarter's clients meet."""
        market = self.environment.labour_market
        return Circumstances(
            as_rows(self.caseworkers),
            self.environment.parameter_record,
            self.seed,
            self.replication,
            self.quarter,
            market.tightness_in(self.quarter),
            market.job_loss_in(self.quarter),
        )

    def end_quarter(self) -> None:
        """Phase 3, labour market and caseworkers: vacancies where they bind, tallies, and what practice changes."""
        vacancies, n_at_intake = self.environment.labour_market.vacancies, self.environment.population.n_clients
        if isinstance(vacancies, Mapping):
            limits = {STATE_OF_KIND[kind]: n_possible(of_kind, n_at_intake) for kind, of_kind in vacancies.items()}
            fill_vacancies_by_kind(self.clients, limits, self._draws[Decision.VACANCY], self._had_hours)
        elif vacancies is not None:
            fill_vacancies(self.clients, n_possible(vacancies, n_at_intake), self._draws[Decision.VACANCY])
        caseworker_phase.end_quarter(
            as_rows(self.clients), as_rows(self.caseworkers), self.office_starts, self.environment.parameter_record
        )

    def step(self, recorder: Recorder | None = None) -> None:
        """Run one quarter; a recorder counts the clients at its end."""
        self.begin_quarter()
        if recorder is None or self.environment.labour_market.vacancies is not None:
            self.advance_clients()
            self.end_quarter()
            if recorder is not None:
                self.record(recorder)
        else:
            circumstances = self._circumstances()

            def count_rows(clients: Any, counting: Counting, start: int, stop: int) -> None:
                advance_and_count(clients, circumstances, counting, start, stop)

            recorder.record(self.clients, self.quarter, self.n_threads, count_rows, self._doses_in_use)
            self.end_quarter()
        if recorder is not None:
            recorder.record_caseworkers(self.caseworkers, self.quarter)

    def record(self, recorder: Recorder) -> None:
        """Let a recorder count the clients as they are now."""
        recorder.record(self.clients, self.quarter, self.n_threads, in_use=self._doses_in_use)


type Observe = Callable[[Replication], None]


def run_replication(
    environment: Environment,
    policies: Sequence[Policy],
    baseline: int,
    seed: int,
    replication: int,
    n_threads: int = 1,
    should_stop: Cancel = never,
    memory: Memory | None = None,
    observe: Observe | None = None,
) -> ReplicationResult:
    """Run all quarters of one replication and return its outcomes.

    Args:
        environment: population, parameters and horizon.
        policies: one an arm.
        baseline: the arm that gains and losses are counted from.
        seed: first word of the key of the draws.
        replication: second word of the key.
        n_threads: among which the rows are shared out.
        should_stop: asked before each quarter.
        memory: of an earlier replication that is over, to be used again.
        observe: shown the replication at intake and after each quarter; changes nothing.

    Raises:
        Cancelled: when `should_stop` says so.
    """
    run = Replication(environment, policies, seed, replication, n_threads, memory)
    recorder = Recorder(len(run.policies), environment.n_quarters, baseline, environment.earnings)
    run.record(recorder)
    if observe is not None:
        observe(run)
    for _ in range(environment.n_quarters):
        raise_if_cancelled(should_stop)
        run.step(recorder)
        if observe is not None:
            observe(run)
    return recorder.result()
