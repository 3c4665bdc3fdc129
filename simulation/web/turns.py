"""Whose turn it is among the comparisons that are computed side by side.

Who hasn't seen anything yet comes first, in the order of arrival; then whoever has waited for `BEHIND` seconds since
the last turn; then whoever needs least until the end. Were all to advance alike, all would have their answers as late
as the last one. A turn takes about a quarter of a second, but a replication of very many clients can't be interrupted:
while all workers are busy with such ones, a spare one serves the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

BEHIND = 10.0  # seconds after a turn when a run is due again, before others that need less until the end
LONG = 2.0  # seconds: a turn that is expected to take longer isn't given by the spare worker


class Waiting(Protocol):
    """What takes turns."""

    due: float  # moment from which it comes before those that aren't due

    def seconds_a_turn(self, n_threads: int) -> float:
        """Return about how long its next turn takes on so many threads."""
        ...

    def seconds_to_do(self) -> float:
        """Return about how long one thread takes for all that is left."""
        ...


class Turns[Run: Waiting]:
    """Which runs are at work, and which is next. Not thread-safe: the caller holds the lock."""

    def __init__(self, n_workers: int) -> None:
        self._n_workers = n_workers
        self._busy: dict[int, tuple[Run, bool]] = {}  # by identity: the run, and whether its turn is a long one

    def take(self, runs: Iterable[Run], now: float, is_spare: bool = False) -> tuple[Run, int] | None:
        """Return the run that is next and for how many threads; None where nobody is to have a turn now.

        Args:
            runs: all that aren't over, those at work included.
            now: this moment.
            is_spare: whether the spare worker asks.
        """
        waiting = list(runs)
        free = [run for run in waiting if id(run) not in self._busy]
        if is_spare:
            n_long = sum(is_long for _, is_long in self._busy.values())
            free = [run for run in free if not _is_long(run)] if n_long >= self._n_workers else []
        if not free:
            return None
        due = [run for run in free if run.due <= now]
        run = min(due, key=lambda run: run.due) if due else min(free, key=lambda run: run.seconds_to_do())
        n_threads = self._n_workers if len(waiting) == 1 and not is_spare else 1
        self._busy[id(run)] = run, _is_long(run)
        return run, n_threads

    def give_back(self, run: Run, now: float) -> None:
        """Note that a run has had its turn."""
        del self._busy[id(run)]
        run.due = now + BEHIND


def _is_long(run: Waiting) -> bool:
    return run.seconds_a_turn(1) > LONG
