"""What each replication gave at the last quarter: what ranges over draws are made from, of any pair of policies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.groups import GROUPS, WITH_DIAGNOSIS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import MAIN_OUTCOMES, OUTCOME_IDS

if TYPE_CHECKING:
    import pandas as pd

KEPT_GROUPS = ("all", WITH_DIAGNOSIS)


def values_of(table: pd.DataFrame) -> dict[tuple[str, str, str], NDArray[np.float64]]:
    """Return the values of a table that `AtEnd` made, by policy, group and outcome [n_replications]."""
    names = [table[column].to_numpy(object) for column in ("policy", "group", "outcome")]
    values = table["value"].to_numpy(np.float64)
    # Rows of the same stand together: where one ends is faster found than each row looked up.
    ends = np.flatnonzero(np.any([column[1:] != column[:-1] for column in names], axis=0)) + 1
    bounds = [0, *ends.tolist(), len(values)]
    return {
        (str(names[0][first]), str(names[1][first]), str(names[2][first])): values[first:last]
        for first, last in pairwise(bounds)
    }


class AtEnd:
    """Takes in replications one by one, in their order: main outcomes of all clients and of those with a diagnosis.

    `draws` is the number of the parameter draw of each replication; None where all have the same parameters.
    """

    def __init__(self, policies: Sequence[str], draws: Sequence[int] | None) -> None:
        self._policies = tuple(policies)
        self._draws = draws
        self._kept: list[NDArray[np.float64]] = []  # [n_arms, n_groups, n_outcomes] a replication

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        groups, outcomes = map(GROUPS.index, KEPT_GROUPS), map(OUTCOME_IDS.index, MAIN_OUTCOMES)
        self._kept.append(result.mean[:, -1][:, list(groups)][:, :, list(outcomes)].copy())

    def table(self) -> pd.DataFrame:
        """Return a row for every policy, group, outcome and replication; `draw` is -1 without draws."""
        import pandas as pd

        kept = np.array(self._kept).transpose(1, 2, 3, 0)  # [n_arms, n_groups, n_outcomes, n_replications]
        draws = np.full(kept.shape[-1], -1) if self._draws is None else np.array(self._draws[: kept.shape[-1]])
        arm, group, outcome, replication = np.meshgrid(*map(np.arange, kept.shape), indexing="ij")
        return pd.DataFrame(
            {
                "policy": np.array(self._policies, object)[arm.ravel()],
                "group": np.array(KEPT_GROUPS, object)[group.ravel()],
                "outcome": np.array(MAIN_OUTCOMES, object)[outcome.ravel()],
                "replication": replication.ravel(),
                "draw": draws[replication.ravel()],
                "value": kept.ravel(),
            }
        )
