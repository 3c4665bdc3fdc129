"""Carry out the study of some settings, with as many replications as a precision takes where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.study.contrasts.precision import Precision, make_precision
from simulation.study.contrasts.tables import Tables
from simulation.study.contrasts.uncertainty import A_DRAW
from simulation.study.memory import check_memory
from simulation.study.replications import run_precisely, run_study
from simulation.study.settings import POSTERIOR, Settings


def first_job_precision(
    settings: Settings, given: str | float | None, most_replications: int | None = None
) -> Precision | None:
    """Return the precision of a comparison that is asked for; it begins with the replications of the settings.

    Raises:
        InputError: if it isn't allowed.
    """
    step = A_DRAW if settings.parameter_set == POSTERIOR else 1
    return make_precision(given, most_replications, MAIN_OUTCOME, settings.n_replications, step)


def simulate(
    settings: Settings,
    precision: Precision | None,
    n_threads: int,
    on_replication: Callable[[int], None],
    on_more: Callable[[int, float], None] = lambda _n, _width: None,
) -> Tables:
    """Return the tables of a comparison, with as many replications as its precision takes where there is one.

    Args:
        settings: of the comparison.
        precision: of first jobs; None for the number of replications in the settings.
        n_threads: how many to use.
        on_replication: called with the number of replications done.
        on_more: called as by `run_precisely` when more are needed.

    Raises:
        InputError: if it doesn't fit into the memory that there is.
    """
    check_memory(settings, n_threads)
    if precision is None:
        return run_study(settings.study(), n_threads, on_replication)
    # With the draws of as many replications as there may be; how many there are, the tables tell.
    most = replace(settings, n_replications=precision.most_replications)
    return run_precisely(most.study(), precision, n_threads, on_replication, on_more)
