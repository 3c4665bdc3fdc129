"""How much memory a study takes, estimated beforehand: else the system would kill it halfway without a message."""

from __future__ import annotations

import math

from simulation.base.errors import InputError
from simulation.base.memory import STARVED, available_memory
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.state import CASEWORKER, CLIENT
from simulation.study.replications import LARGEST_SIDE_BY_SIDE
from simulation.study.settings import Settings

BESIDE_A_ROW = 128  # bytes a client, whatever the number of policies: what is drawn and planned (measured: 80 to 125)
RESULTS_KEPT = 12  # as large as one replication's outcomes: the means and squares that tables are made of
A_PROCESS = 200_000_000  # bytes of a worker with its libraries (measured: 175 MB)
SMALL = 10_000_000_000  # bytes, from which on memory is told in gigabytes


def needed_memory(settings: Settings, n_threads: int, n_processes: int = 1) -> tuple[int, int]:
    """Return how many bytes a study takes, and how many replications are then under way side by side.

    Args:
        settings: of the study.
        n_threads: of each process.
        n_processes: that each have replications under way.
    """
    n_arms = len(settings.arms)
    n_rows = settings.n_clients + settings.population.inflow * settings.n_quarters
    n_caseworkers = -(-settings.n_clients // settings.caseworkers.caseload)
    state = n_rows * (n_arms * CLIENT.itemsize + BESIDE_A_ROW) + n_caseworkers * n_arms * CASEWORKER.itemsize
    n_beside = min(n_threads, settings.n_replications) if n_rows * n_arms <= LARGEST_SIDE_BY_SIDE else 1
    result = n_arms * (settings.n_quarters + 1) * len(GROUPS) * len(OUTCOME_IDS) * 3 * 8
    results = result * (2 * n_beside + RESULTS_KEPT)
    return n_processes * (n_beside * state + results) + (n_processes - 1) * A_PROCESS, n_processes * n_beside


def check_memory(settings: Settings, n_threads: int, n_processes: int = 1) -> None:
    """Check that a study fits into the memory that there is; arguments as for `needed_memory`.

    Raises:
        InputError: if it doesn't, with what it takes and what makes it smaller.
    """
    needed, n_beside = needed_memory(settings, n_threads, n_processes)
    n_rows = settings.n_clients + settings.population.inflow * settings.n_quarters
    sizes = {"n_clients": n_rows, "n_policies": len(settings.arms), "n_beside": n_beside}
    refuse_beyond_memory(needed, "too_large_for_memory", **sizes)


def refuse_beyond_memory(needed: int, key: str, **sizes: int) -> None:
    """Refuse what needs more bytes than there are, in the sentence of a key that names its sizes.

    Raises:
        InputError: if there are fewer.
    """
    available = available_memory()
    if available is None or needed <= available:
        return
    if needed < STARVED and available < STARVED:  # what the program itself takes is missing, not the size of a study
        raise InputError("too_little_memory")
    raise InputError(key, needed=_shown(needed), available=_shown(available), **sizes)


def _shown(n_bytes: int) -> str:
    return f"{math.ceil(n_bytes / 1e9)} GB" if n_bytes >= SMALL else f"{math.ceil(n_bytes / 1e6)} MB"
