"""What notebooks call: the same comparison as `tilltro compare`, returned as tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from simulation.base.checks import check_whole
from simulation.study.carry_out import first_job_precision, simulate
from simulation.study.contrasts.tables import Tables
from simulation.study.settings import MOST_THREADS
from simulation.study.settings_reader import make_settings

__all__ = ["compare", "make_settings"]


def compare(
    policies: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    on_replication: Callable[[int], None] = lambda _: None,
    precision: str | float | None = None,
    most_replications: int | None = None,
    **settings: Any,
) -> Tables:
    """Compare policies on the same simulated people with the same luck.

    Args:
        policies: names (`tilltro policies` lists them), or a single one; default: those of the headline comparison.
        threads: how many to use; default: all cores. The numbers don't depend on it.
        on_replication: called with the number of replications done.
        precision: add replications until every interval in first job is so narrow from end to end: "0.5pp", or a share.
        most_replications: with a precision, how many at most (default 10,000).
        settings: anything else that `make_settings` takes, such as `baseline`, `n_clients`, `n_replications`.

    Returns:
        `levels`, `contrasts` and `orders`, DataFrames with the columns of docs/results.md, and `money` with those of
        docs/money.md.

    Raises:
        InputError: if a value isn't allowed.
    """
    n_threads = os.cpu_count() or 1 if threads is None else check_whole("threads", threads, 1, MOST_THREADS)
    made = make_settings(policies, **settings)
    return simulate(made, first_job_precision(made, precision, most_replications), n_threads, on_replication)
