"""What notebooks call: the same comparison as `tilltro compare`, returned as tables."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from simulation.base.checks import check_whole
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.study.carry_out import first_job_precision, simulate
from simulation.study.contrasts.tables import Tables
from simulation.study.settings import MOST_THREADS
from simulation.study.settings_reader import make_settings

__all__ = ["compare", "make_settings"]


def compare(
    policies: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    precision: str | float | None = None,
    most_replications: int | None = None,
    **settings: Any,
) -> Tables:
    """Compare policies on the same simulated people with the same luck.

    Args:
        policies: names (`tilltro policies` lists them), or a single one; default: those of the headline comparison.
        threads: how many to use; default: all cores. The numbers don't depend on it.
        progress: `progress(n_done, n_asked)` is called after each replication, in the calling thread. With a precision
            `n_asked` grows where more replications are needed.
        cancel: `cancel()` is asked between replications and between quarters, in any thread but one call at a time;
            where it returns True, the comparison stops at once.
        precision: add replications until every interval in first job is so narrow from end to end: "0.5pp", or a share.
        most_replications: with a precision, how many at most (default 10,000).
        settings: anything else that `make_settings` takes, such as `baseline`, `n_clients`, `n_replications`.

    Returns:
        `levels`, `contrasts` and `orders`, DataFrames, and `money`, which holds three more. What each column means
        stands in docs/reference/en/columns.md.

    Raises:
        InputError: if a value isn't allowed.
        Cancelled: when `cancel` says so (`simulation.Cancelled`). What `progress` or `cancel` raises ends it too. No
            thread is left behind.

    Several comparisons may run in threads of one process; each gives the tables that it gives alone.
    """
    n_threads = os.cpu_count() or 1 if threads is None else check_whole("threads", threads, 1, MOST_THREADS)
    made = make_settings(policies, **settings)
    return simulate(made, first_job_precision(made, precision, most_replications), n_threads, progress, cancel)
