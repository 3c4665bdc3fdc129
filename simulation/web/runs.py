"""Comparisons that visitors have asked for, computed side by side in threads of this process.

Every run gets its turn: a worker takes the next one (`turns.py`), computes a few replications, and puts it back, so
that each visitor soon sees a first picture, however many others there are, and a small one isn't kept by a large one.
The numbers are those of `tilltro compare` to the last digit, for a replication depends on its number and on nothing
else. Identical requests share one run; one that nobody watches any more is cancelled.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from simulation.base.errors import Cancelled, InputError
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOMES
from simulation.results.comparison import Comparison
from simulation.results.content_hash import content_hash
from simulation.study.contrasts.tables import Tables
from simulation.study.contrasts.uncertainty import MOST_KEPT, draw_numbers
from simulation.study.posterior import shipped
from simulation.study.replications import Study, StudyTables, replications
from simulation.study.settings_reader import make_settings
from simulation.study.trajectories import Sample
from simulation.study.warm_up import warm_up
from simulation.web.addresses import Asked
from simulation.web.store import Store
from simulation.web.turns import LONG, Turns

if TYPE_CHECKING:
    import pandas as pd

SECONDS_A_TURN = 0.25
FIRST_TURN = 1  # replication of a first turn: a dot for each policy, but no range and no number yet
CLIENT_QUARTERS_A_SECOND = 1_000_000.0  # one thread's speed, assumed until a run has shown its own
UNWATCHED = 20.0  # seconds without a look after which a run is cancelled
LEFT = 1.0  # the same once its last visitor has left; some only load the page again
MOST_CLIENT_QUARTERS = 2_000_000_000  # over all policies and replications: some twenty minutes on two cores
MOST_ROWS = 2_000_000  # clients under all policies at a time
MOST_AT_ONCE = 100  # runs
MOST_BYTES_UNDER_WAY = 2_000_000_000  # the sums that runs keep: about sixty pairs of policies over four years
BYTES_A_NUMBER, BYTES_A_NUMBER_AND_DRAW = 200, 24  # how many of both and mean, of levels and differences
MOST_REMEMBERED = 150_000_000  # bytes of finished comparisons in memory; the others are read from the store
MOST_FAILED = 20  # runs whose error is kept for those who still look


class Status(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass
class Run:
    """One comparison that is computed; changed by one worker at a time, read by anybody."""

    key: str  # content hash without a language: the numbers are the same in all
    asked: Asked
    study: Study
    tables: StudyTables
    sample: Sample = field(default_factory=Sample)
    status: Status = Status.WAITING
    n_done: int = 0
    seconds: float = 0.0  # of work so far, summed over threads
    started: float = field(default_factory=time.monotonic)
    due: float = field(default_factory=time.monotonic)  # see turns.py
    watched_until: float = field(default_factory=lambda: time.monotonic() + UNWATCHED)
    n_watching: int = 0  # visitors who follow it now
    at_end: pd.DataFrame | None = None  # results of the replications so far
    result: Tables | None = None
    error: InputError | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def n_asked(self) -> int:
        """How many replications there are to be."""
        return self.study.n_replications

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.status in (Status.DONE, Status.CANCELLED, Status.FAILED)

    @property
    def seconds_left(self) -> float | None:
        """Return about how long it still takes, from what the part so far took; None before there is one."""
        if not self.n_done:
            return None
        return (time.monotonic() - self.started) / self.n_done * (self.n_asked - self.n_done)

    @property
    def seconds_a_replication(self) -> float:
        """Return about how long one thread takes for a replication."""
        if self.n_done:
            return self.seconds / self.n_done
        environment = self.study.environment
        n_steps = environment.population.n_rows * environment.n_quarters * len(self.study.policies)
        return n_steps / CLIENT_QUARTERS_A_SECOND

    def replications_a_turn(self, n_threads: int) -> int:
        """Return how many replications one turn takes: few at first, then as many as fit into its time."""
        seconds = max(self.seconds_a_replication, 1e-9)
        if not self.n_done:
            return FIRST_TURN if FIRST_TURN * seconds <= LONG else n_threads
        return max(n_threads, int(SECONDS_A_TURN * n_threads / seconds))

    def seconds_a_turn(self, n_threads: int) -> float:
        """Return about how long the next turn takes."""
        return self.replications_a_turn(n_threads) * self.seconds_a_replication / n_threads

    def seconds_to_do(self) -> float:
        """Return about how long one thread takes for all that is left."""
        return (self.n_asked - self.n_done) * self.seconds_a_replication

    def look(self, seconds: float = UNWATCHED) -> None:
        """Keep the run alive for at least this many more seconds."""
        with self.changed:
            self.watched_until = max(self.watched_until, time.monotonic() + seconds)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Count a viewer inside the block.

        `LEFT` seconds after the last one leaves, the run counts as unwatched unless somebody looks again.
        """
        with self.changed:
            self.n_watching += 1
        try:
            yield
        finally:
            with self.changed:
                self.n_watching -= 1
                if not self.n_watching:
                    self.watched_until = time.monotonic() + LEFT

    @property
    def is_watched(self) -> bool:
        """Whether anybody is still interested."""
        return self.n_watching > 0 or time.monotonic() < self.watched_until

    def wait(self, seconds: float, seen: int = -1) -> None:
        """Wait until more than `seen` replications are done, or it is over, but no longer than `seconds`."""
        with self.changed:
            self.changed.wait_for(lambda: self.is_over or self.n_done > seen >= 0, seconds)

    def note(self, status: Status) -> None:
        """Change the status and wake those who wait."""
        with self.changed:
            self.status = status
            self.changed.notify_all()


class Runs:
    """All runs of this process."""

    def __init__(self, store: Store, n_workers: int, first: Callable[[], None] | None = None) -> None:
        """Start the workers; `first` is done before the model is made ready."""
        self._store = store
        self._first = first
        self._runs: dict[str, Run] = {}
        self._finished: dict[str, Tables] = {}  # the last used at the end
        self._turns: Turns[Run] = Turns(n_workers)
        self._condition = threading.Condition()  # its lock may be taken twice by one thread
        self._is_closed = False
        self.is_ready = threading.Event()  # the model is compiled
        self._workers = [
            threading.Thread(target=self._work, args=(number == n_workers,), name=f"tilltro-run-{number}", daemon=True)
            for number in range(n_workers + 1)  # the last is the spare one
        ]
        for worker in self._workers:
            worker.start()
        threading.Thread(target=self._prepare, name="tilltro-prepare", daemon=True).start()

    def finished(self, asked: Asked) -> Tables | None:
        """Return the tables of a comparison that has been computed before, None where it hasn't."""
        key = asked.key
        with self._condition:
            if (tables := self._finished.pop(key, None)) is not None:
                self._finished[key] = tables
                return tables
        tables = self._store.read(key)
        if tables is not None:
            self._remember(key, tables)
        return tables

    def under_way(self, asked: Asked) -> Run | None:
        """Return the run of a comparison if there is one, and note that somebody looks at it."""
        with self._condition:
            run = self._runs.get(asked.key)
        if run is not None:
            run.look()
        return run

    def begin(self, asked: Asked) -> Run:
        """Return the run of a comparison, begun if there is none yet.

        Raises:
            InputError: if it is too large for a page, or too many are under way.
        """
        check_size(asked)
        key, size = asked.key, bytes_of(asked)
        if (known := self._known(key)) is not None:
            return known
        made = Run(key, asked, asked.study, StudyTables(asked.study))  # takes a while: nobody waits for it
        with self._condition:
            if (known := self._known(key)) is not None:
                return known
            under_way = [other for other in self._runs.values() if not other.is_over]
            n_bytes = size + sum(bytes_of(other.asked) for other in under_way)
            if under_way and (len(under_way) >= MOST_AT_ONCE or n_bytes > MOST_BYTES_UNDER_WAY):
                raise InputError("too_busy", n=len(under_way))
            self._runs[key] = made
            self._condition.notify_all()
        return made

    def _known(self, key: str) -> Run | None:
        with self._condition:
            run = self._runs.get(key)
            if run is None or run.status in (Status.CANCELLED, Status.FAILED):
                return None
            run.look()
            return run

    def cancel(self) -> None:
        """Cancel everything, so that nobody waits for it any more."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
            waiting = [run for run in self._runs.values() if not run.is_over]
        for run in waiting:
            run.note(Status.CANCELLED)

    def close(self) -> None:
        """Cancel everything and wait until the workers have stopped."""
        self.cancel()
        for worker in self._workers:
            worker.join()

    def _remember(self, key: str, tables: Tables) -> None:
        with self._condition:
            self._finished.pop(key, None)
            self._finished[key] = tables
            while len(self._finished) > 1 and sum(map(size_of, self._finished.values())) > MOST_REMEMBERED:
                del self._finished[next(iter(self._finished))]

    def _prepare(self) -> None:
        """Compile the model, or read it from the cache, and import what is slow, before anything is computed."""
        try:
            if self._first is not None:
                self._first()
            warm_up()
            try_out()
        finally:  # where it fails, each run tells why
            self.is_ready.set()

    def _work(self, is_spare: bool) -> None:
        self.is_ready.wait()
        while (taken := self._take(is_spare)) is not None:
            run, n_threads = taken
            try:
                self._advance(run, n_threads)
            except Cancelled:
                run.note(Status.CANCELLED)
            except InputError as error:
                run.error = error
                run.note(Status.FAILED)
            except Exception as error:
                run.error = InputError("run_failed", reason=type(error).__name__)
                run.note(Status.FAILED)
            finally:
                with self._condition:
                    self._turns.give_back(run, time.monotonic())
                    if run.is_over and self._runs.get(run.key) is run and run.status is not Status.FAILED:
                        del self._runs[run.key]
                    failed = [key for key, one in self._runs.items() if one.status is Status.FAILED]
                    for key in failed[: max(0, len(failed) - MOST_FAILED)]:
                        del self._runs[key]
                    self._condition.notify_all()

    def _take(self, is_spare: bool) -> tuple[Run, int] | None:
        """Return the run whose turn it is and for how many threads; None once all is closed."""
        with self._condition:
            while not self._is_closed:
                taken = self._turns.take(
                    [run for run in self._runs.values() if not run.is_over], time.monotonic(), is_spare
                )
                if taken is not None:
                    return taken
                self._condition.wait()
            return None

    def _advance(self, run: Run, n_threads: int) -> None:
        """Give a run its turn."""
        if run.status is Status.WAITING:
            run.note(Status.RUNNING)

        def should_stop() -> bool:
            return self._is_closed or not run.is_watched

        began = time.monotonic()
        n_done = min(run.n_asked, run.n_done + run.replications_a_turn(n_threads))
        with closing(replications(run.study, n_threads, range(run.n_done, n_done), should_stop, run.sample)) as results:
            for result in results:
                run.tables.add(result)
        run.seconds += n_threads * (time.monotonic() - began)
        run.at_end = run.tables.at_end()
        if n_done == run.n_asked:
            tables = run.tables.tables()
            run.result = Tables(
                tables.levels, tables.contrasts, tables.money, tables.orders, run.sample.table(), tables.at_end
            )
            self._remember(run.key, run.result)
        with run.changed:
            run.n_done = n_done
            if n_done == run.n_asked:
                run.status = Status.DONE
            run.changed.notify_all()
        if run.status is Status.DONE and run.result is not None and run.asked.settings.population.table is None:
            self._store.write(run.key, run.result)


def try_out() -> None:
    """Carry out a comparison of few clients: the first one of a process imports pandas and reads the draws."""
    shipped().make_ready()
    study = make_settings(n_clients=20, caseload=10, n_quarters=1, n_replications=2).study()
    tables = StudyTables(study)
    for result in replications(study, 1):
        tables.add(result)
    tables.tables()


def size_of(tables: Tables) -> int:
    """Return about how many bytes a comparison's tables take: ten years of the headline's policies some 100 million."""
    frames = (tables.levels, tables.contrasts, tables.orders, tables.trajectories, tables.at_end)
    return sum(int(frame.memory_usage().sum()) for frame in frames if frame is not None)


def bytes_of(asked: Asked) -> int:
    """Return about how many bytes a comparison's sums take while it runs: of every draw, that of every number."""
    settings = asked.settings
    n_numbers = len(settings.arms) * (settings.n_quarters + 1) * len(GROUPS) * len(OUTCOMES)
    n_draws = min(draw_numbers(settings.n_replications)[-1] + 1, MOST_KEPT) if settings.runs_over_draws else 0
    return n_numbers * (BYTES_A_NUMBER + n_draws * BYTES_A_NUMBER_AND_DRAW)


def comparison_of(asked: Asked, tables: Tables) -> Comparison:
    """Return the finished comparison, as `tilltro compare` has it."""
    settings = asked.settings
    key = content_hash(settings, "compare", asked.name, asked.language)
    return Comparison(asked.name, "compare", asked.language, settings, asked.study, tables, key)


def check_size(asked: Asked) -> None:
    """Check that a comparison isn't too large for a page.

    Raises:
        InputError: if it is; the command line does it.
    """
    settings = asked.settings
    n_rows = (settings.n_clients + settings.population.inflow * settings.n_quarters) * len(settings.arms)
    if n_rows > MOST_ROWS:
        raise InputError("too_large_for_page", n=n_rows, high=MOST_ROWS, kind="clients of all policies together")
    n_steps = n_rows * settings.n_quarters * settings.n_replications
    if n_steps > MOST_CLIENT_QUARTERS:
        raise InputError(
            "too_large_for_page", n=n_steps, high=MOST_CLIENT_QUARTERS, kind="quarters of clients in all runs together"
        )
