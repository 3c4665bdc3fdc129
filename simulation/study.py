"""A study: several policies compared in one world over many replications."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from simulation.contrasts import Summary, Tables
from simulation.engine.replication import Memory, World, run_replication
from simulation.money import Accounts, Prices, central_prices
from simulation.orders import Orders
from simulation.outcomes.recorder import ReplicationResult
from simulation.parameters.groups import Parameters
from simulation.policies import Policy
from simulation.uncertainty import draw_numbers

# Replications run side by side while their states fit comfortably in memory; larger ones one at a time, their rows
# shared out among the threads.
LARGEST_SIDE_BY_SIDE = 2_000_000  # client rows, all arms together


@dataclass(frozen=True)
class Study:
    """What is compared with what, where, and how often."""

    world: World
    policies: tuple[Policy, ...]
    baseline: str  # name of one of the policies
    n_replications: int
    seed: int
    prices: Prices = field(default_factory=central_prices)
    draws: tuple[Parameters, ...] = ()  # of the calibrated parameters; none: all replications have the world's own

    @property
    def draw_numbers(self) -> tuple[int, ...] | None:
        """The number of the draw that each replication takes; None without draws."""
        return draw_numbers(self.n_replications) if self.draws else None

    @property
    def worlds(self) -> tuple[World, ...]:
        """The world of each draw; the one world without draws."""
        made = {id(draw): replace(self.world, parameters=draw) for draw in self.draws}  # many may be the same one
        return tuple(made[id(draw)] for draw in self.draws) or (self.world,)

    @property
    def baseline_arm(self) -> int:
        """The arm of the baseline policy."""
        return [policy.name for policy in self.policies].index(self.baseline)


def replications(study: Study, n_threads: int) -> Iterator[ReplicationResult]:
    """Yield the replications' results in their order, whichever thread is done first."""
    side_by_side = study.world.population.n_rows * len(study.policies) <= LARGEST_SIDE_BY_SIDE
    n_workers, n_row_threads = (n_threads, 1) if side_by_side else (1, n_threads)
    stop = threading.Event()
    own = threading.local()
    worlds, numbers = study.worlds, study.draw_numbers

    def run(replication: int) -> ReplicationResult:
        if not hasattr(own, "memory"):
            own.memory = Memory()
        return run_replication(
            worlds[0 if numbers is None else numbers[replication]],
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
            for replication in range(study.n_replications):
                under_way.append(pool.submit(run, replication))
                if len(under_way) > 2 * n_workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            stop.set()
            for future in under_way:
                future.cancel()


def run_study(study: Study, n_threads: int = 1, on_replication: Callable[[int], None] = lambda _: None) -> Tables:
    """Run a study and return its tables; `on_replication(n_done)` is called after each replication."""
    world, names = study.world, [policy.name for policy in study.policies]
    displacement = world.parameters.labour_market.displacement
    summary = Summary(names, study.baseline, world.n_quarters, displacement, study.draw_numbers)
    accounts = Accounts(names, study.baseline, world.n_quarters, study.prices, study.draw_numbers)
    orders = Orders(names, study.draw_numbers)
    for done, result in enumerate(replications(study, n_threads), start=1):
        summary.add(result)
        accounts.add(result)
        orders.add(result)
        on_replication(done)
    return replace(summary.tables(), money=accounts.tables(), orders=orders.table())
