"""Simulated follow-up data as a study would have them: questionnaires by wave, job entry, caseworkers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engine.replication import Replication, World
from simulation.indicators import Indicator
from simulation.policies import Policy
from simulation.state import LAST_SERVED


@dataclass(frozen=True)
class Waves:
    """One cohort followed quarter by quarter; wave 0 is intake. Rows are clients, columns waves.

    Clients are asked while on benefit and until their first job (evidence: A7), so later answers don't count.
    """

    has_worked: NDArray[np.bool_]  # [n_clients, n_waves] has entered a job by then
    is_asked: NDArray[np.bool_]  # [n_clients, n_waves] on benefit and without a job so far
    caseworker_belief: NDArray[np.uint8]  # [n_clients, n_waves] answer 1..5, 0 where the form wasn't filled in
    client_belief: NDArray[np.uint8]  # same, the client's own belief
    n_changes: NDArray[np.int64]  # [n_clients, n_waves] changes of caseworker so far
    first_caseworker: NDArray[np.int64]  # [n_clients]

    @property
    def n_waves(self) -> int:
        """Number of waves, intake included."""
        return int(self.has_worked.shape[1])


def follow(world: World, policy: Policy, seed: int, replication: int) -> Waves:
    """Simulate a cohort under one policy and return what a study would record."""
    run = Replication(world, [policy], seed, replication)
    columns: dict[str, list[NDArray[Any]]] = {
        name: [] for name in ("has_worked", "is_asked", "caseworker_belief", "client_belief", "n_changes")
    }
    first_caseworker = run.clients[0]["caseworker"].astype(np.int64)
    for quarter in range(world.n_quarters + 1):
        if quarter > 0:
            run.step()
        clients = run.clients[0]
        has_worked = clients["has_worked"] == 1
        is_asked = (clients["state"] <= LAST_SERVED) & ~has_worked
        caseworker_belief = clients["caseworker_answer"][:, Indicator.CASEWORKER_BELIEF]
        client_belief = clients["client_answer"][:, Indicator.OWN_BELIEF]
        columns["has_worked"].append(has_worked)
        columns["is_asked"].append(is_asked)
        columns["caseworker_belief"].append(np.where(clients["has_caseworker_answered"], caseworker_belief, 0))
        columns["client_belief"].append(np.where(clients["has_client_answered"], client_belief, 0))
        columns["n_changes"].append(clients["n_caseworker_changes"].astype(np.int64))
    stacked = {name: np.stack(waves, axis=1) for name, waves in columns.items()}
    return Waves(**stacked, first_caseworker=first_caseworker)
