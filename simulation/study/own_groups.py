"""Which groups of the user's own clients are too small to be told of, before anything is simulated."""

from __future__ import annotations

import numpy as np

from simulation.model.engine.replication import Replication
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.small_groups import hidden_groups
from simulation.study.settings import Settings


def hidden_of(settings: Settings) -> tuple[str, ...]:
    """Return the groups of which nothing is told, as a comparison of the same settings finds them; none of drawn ones.

    They go by the clients at the start, who are the same under every policy and in every world.
    """
    if settings.client_table is None:
        return ()
    environment, policies = settings.environment(), [settings.policy(settings.baseline)]
    counts = []
    for number in range(settings.n_replications):
        recorder = Recorder(len(policies), 0, baseline=0)
        Replication(environment, policies, settings.seed, number).record(recorder)
        counts.append(recorder.result().n_clients[0])
    return hidden_groups(np.mean(counts, axis=0))
