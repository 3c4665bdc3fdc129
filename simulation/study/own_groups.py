"""Which groups of the user's own clients are too small to be told of, before anything is simulated."""

from __future__ import annotations

import numpy as np

from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.small_groups import hidden_groups
from simulation.model.policies import Policy
from simulation.study.settings import Settings


def hidden_of(settings: Settings) -> tuple[str, ...]:
    """Return the groups of which nothing is told, as a comparison of the same settings finds them; none of drawn ones.

    They go by the clients at the start, who are the same under every policy and in every world.
    """
    if settings.client_table is None:
        return ()
    policy = settings.policy(settings.baseline)
    return hidden_at_start(settings.environment(), policy, settings.seed, settings.n_replications)


def hidden_at_start(environment: Environment, policy: Policy, seed: int, n_replications: int) -> tuple[str, ...]:
    """Return the same of an environment, over so many replications."""
    if environment.population.table is None:
        return ()
    counts = []
    for number in range(n_replications):
        recorder = Recorder(1, 0, baseline=0)
        Replication(environment, [policy], seed, number).record(recorder)
        counts.append(recorder.result().n_clients[0])
    return hidden_groups(np.mean(counts, axis=0))
