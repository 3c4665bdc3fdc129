"""Which groups of the user's own clients are too small to be told of, before anything is simulated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.small_groups import hidden_groups
from simulation.model.policies import Policy
from simulation.study.settings import Settings


def without_answer(settings: Settings) -> tuple[str, ...]:
    """Return the groups of one's own clients that nothing can be asked of: those not told of, and those of nobody."""
    if settings.client_table is None:
        return ()
    n_clients = _at_start(
        settings.environment(), settings.policy(settings.baseline), settings.seed, settings.n_replications
    )
    nobody = (group for group, n in zip(GROUPS, n_clients, strict=True) if n == 0.0)
    return (*hidden_groups(n_clients), *nobody)


def hidden_at_start(environment: Environment, policy: Policy, seed: int, n_replications: int) -> tuple[str, ...]:
    """Return the groups of which nothing is told, as a comparison finds them; none of drawn clients.

    They go by the clients at the start, who are the same under every policy and in every world.
    """
    if environment.population.table is None:
        return ()
    return hidden_groups(_at_start(environment, policy, seed, n_replications))


def _at_start(environment: Environment, policy: Policy, seed: int, n_replications: int) -> NDArray[np.float64]:
    """Return the number of clients in each group [n_groups], its mean over replications."""
    counts = []
    for number in range(n_replications):
        recorder = Recorder(1, 0, baseline=0)
        Replication(environment, [policy], seed, number).record(recorder)
        counts.append(recorder.result().n_clients[0])
    return np.asarray(np.mean(counts, axis=0))
