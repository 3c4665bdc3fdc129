"""The pieces of this engine that are timed, under observed practice unless said otherwise."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import simulation
from simulation.model.engine.replication import Memory, Replication, run_replication
from simulation.study.replications import Study

N_QUARTERS = 16
SEED = 1


def study_of(n_clients: int, policy: str = "observed_mix") -> Study:
    """Return a study of one policy alone, parameters at their central values."""
    return simulation.make_settings(
        [policy], baseline=policy, n_clients=n_clients, n_quarters=N_QUARTERS, n_replications=1, parameter_set="central"
    ).study()


class FirstQuarter:
    """The client phase of the first quarter, in which everybody is still on benefit; `prepare` goes back to its start.

    Observed practice leaves nobody out: all clients have a plan, or have just changed caseworker.
    """

    def __init__(self, n_clients: int, n_threads: int = 1) -> None:
        study = study_of(n_clients)
        self._replication = Replication(study.environment, study.policies, SEED, 0, n_threads)
        self._replication.begin_quarter()
        self._start = self._replication.clients.copy()

    def prepare(self) -> None:
        """Go back to the start of the quarter."""
        self._replication.clients[:] = self._start

    def run(self) -> None:
        """Take all clients through the quarter."""
        self._replication.advance_clients()


def whole_run(study: Study) -> Callable[[], object]:
    """Return what runs one replication on one thread: population, all quarters, all outcomes."""
    memory = Memory()
    return lambda: run_replication(study.environment, study.policies, 0, SEED, 0, memory=memory)


def seconds_of_client_phase(study: Study, memory: Memory) -> float:
    """Return the CPU seconds of the client phases alone of one replication, nothing counted."""
    replication, seconds = Replication(study.environment, study.policies, SEED, 0, memory=memory), 0.0
    for _ in range(N_QUARTERS):
        replication.begin_quarter()
        start = time.thread_time()
        replication.advance_clients()
        seconds += time.thread_time() - start
        replication.end_quarter()
    return seconds


def whole_over_phase(study: Study, n_rounds: int) -> float:
    """Return how many times its client phases a whole run costs: the median over rounds that time both."""
    memory, run, ratios = Memory(), whole_run(study), []
    for _ in range(n_rounds):
        start = time.thread_time()
        run()
        whole = time.thread_time() - start
        ratios.append(whole / seconds_of_client_phase(study, memory))
    return statistics.median(ratios)


def compile_all() -> None:
    """Run a small population once, so that nothing is compiled while the clock runs."""
    study = study_of(600)
    whole_run(study)()
    seconds_of_client_phase(study, Memory())
