"""Tables without what they would tell of too few of one's own clients."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.study.contrasts.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

# What a row is about, and how much was run: all else of a hidden group is left empty.
KEPT = ("policy", "baseline", "group", "outcome", "quarter", "unit", "replication", "draw", "n_replications")


def without_numbers(table: pd.DataFrame, groups: Collection[str]) -> pd.DataFrame:
    """Return a table whose rows of some groups hold no numbers."""
    if not groups:
        return table
    rows = table["group"].isin(groups)
    numbers = [name for name in table.columns if name not in KEPT]
    return table.assign(**{name: table[name].astype(np.float64).mask(rows) for name in numbers})


def without_groups(tables: Tables, groups: Collection[str]) -> Tables:
    """Return the tables of a comparison with nothing told of some groups."""
    at_end = None if tables.at_end is None else without_numbers(tables.at_end, groups)
    levels, contrasts = (without_numbers(table, groups) for table in (tables.levels, tables.contrasts))
    return replace(tables, levels=levels, contrasts=contrasts, at_end=at_end)


def hidden_in(tables: Tables) -> frozenset[str]:
    """Return the groups of which tables tell nothing."""
    levels = tables.levels
    return frozenset(levels["group"][levels["n_clients"].isna()])
