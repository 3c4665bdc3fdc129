"""Levels and paired contrasts over replications, with Monte-Carlo intervals.

A replication gives every policy the same people with the same luck, so a contrast is a difference within
replications. The Monte-Carlo interval is of its mean over replications: it shrinks with more of them. Where they run
over draws of the calibrated parameters, the credible interval says how far those are known (`uncertainty.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import OUTCOMES
from simulation.study.contrasts.moments import RunningMoments, is_rounding
from simulation.study.contrasts.uncertainty import Nested, Parts

if TYPE_CHECKING:
    import pandas as pd

    from simulation.study.money.accounts import MoneyTables

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tables:
    """The result tables; columns as in `docs/reference/en/columns.md`."""

    levels: pd.DataFrame
    contrasts: pd.DataFrame
    money: MoneyTables | None = None  # None before prices are put on what was counted
    orders: pd.DataFrame | None = None  # None before policies are compared with each other
    trajectories: pd.DataFrame | None = None  # None where no clients were followed
    at_end: pd.DataFrame | None = None  # each replication at the last quarter; None in results of earlier versions

    @property
    def n_replications(self) -> int:
        """How many replications the tables are of."""
        return int(self.levels["n_replications"].max())


class Contrasts:
    """Takes in replications one by one, in their order, and gives the tables of levels and contrasts.

    `displacement` is the share of additional jobs that are taken from others. `draws` is the number of the parameter
    draw of each replication; None where all have the same parameters.
    """

    def __init__(
        self,
        policies: Sequence[str],
        baseline: str,
        n_quarters: int,
        displacement: float = 0.0,
        draws: Sequence[int] | None = None,
    ) -> None:
        self._left = np.array([after_displacement(1.0, outcome.id, displacement) for outcome in OUTCOMES])
        self.policies = tuple(policies)
        self.baseline = self.policies.index(baseline)
        self.n_quarters = n_quarters
        shape = (len(self.policies), n_quarters + 1, len(GROUPS), len(OUTCOMES))
        self._level = RunningMoments(shape)
        self._difference = RunningMoments(shape)
        self._higher = RunningMoments(shape)
        self._lower = RunningMoments(shape)
        self._n_clients = RunningMoments(shape[1:3])
        self._level_by_draw = None if draws is None else Nested(shape, draws)
        self._difference_by_draw = None if draws is None else Nested(shape, draws)

    def add(self, result: ReplicationResult) -> None:
        """Take in one replication."""
        self._level.add(result.mean)
        self._difference.add(result.mean - result.mean[self.baseline])
        self._higher.add(result.higher)
        self._lower.add(result.lower)
        if self._level_by_draw is not None and self._difference_by_draw is not None:
            self._level_by_draw.add(result.mean)
            self._difference_by_draw.add(result.mean - result.mean[self.baseline])
        self._n_clients.add(result.n_clients.astype(np.float64))

    def tables(self) -> Tables:
        """Return levels and contrasts so far."""
        import pandas as pd

        return Tables(pd.DataFrame(self._levels()), pd.DataFrame(self._contrasts()))

    def _keys(self, arms: Sequence[int]) -> dict[str, Any]:
        names = [self.policies[arm] for arm in arms]
        quarters = np.arange(self.n_quarters + 1)
        outcomes = [outcome.id for outcome in OUTCOMES]
        policy, group, outcome, quarter = np.meshgrid(
            np.arange(len(names)), np.arange(len(GROUPS)), np.arange(len(outcomes)), quarters, indexing="ij"
        )
        return {
            "policy": np.array(names, object)[policy.ravel()],
            "group": np.array(GROUPS, object)[group.ravel()],
            "outcome": np.array(outcomes, object)[outcome.ravel()],
            "quarter": quarter.ravel(),
            "unit": np.array([outcome.unit for outcome in OUTCOMES], object)[outcome.ravel()],
        }

    @staticmethod
    def _column(values: NDArray[Any], arms: Sequence[int]) -> NDArray[Any]:
        """Flatten [arm, quarter, group, outcome] in the order of the keys."""
        return values[list(arms)].transpose(0, 2, 3, 1).ravel()

    def _n_clients_column(self, n_arms: int) -> NDArray[np.float64]:
        n = np.broadcast_to(self._n_clients.mean[None, :, :, None], (n_arms, *self._level.n.shape[1:]))
        return np.round(self._column(n, range(n_arms)), 1)

    def _intervals(self, mean: Floats, parts: Parts, arms: Sequence[int]) -> dict[str, Any]:
        return {
            "mc_low": self._column(mean - parts.half_width, arms),
            "mc_high": self._column(mean + parts.half_width, arms),
            "cred_low": self._column(parts.cred_low, arms),
            "cred_high": self._column(parts.cred_high, arms),
            "parameter_share": self._column(parts.share_of_parameters, arms),
        }

    def _levels(self) -> dict[str, Any]:
        arms = range(len(self.policies))
        mean, parts = self._level.observed_mean(), _parts(self._level, self._level_by_draw)
        return {
            **self._keys(arms),
            "mean": self._column(mean, arms),
            **self._intervals(mean, parts, arms),
            "n_clients": self._n_clients_column(len(arms)),
            "n_replications": self._column(self._level.n, arms),
        }

    def _contrasts(self) -> dict[str, Any]:
        arms = [arm for arm in range(len(self.policies)) if arm != self.baseline]
        mean, parts = self._difference.observed_mean(), _parts(self._difference, self._difference_by_draw)
        level = self._level.observed_mean()
        base = np.broadcast_to(level[self.baseline], level.shape)
        variance = _parts(self._level, self._level_by_draw).luck
        is_lower_better = np.array([outcome.better == "lower" for outcome in OUTCOMES])
        higher, lower = self._higher.observed_mean(), self._lower.observed_mean()
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(base == 0.0, np.nan, level / base)
            is_zero = is_rounding(parts.luck, np.abs(level) + np.abs(base))
            reduction = np.where(is_zero, np.nan, (variance + variance[self.baseline]) / parts.luck)
        keys = self._keys(arms)
        return {
            "policy": keys["policy"],
            "baseline": np.full(len(keys["policy"]), self.policies[self.baseline], object),
            **{name: column for name, column in keys.items() if name != "policy"},
            "difference": self._column(mean, arms),
            **self._intervals(mean, parts, arms),
            "after_displacement": self._column(mean * self._left, arms),
            "ratio": self._column(ratio, arms),
            "gain_share": self._column(np.where(is_lower_better, lower, higher), arms),
            "loss_share": self._column(np.where(is_lower_better, higher, lower), arms),
            "variance_reduction": self._column(reduction, arms),
            "n_clients": self._n_clients_column(len(arms)),
            "n_replications": self._column(self._difference.n, arms),
        }


def _parts(moments: RunningMoments, by_draw: Nested | None) -> Parts:
    """Return both uncertainties; that of the parameters is unknown where replications don't run over draws."""
    if by_draw is not None:
        return by_draw.parts()
    unknown = np.full(moments.n.shape, np.nan)
    return Parts(moments.observed_mean(), moments.half_width(), moments.variance(), unknown, unknown, unknown)
