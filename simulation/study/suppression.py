"""Suppression: which groups of the user's own clients are too small to publish, and tables without their numbers.

The rule itself is in `simulation/model/outcomes/small_groups.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.small_groups import suppressed_groups
from simulation.model.policies import Policy
from simulation.study.contrasts.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from simulation.study.settings import Settings

# What a row is about, and how much was run; every other column of a suppressed group's row is left empty.
KEPT = ("policy", "baseline", "group", "outcome", "quarter", "unit", "replication", "draw", "n_replications")


def unanswerable_groups(settings: Settings) -> tuple[str, ...]:
    """Return the groups that no question can be asked about: suppressed ones, and those without clients.

    Drawn clients belong to nobody, so there are none among them.
    """
    if settings.client_table is None:
        return ()
    n_clients = _at_start(
        settings.environment(), settings.policy(settings.baseline), settings.seed, settings.n_replications
    )
    empty = (group for group, n in zip(GROUPS, n_clients, strict=True) if n == 0.0)
    return (*suppressed_groups(n_clients), *empty)


def suppressed_at_start(environment: Environment, policy: Policy, seed: int, n_replications: int) -> tuple[str, ...]:
    """Return the groups that a comparison will suppress; none where clients are drawn.

    They go by the clients at the start, who are the same under every policy and in every world.
    """
    if environment.population.table is None:
        return ()
    return suppressed_groups(_at_start(environment, policy, seed, n_replications))


def _at_start(environment: Environment, policy: Policy, seed: int, n_replications: int) -> NDArray[np.float64]:
    """Return the number of clients in each group [n_groups], its mean over replications."""
    counts = []
    for number in range(n_replications):
        recorder = Recorder(1, 0, baseline=0)
        Replication(environment, [policy], seed, number).record(recorder)
        counts.append(recorder.result().n_clients[0])
    return np.asarray(np.mean(counts, axis=0))


def suppress_rows(table: pd.DataFrame, groups: Collection[str]) -> pd.DataFrame:
    """Return a table with the numbers of these groups left empty."""
    if not groups:
        return table
    rows = table["group"].isin(groups)
    numbers = [name for name in table.columns if name not in KEPT]
    return table.assign(**{name: table[name].astype(np.float64).mask(rows) for name in numbers})


def suppress_groups(tables: Tables, groups: Collection[str]) -> Tables:
    """Return the tables of a comparison with the numbers of these groups left empty."""
    at_end = None if tables.at_end is None else suppress_rows(tables.at_end, groups)
    levels, contrasts = (suppress_rows(table, groups) for table in (tables.levels, tables.contrasts))
    return replace(tables, levels=levels, contrasts=contrasts, at_end=at_end)


def suppressed_in(tables: Tables) -> frozenset[str]:
    """Return the groups that are suppressed in these tables."""
    levels = tables.levels
    return frozenset(levels["group"][levels["n_clients"].isna()])
