"""Units of work: one world and parameter draw, all policies and the baseline, some replications; named by content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from simulation.analyses.sweeps.specification import Sweep

KEY_DIGITS = 16


@dataclass(frozen=True)
class Unit:
    """A unit of work.

    Pairing stays inside: a contrast needs the rows of one unit only. The same `key` means the same numbers.
    """

    key: str
    world: int  # its place among the sweep's worlds
    point: int  # its place in the design
    first: int  # replication
    n_replications: int


def units(sweep: Sweep, world: int, point: int, first: int, n_replications: int) -> Iterator[Unit]:
    """Yield the units for some replications of a point: as few as possible, and as equal as possible."""
    most = sweep.replications_a_unit(sweep.worlds[world])
    n_units = -(-n_replications // most)
    bounds = [first + n_replications * number // n_units for number in range(n_units + 1)]
    for start, stop in pairwise(bounds):
        content = [sweep.key, world, [float(value) for value in sweep.design.values[point]], start, stop - start]
        key = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:KEY_DIGITS]
        yield Unit(key, world, point, start, stop - start)
