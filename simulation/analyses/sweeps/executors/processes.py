"""Worker processes on this computer, started afresh (spawn) so that it works on every system.

Each has a pipe of its own. So it is known which unit a process that dies took with it, and a worker whose runner was
killed finds the pipe closed and ends.
"""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from simulation.analyses.sweeps.executors.base import DIED, MOST_ATTEMPTS, Answer
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Worker
from simulation.base.chunks import one_thread_each
from simulation.base.errors import InputError
from simulation.base.workers import begin_worker

UNITS_A_WORKER = 2  # one under way and the next at hand
READY = b"ready"


@dataclass
class _Process:
    process: BaseProcess
    pipe: Connection
    is_ready: bool = False
    units: deque[Unit] = field(default_factory=deque)  # the first is under way


class Processes:
    """An executor with one process a core."""

    def __init__(self, sweep: Sweep, n_workers: int | None = None) -> None:
        self._sweep = sweep
        self._attempts: dict[Unit, int] = {}
        self._answers: deque[Answer] = deque()
        self._waiting: deque[Unit] = deque()
        self._workers = [self._start() for _ in range(n_workers or os.cpu_count() or 1)]
        self.n_slots = UNITS_A_WORKER * len(self._workers)

    def _start(self) -> _Process:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._sweep), daemon=True)
        with one_thread_each():
            process.start()
        theirs.close()
        return _Process(process, ours)

    def submit(self, unit: Unit) -> None:
        """Hand a unit to the worker with the fewest."""
        self._waiting.append(unit)
        self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min(self._workers, key=lambda worker: len(worker.units))
            if len(worker.units) >= UNITS_A_WORKER:
                return
            worker.units.append(self._waiting.popleft())
            try:
                worker.pipe.send(worker.units[-1])
            except OSError:  # it has died; `next` finds its pipe closed
                return

    def next(self) -> Answer:
        """Wait for the next answer.

        Raises:
            InputError: if a process can't even start.
        """
        while not self._answers:
            for pipe in wait([worker.pipe for worker in self._workers]):
                worker = next(worker for worker in self._workers if worker.pipe is pipe)
                try:
                    self._receive(worker, worker.pipe.recv())
                except (EOFError, OSError):
                    self._replace(worker)
            self._hand_out()
        return self._answers.popleft()

    def _receive(self, worker: _Process, heard: object) -> None:
        if heard == READY and not worker.is_ready:
            worker.is_ready = True
            return
        unit = worker.units.popleft()
        self._attempts.pop(unit, None)
        self._answers.append(Answer(unit, heard))  # type: ignore[arg-type]

    def _replace(self, worker: _Process) -> None:
        """Put a fresh process in the place of one that has died, and see to the units it had."""
        worker.pipe.close()
        worker.process.join()
        if not worker.is_ready:
            raise InputError("worker_not_started", code=worker.process.exitcode)
        if worker.units:
            unit = worker.units[0]
            self._attempts[unit] = self._attempts.get(unit, 0) + 1
            if self._attempts[unit] >= MOST_ATTEMPTS:
                del self._attempts[unit]
                worker.units.popleft()
                self._answers.append(Answer(unit, DIED))
        self._waiting.extendleft(reversed(worker.units))
        self._workers[self._workers.index(worker)] = self._start()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()


def serve(pipe: Connection, sweep: Sweep) -> None:
    """Answer units until the runner closes the pipe (or is no more)."""
    begin_worker()
    worker = Worker(sweep)
    try:
        pipe.send(READY)
        while True:
            pipe.send(worker.run(pipe.recv()))
    except (EOFError, OSError):
        return
