"""A study: several policies compared in one environment over many replications."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, Memory, run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import MAIN_OUTCOME, OUTCOME_IDS
from simulation.model.parameters.groups import Parameters
from simulation.model.policies import Policy
from simulation.study.contrasts.moments import RunningMoments
from simulation.study.contrasts.orders import Orders
from simulation.study.contrasts.precision import Precision, widest
from simulation.study.contrasts.tables import Contrasts, Tables
from simulation.study.contrasts.uncertainty import Nested, draw_numbers
from simulation.study.money import Accounts, Prices, central_prices

# Replications run side by side while their states fit comfortably in memory; larger ones one at a time, their rows
# shared out among the threads.
LARGEST_SIDE_BY_SIDE = 2_000_000  # client rows, all arms together


@dataclass(frozen=True)
class Study:
    """What is compared with what, where, and how often."""

    environment: Environment
    policies: tuple[Policy, ...]
    baseline: str  # name of one of the policies
    n_replications: int
    seed: int
    prices: Prices = field(default_factory=central_prices)
    draws: tuple[
        Parameters, ...
    ] = ()  # of the calibrated parameters; none: all replications have the environment's own

    @property
    def draw_numbers(self) -> tuple[int, ...] | None:
        """The number of the draw that each replication takes; None without draws."""
        return draw_numbers(self.n_replications) if self.draws else None

    @property
    def environments(self) -> tuple[Environment, ...]:
        """The environment of each draw; the one environment without draws."""
        made = {id(draw): replace(self.environment, parameters=draw) for draw in self.draws}  # many may be the same one
        return tuple(made[id(draw)] for draw in self.draws) or (self.environment,)

    @property
    def baseline_arm(self) -> int:
        """The arm of the baseline policy."""
        return [policy.name for policy in self.policies].index(self.baseline)

    def policy(self, name: str) -> Policy:
        """Return one of the policies by its name."""
        return next(policy for policy in self.policies if policy.name == name)


def replications(
    study: Study, n_threads: int, numbers_wanted: Iterable[int] | None = None
) -> Iterator[ReplicationResult]:
    """Yield the replications' results in their order, whichever thread is done first: all, or these numbers."""
    side_by_side = study.environment.population.n_rows * len(study.policies) <= LARGEST_SIDE_BY_SIDE
    n_workers, n_row_threads = (n_threads, 1) if side_by_side else (1, n_threads)
    stop = threading.Event()
    own = threading.local()
    environments, numbers = study.environments, study.draw_numbers

    def run(replication: int) -> ReplicationResult:
        if not hasattr(own, "memory"):
            own.memory = Memory()
        return run_replication(
            environments[0 if numbers is None else numbers[replication]],
            study.policies,
            study.baseline_arm,
            study.seed,
            replication,
            n_row_threads,
            stop.is_set,
            own.memory,
        )

    under_way: deque[Future[ReplicationResult]] = deque()
    with ThreadPoolExecutor(n_workers) as pool:
        try:
            for replication in range(study.n_replications) if numbers_wanted is None else numbers_wanted:
                under_way.append(pool.submit(run, replication))
                if len(under_way) > 2 * n_workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            stop.set()
            for future in under_way:
                future.cancel()


class StudyTables:
    """Takes in a study's replications one by one, in their order, and gives its tables."""

    def __init__(self, study: Study) -> None:
        environment, names, draws = study.environment, [policy.name for policy in study.policies], study.draw_numbers
        displacement = environment.parameters.labour_market.displacement
        self._contrasts = Contrasts(names, study.baseline, environment.n_quarters, displacement, draws)
        self._accounts = Accounts(names, study.baseline, environment.n_quarters, study.prices, draws)
        self._orders = Orders(names, draws)

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        self._contrasts.add(result)
        self._accounts.add(result)
        self._orders.add(result)

    def tables(self) -> Tables:
        """Return the tables so far."""
        return replace(self._contrasts.tables(), money=self._accounts.tables(), orders=self._orders.table())


def run_study(study: Study, n_threads: int = 1, on_replication: Callable[[int], None] = lambda _: None) -> Tables:
    """Run a study and return its tables; `on_replication(n_done)` is called after each replication."""
    tables = StudyTables(study)
    for done, result in enumerate(replications(study, n_threads), start=1):
        tables.add(result)
        on_replication(done)
    return tables.tables()


class FirstJobDifferences:
    """The differences that a precision is about: in first jobs, at the last quarter, for all clients."""

    def __init__(self, study: Study) -> None:
        shape, draws = (len(study.policies),), study.draw_numbers
        self._baseline = study.baseline_arm
        self._differences = RunningMoments(shape) if draws is None else Nested(shape, draws)

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        level = result.mean[:, -1, GROUPS.index("all"), OUTCOME_IDS.index(MAIN_OUTCOME)]
        self._differences.add(level - level[self._baseline])

    def half_width(self) -> NDArray[np.float64]:
        """Return half the Monte-Carlo interval of each policy's difference [n_policies]; of the baseline it is 0."""
        found = self._differences
        return found.parts().half_width if isinstance(found, Nested) else found.half_width()


def run_precisely(
    study: Study,
    precision: Precision,
    n_threads: int = 1,
    on_replication: Callable[[int], None] = lambda _: None,
    on_more: Callable[[int, float], None] = lambda _n, _width: None,
) -> Tables:
    """Run as many replications as a precision takes, and return their tables.

    Args:
        study: with as many replications (and draws) as may be needed at most.
        precision: of first jobs.
        n_threads: how many to use.
        on_replication: called with the number of replications done.
        on_more: called with how many replications there are to be in all, and the width of the widest interval so far,
            when more are needed.
    """
    tables, differences, done = StudyTables(study), FirstJobDifferences(study), 0
    while (wanted := precision.n_wanted(done, differences.half_width())) > done:
        if done:
            on_more(wanted, widest(differences.half_width()))
        for result in replications(study, n_threads, range(done, wanted)):
            tables.add(result)
            differences.add(result)
            done += 1
            on_replication(done)
    return tables.tables()
