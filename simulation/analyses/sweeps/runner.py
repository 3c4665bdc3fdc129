"""The batch runner: hands out units, writes their shards, and writes the table of results as points are finished.

Points are taken in a fixed order and finished points are written in that order, so that the results don't depend on
which worker was quicker, nor on how often the run was stopped.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulation.analyses.sweeps.aggregate import InterimRanking, Point
from simulation.analyses.sweeps.executors import Executor
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.results import ResultsWriter
from simulation.analyses.sweeps.shards import decode
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Failure
from simulation.base.errors import InputError, reason_of

POINTS_AHEAD = 32  # points that may be begun before the oldest is finished, above those the workers are busy with
SECONDS_BETWEEN_NOTES = 1.0


@dataclass
class SweepProgress:
    """How far a sweep has come; its fields are written to `run/progress.json`."""

    n_points: int
    n_replications: int = 0  # done, in all points
    n_simulated: int = 0  # those of them simulated in this run
    n_failed_units: int = 0
    n_asked: int = 0  # replications that are needed as far as is known
    seconds: float = 0.0
    seconds_of_first: float = 0.0  # until each worker had answered once; workers take time to start
    n_first: int = 0  # replications simulated by then

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take; None until more than the first answers are in: workers take time to start."""
        if not self.n_simulated > self.n_first > 0:
            return None
        since = (self.seconds - self.seconds_of_first) / (self.n_simulated - self.n_first)
        a_replication = min(self.seconds / self.n_simulated, since)  # `since` is too long just after the first answers
        return a_replication * (self.n_asked - self.n_replications)


class Runner:
    """Runs a sweep in its folder, whose lock is held."""

    def __init__(
        self,
        sweep: Sweep,
        folder: SweepFolder,
        start_executor: Callable[[], Executor],
        on_progress: Callable[[SweepProgress], None] = lambda _: None,
    ) -> None:
        self.sweep = sweep
        self.folder = folder
        self.progress = SweepProgress(sweep.n_points, n_asked=sweep.n_points * sweep.n_replications)
        self._start_executor = start_executor
        self._executor: Executor | None = None
        self._on_progress = on_progress
        self._interim = InterimRanking(sweep)
        self._ready: deque[tuple[Point, Unit]] = deque()  # to be handed out
        self._under_way: dict[Unit, Point] = {}  # by the whole unit: equal draws have units with equal keys
        self._open: dict[int, Point] = {}  # begun and not written, by their number
        self._n_answers = 0
        self._next = 0  # the point to be written next
        self._start = time.monotonic()
        self._last_note = 0.0

    def run(self) -> SweepProgress:
        """Do what is missing, and write the table of results.

        Raises:
            InputError: if a file can't be written; what has been written stays, and the sweep can be taken up again.
        """
        points = self._points()
        try:
            with ResultsWriter(self.sweep, self.folder.path) as writer:
                while True:
                    self._begin(points, writer)
                    self._hand_out()
                    if not self._under_way and not self._ready and not self._open:
                        break
                    if self._under_way:
                        self._receive()
        except OSError as error:
            raise InputError("sweep_stopped", folder=self.folder.path, reason=reason_of(error)) from error
        finally:
            self._report(is_last=True)
            if self._executor is not None:
                self._executor.close()
        return self.progress

    def _points(self) -> Iterator[tuple[int, Point]]:
        n_design = len(self.sweep.design.values)
        for number in range(self.sweep.n_points):
            yield number, Point(self.sweep, number // n_design, number % n_design)

    @property
    def _n_slots(self) -> int:
        return 1 if self._executor is None else self._executor.n_slots

    def _begin(self, points: Iterator[tuple[int, Point]], writer: ResultsWriter) -> None:
        """Begin points until there is enough to hand out; shards that are there already are taken in at once."""
        self._write_finished(writer)
        while len(self._ready) < self._n_slots and len(self._open) < POINTS_AHEAD + 2 * self._n_slots:
            following = next(points, None)
            if following is None:
                return
            number, point = following
            self._open[number] = point
            self._ask(point)
            self._write_finished(writer)

    def _ask(self, point: Point) -> None:
        """Ask for the replications that a point still lacks, until some have to be simulated or it is finished."""
        while point.n_taken == point.n_asked and (lacking := point.n_lacking()):
            if point.n_asked:
                self.progress.n_asked += lacking
            for unit in list(point.ask(lacking)):
                content = self.folder.shards.read(self.sweep, unit)
                if content is None:
                    self._ready.append((point, unit))
                else:
                    self._take(point, unit, content)

    def _hand_out(self) -> None:
        while self._ready and len(self._under_way) < self._n_slots:
            if self._executor is None:
                self._executor = self._start_executor()
                self._start = time.monotonic()
            point, unit = self._ready.popleft()
            self._under_way[unit] = point
            self._executor.submit(unit)

    def _receive(self) -> None:
        """Wait for an answer; write it, and ask for what its point still lacks."""
        assert self._executor is not None  # noqa: S101 (something is under way)
        answer = self._executor.next()
        point = self._under_way.pop(answer.unit)
        self.progress.n_simulated += answer.unit.n_replications
        self._n_answers += 1
        if self._n_answers == self._n_slots:
            self.progress.n_first = self.progress.n_simulated
            self.progress.seconds_of_first = time.monotonic() - self._start
        if isinstance(answer.result, Failure):
            self.folder.record_failure(self.sweep, answer.unit, answer.result)
            self.progress.n_failed_units += 1
            self.progress.n_replications += answer.unit.n_replications
            point.take(answer.unit, None)
        else:
            self.folder.write_shard(self.sweep, answer.unit, answer.result)
            self._take(point, answer.unit, answer.result)
        self._ask(point)
        self._report()

    def _take(self, point: Point, unit: Unit, content: bytes) -> None:
        rows = decode(self.sweep, unit, content)
        self.progress.n_replications += unit.n_replications
        self._interim.add(unit, rows)
        point.take(unit, rows)

    def _write_finished(self, writer: ResultsWriter) -> None:
        while (point := self._open.get(self._next)) and point.n_taken == point.n_asked and not point.n_lacking():
            writer.add(point)
            del self._open[self._next]
            self._next += 1

    def _report(self, is_last: bool = False) -> None:
        now = time.monotonic()
        self.progress.seconds = now - self._start
        self._on_progress(self.progress)
        if is_last or now - self._last_note >= SECONDS_BETWEEN_NOTES:
            self._last_note = now
            left = self.progress.seconds_left
            so_far = {"so_far": self._interim.differences(), "so_far_error": self._interim.errors()}
            self.folder.write_progress({**vars(self.progress), "seconds_left": left, **so_far})
