"""A study: several policies compared in one environment over many replications."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.base.threads import Cancel, Progress, in_order, never, no_progress
from simulation.model.engine.replication import Environment, Memory, Observe, run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import MAIN_OUTCOME, OUTCOME_IDS
from simulation.model.outcomes.small_groups import suppressed_groups
from simulation.model.parameters.groups import Parameters
from simulation.model.policies import Policy
from simulation.study.contrasts.at_end import AtEnd
from simulation.study.contrasts.moments import RunningMoments
from simulation.study.contrasts.orders import Orders
from simulation.study.contrasts.precision import Precision
from simulation.study.contrasts.tables import Contrasts, Tables
from simulation.study.contrasts.uncertainty import Nested, draw_numbers
from simulation.study.money import Accounts, Prices, central_prices
from simulation.study.suppression import suppress_groups, suppress_rows

if TYPE_CHECKING:
    import pandas as pd

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
    ] = ()  # draws of the calibrated parameters; none: all replications have the environment's own

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
    study: Study,
    n_threads: int,
    numbers_wanted: Iterable[int] | None = None,
    cancel: Cancel = never,
    observe_first: Observe | None = None,
    observer_of: Callable[[int], Observe] | None = None,
) -> Generator[ReplicationResult, None, None]:
    """Yield the replications' results in their order, whichever thread is done first.

    Close the generator when leaving it early, as that of `in_order`.

    Args:
        study: what is run.
        n_threads: how many to use; the results don't depend on it.
        numbers_wanted: of the replications to run; all of them by default.
        cancel: asked between replications, and between the quarters of each.
        observe_first: shown replication 0 at intake and after each quarter.
        observer_of: makes the observer that is shown a replication of this number likewise; called in any thread.

    Raises:
        Cancelled: when `cancel` says so.
    """
    side_by_side = study.environment.population.n_rows * len(study.policies) <= LARGEST_SIDE_BY_SIDE
    n_workers, n_row_threads = (n_threads, 1) if side_by_side else (1, n_threads)
    own = threading.local()
    environments, numbers = study.environments, study.draw_numbers

    def run(replication: int, should_stop: Cancel) -> ReplicationResult:
        if not hasattr(own, "memory"):
            own.memory = Memory()
        return run_replication(
            environments[0 if numbers is None else numbers[replication]],
            study.policies,
            study.baseline_arm,
            study.seed,
            replication,
            n_row_threads,
            should_stop,
            own.memory,
            observer_of(replication) if observer_of is not None else observe_first if replication == 0 else None,
        )

    return in_order(run, range(study.n_replications) if numbers_wanted is None else numbers_wanted, n_workers, cancel)


class StudyTables:
    """Takes in a study's replications one by one, in their order, and gives its tables.

    Of one's own clients they tell nothing of groups that are too small.
    """

    def __init__(self, study: Study) -> None:
        environment, names, draws = study.environment, [policy.name for policy in study.policies], study.draw_numbers
        displacement = environment.displaced_share
        self._contrasts = Contrasts(names, study.baseline, environment.n_quarters, displacement, draws)
        self._accounts = Accounts(names, study.baseline, environment.n_quarters, study.prices, draws)
        self._orders = Orders(names, draws)
        self._at_end = AtEnd(names, draws)
        self._has_own_clients = environment.population.table is not None
        self._n_clients = RunningMoments((len(GROUPS),))  # clients in each group at the start

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        self._contrasts.add(result)
        self._accounts.add(result)
        self._orders.add(result)
        self._at_end.add(result)
        self._n_clients.add(result.n_clients[0].astype(np.float64))

    @property
    def _suppressed(self) -> tuple[str, ...]:
        return suppressed_groups(self._n_clients.mean) if self._has_own_clients else ()

    def at_end(self) -> pd.DataFrame:
        """Return the result of each replication so far at the last quarter, while the study still runs."""
        return suppress_rows(self._at_end.table(), self._suppressed)

    def tables(self) -> Tables:
        """Return the tables so far."""
        found = replace(
            self._contrasts.tables(),
            money=self._accounts.tables(),
            orders=self._orders.table(),
            at_end=self._at_end.table(),
        )
        return suppress_groups(found, self._suppressed)


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


def run_study(
    study: Study,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    precision: Precision | None = None,
    observe_first: Observe | None = None,
) -> Tables:
    """Run a study and return its tables; the same whoever watches, and however many studies run side by side.

    Args:
        study: with a precision, it has as many replications (and draws) as may be needed at most.
        n_threads: how many to use.
        progress: told after each replication how many are done, and how many there are to be as far as is known: more
            than before where a precision needs more. Called in the calling thread; what it raises ends the study.
        cancel: asked between replications, and between the quarters of each, by one thread at a time.
        precision: of first jobs, which decides how many replications there are; None: all of the study's.
        observe_first: shown replication 0 at intake and after each quarter.

    Raises:
        Cancelled: when `cancel` says so.
    """
    tables, differences = StudyTables(study), FirstJobDifferences(study)

    def wanted(n_done: int) -> int:
        return study.n_replications if precision is None else precision.n_wanted(n_done, differences.half_width())

    n_done, n_asked = 0, wanted(0)
    while n_done < n_asked:
        with closing(replications(study, n_threads, range(n_done, n_asked), cancel, observe_first)) as results:
            for result in results:
                tables.add(result)
                differences.add(result)
                n_done += 1
                if n_done == n_asked:
                    n_asked = wanted(n_done)
                progress(n_done, n_asked)
    return tables.tables()
