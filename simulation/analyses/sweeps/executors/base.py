"""The contract of an executor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Failure

MOST_ATTEMPTS = 2  # a unit whose worker has died this often has failed
DIED = Failure(
    "WorkerDied", "The process that simulated it ended without an answer, more than once; often memory ran out."
)


@dataclass(frozen=True)
class Answer:
    """What became of a unit: the content of its shard, or why there is none."""

    unit: Unit
    result: bytes | Failure


class Executor(Protocol):
    """Takes units and gives back answers, in any order.

    A worker that dies costs nothing but time: its unit is done once more by another.
    """

    @property
    def n_slots(self) -> int:
        """How many units may be under way at once: enough that no worker waits."""
        ...

    def submit(self, unit: Unit) -> None:
        """Take a unit; never more than `n_slots` without an answer."""
        ...

    def next(self) -> Answer:
        """Wait for the next answer; only while a unit is under way."""
        ...

    def close(self) -> None:
        """End at once, whatever is under way."""
        ...
