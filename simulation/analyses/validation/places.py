"""Places moved in the queue (E1..E4): how far a quarter's measures, kept up, move the median client.

The queue is fixed: the clients at intake, from the least to the most ready (evidence: D-7). Everybody has the same
measures in every quarter, and nobody leaves meanwhile but by age or death. Who has left, or has had a quarter without
the measures because of a new caseworker, isn't counted, nor who has stopped answering. So the moves are causal; the
published ones are associations, with no period stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.observation import goes_on_answering
from simulation.analyses.validation.panels import COMPLETE, Observation
from simulation.model.engine.replication import Environment, Replication
from simulation.model.parameters import Parameters
from simulation.model.parameters.record import derive
from simulation.model.policies import load_policy
from simulation.model.state import LAST_OF_WORKING_AGE, State

Floats = NDArray[np.float64]
# The policies that give everybody one portfolio; for E2 the three kinds of measure count alike.
PORTFOLIOS: Mapping[str, tuple[str, ...]] = {
    "E1": ("no_intervention",),
    "E2": ("single_health", "single_social", "single_competence"),
    "E3": ("single_job",),
    "E4": ("combined",),
}
MOST_QUARTERS = 4  # quarters; the places are read after 1 to 4


NO_SELECTION: Mapping[str, float] = {
    "causal_share": 1.0,
    "selection_job_focus": 0.0,
    "selection_accompanying": 0.0,
    "selection_without_job_focus": 0.0,
}


def without_selection(parameters: Parameters) -> Parameters:
    """Return the parameters with measures that cause all of the places moved: the published association itself."""
    return replace(parameters, progression=replace(parameters.progression, **NO_SELECTION))


def places_moved(
    environment: Environment, seed: int, replication: int, seen: Observation = COMPLETE
) -> dict[str, Floats]:
    """Return the places that the median client has moved after 1, 2, 3 and 4 quarters [4], by fact.

    Read as the association that was published, which is that of measures which cause all of it.
    """
    environment = replace(environment, parameters=without_selection(environment.parameters))
    names = [name for portfolio in PORTFOLIOS.values() for name in portfolio]
    moved = dict(zip(names, _moved(environment, names, seed, replication, seen), strict=True))
    return {fact: np.mean([moved[name] for name in portfolio], axis=0) for fact, portfolio in PORTFOLIOS.items()}


def _moved(environment: Environment, names: Sequence[str], seed: int, replication: int, seen: Observation) -> Floats:
    """Return the places moved under each policy [n_policies, 4]."""
    run = Replication(environment, [load_policy(name) for name in names], seed, replication)
    found = np.empty((len(names), MOST_QUARTERS))
    is_here = run.clients[0]["state"] != State.NOT_ARRIVED
    queue = np.sort(run.clients[0]["readiness"][is_here])
    answering = np.tile(is_here, (len(names), 1))
    row = np.arange(run.n_clients)
    weight = derive(environment.parameters).weight
    for quarter in range(MOST_QUARTERS):
        for arm, clients in enumerate(run.clients):
            answering[arm] &= goes_on_answering(seen, clients["readiness"], row, quarter + 1, seed, replication)
        run.step()
        for arm, clients in enumerate(run.clients):
            is_of_working_age = is_here & (clients["state"] <= LAST_OF_WORKING_AGE)
            counted = answering[arm] & is_of_working_age & (clients["n_caseworker_changes"] == 0)
            readiness = clients["readiness"][counted]
            # Against the same clients without what measures gave them: chance has moved both alike.
            without = readiness - clients["gain"][counted] @ weight
            found[arm, quarter] = place_of_median(queue, readiness) - place_of_median(queue, without)
            clients["state"][is_of_working_age] = State.BENEFIT
    return found


def place_of_median(queue: Floats, readiness: Floats) -> float:
    """Return the place 0..100 in a sorted queue of the median of `readiness` [n]: the share who are less ready."""
    if not len(readiness):
        return float("nan")
    median = np.median(readiness)
    below, not_above = np.searchsorted(queue, median, side="left"), np.searchsorted(queue, median, side="right")
    return float(100.0 * (below + not_above) / (2 * len(queue)))
