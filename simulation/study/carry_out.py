"""Carry out the study of some settings, with as many replications as a precision takes where there is one."""

from __future__ import annotations

from dataclasses import replace

from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.study.contrasts.precision import Precision, make_precision
from simulation.study.contrasts.tables import Tables
from simulation.study.contrasts.uncertainty import REPLICATIONS_PER_DRAW
from simulation.study.memory import check_memory
from simulation.study.replications import run_study
from simulation.study.settings import POSTERIOR, Settings
from simulation.study.trajectories import Sample


def first_job_precision(
    settings: Settings, given: str | float | None, most_replications: int | None = None
) -> Precision | None:
    """Return the precision of a comparison that is asked for; it begins with the replications of the settings.

    Raises:
        InputError: if it isn't allowed.
    """
    step = REPLICATIONS_PER_DRAW if settings.parameter_set == POSTERIOR else 1
    return make_precision(given, most_replications, MAIN_OUTCOME, settings.n_replications, step)


def simulate(
    settings: Settings,
    precision: Precision | None,
    n_threads: int,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    follow_clients: bool = False,
) -> Tables:
    """Return the tables of a comparison, with as many replications as its precision takes where there is one.

    Args:
        settings: of the comparison.
        precision: of first jobs; None for the number of replications in the settings.
        n_threads: how many to use.
        progress: told as by `run_study`.
        cancel: asked as by `run_study`.
        follow_clients: whether the tables hold the trajectories of a sample of clients too; never of one's own, each of
            whom is a group of one.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if it doesn't fit into the memory that there is.
    """
    check_memory(settings, n_threads)
    # With the draws of as many replications as there may be; how many there are, the tables tell.
    most = settings if precision is None else replace(settings, n_replications=precision.most_replications)
    sample = Sample() if follow_clients and settings.client_table is None else None
    tables = run_study(most.study(), n_threads, progress, cancel, precision, sample)
    return tables if sample is None else replace(tables, trajectories=sample.table())
