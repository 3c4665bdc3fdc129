"""One unit after the other, in this very process: for small sweeps, and for finding faults."""

from __future__ import annotations

from collections import deque

from simulation.analyses.sweeps.executors.base import Answer
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Worker


class Serial:
    """An executor without workers of its own."""

    n_slots = 1

    def __init__(self, sweep: Sweep) -> None:
        self._worker = Worker(sweep)
        self._waiting: deque[Unit] = deque()

    def submit(self, unit: Unit) -> None:
        """Take a unit."""
        self._waiting.append(unit)

    def next(self) -> Answer:
        """Simulate the unit that has waited longest."""
        unit = self._waiting.popleft()
        return Answer(unit, self._worker.run(unit))

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
