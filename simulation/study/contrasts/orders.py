"""Which policy beats which: the paired difference of every two policies at the end, and how probable its sign is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import OUTCOMES
from simulation.study.contrasts.uncertainty import parts_of, probability_above

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
DIRECTED = tuple(outcome for outcome in OUTCOMES if outcome.better != "neither")


class Orders:
    """Takes in replications one by one, in their order: all clients, last quarter, outcomes with a better direction.

    `draws` is the number of the parameter draw of each replication; None where all have the same parameters, and then
    no probability is known: it is one over the draws, not over luck.
    """

    def __init__(self, policies: Sequence[str], draws: Sequence[int] | None) -> None:
        self.policies = tuple(policies)
        self._draws = draws
        self._at_end: list[Floats] = []  # [n_arms, n_outcomes] a replication

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        self._at_end.append(result.mean[:, -1, GROUPS.index("all")].copy())

    def table(self) -> pd.DataFrame:
        """Return a row for every policy, other policy and outcome; columns as in `docs/reference/en/columns.md`."""
        import pandas as pd

        at_end = np.array(self._at_end)[:, :, [OUTCOMES.index(outcome) for outcome in DIRECTED]]
        difference = at_end[:, :, None] - at_end[:, None]  # [n_replications, n_arms, n_arms, n_outcomes]
        sign = np.array([1.0 if outcome.better == "higher" else -1.0 for outcome in DIRECTED])
        draws = (0,) * len(difference) if self._draws is None else self._draws
        parts, by_draw = parts_of(difference, draws)
        probability = probability_above(sign * by_draw)
        n_draws = np.where(np.isnan(probability), 0, (~np.isnan(by_draw)).sum(axis=0))
        one, other, outcome = np.meshgrid(*(np.arange(size) for size in difference.shape[1:]), indexing="ij")
        is_pair = one.ravel() != other.ravel()
        names = np.array(self.policies, object)

        def column(values: NDArray[Any]) -> NDArray[Any]:
            kept: NDArray[Any] = values.ravel()[is_pair]
            return kept

        return pd.DataFrame(
            {
                "policy": names[column(one)],
                "other": names[column(other)],
                "outcome": np.array([item.id for item in DIRECTED], object)[column(outcome)],
                "difference": column(parts.mean),
                "mc_low": column(parts.mean - parts.half_width),
                "mc_high": column(parts.mean + parts.half_width),
                "cred_low": column(parts.cred_low),
                "cred_high": column(parts.cred_high),
                "probability_better": column(probability),
                "n_draws": column(n_draws),
            }
        )
