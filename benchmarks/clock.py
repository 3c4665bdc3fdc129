"""Ratios on a shared machine: works take turns, CPU time is counted, and a ratio is taken round by round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Clock = Callable[[], float]


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Work:
    """What is timed: `size` client-quarters of work. `prepare` is called before each time and isn't timed."""

    run: Callable[[], object]
    size: float
    prepare: Callable[[], object] = nothing


@dataclass(frozen=True)
class Times:
    """Nanoseconds a client-quarter of each work, round by round."""

    ns: dict[str, list[float]] = field(default_factory=dict)

    def of(self, name: str) -> float:
        """Return the median over rounds."""
        return statistics.median(self.ns[name])

    def ratio(self, above: str, below: str) -> float:
        """Return the median over rounds of one work's cost over another's."""
        pairs = zip(self.ns[above], self.ns[below], strict=True)
        return statistics.median(one / other for one, other in pairs)


def take_turns(works: Mapping[str, Work], n_rounds: int, clock: Clock = time.thread_time) -> Times:
    """Time the works: every round calls all of them once, in their order.

    `clock` is CPU time of this thread unless given: what others do on the machine then counts only through caches.
    """
    times = Times({name: [] for name in works})
    for _ in range(n_rounds):
        for name, work in works.items():
            work.prepare()
            start = clock()
            work.run()
            times.ns[name].append((clock() - start) / work.size * 1e9)
    return times
