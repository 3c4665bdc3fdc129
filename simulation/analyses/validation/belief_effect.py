"""The effect of being believed in, as the model has it: the same clients with the same luck, believed in and not (F12).

At intake everybody's caseworker is made to believe in the client in one arm (answer 4 or 5) and not in the other. Who
is higher among all stays higher within each arm, and within each arm beliefs are spread as they are among those
believed in and those not. After that life goes on: belief follows readiness, and a new caseworker forms a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulation.model.engine.replication import Environment, Replication
from simulation.model.indicators import Indicator
from simulation.model.outcomes.registry import BELIEVES
from simulation.model.parameters.record import derive
from simulation.model.policies import Policy
from simulation.model.state import State

Floats = NDArray[np.float64]
LOW = 0  # the arm of those not believed in


def effect_of_belief(
    environment: Environment, policy: Policy, seed: int, replication: int, horizons: Sequence[int]
) -> Floats:
    """Return how many more have had a job by each horizon when believed in at intake than when not, as shares.

    nan if belief leaves the caseworker no room of his or her own (`impression_sd` 0).
    """
    derived = derive(environment.parameters)
    if derived.impression_sd <= 0.0:
        return np.full(len(horizons), np.nan)
    run = Replication(environment, [policy, policy], seed, replication)
    cut = float(derived.caseworker_threshold[BELIEVES - 2])
    for arm, wanted in enumerate(beliefs_of_both_kinds(run.clients[LOW]["belief"], cut)):
        _make_believe(run.clients[arm], wanted, derived.impression_sd, derived.caseworker_threshold)
    is_here = run.clients[LOW]["state"] != State.NOT_ARRIVED
    found = {0: 0.0}
    for quarter in range(1, max(horizons) + 1):
        run.step()
        low, high = (clients["has_worked"][is_here].mean() for clients in run.clients)
        found[quarter] = float(high - low)
    return np.array([found[horizon] for horizon in horizons])


def beliefs_of_both_kinds(belief: Floats, cut: float) -> tuple[Floats, Floats]:
    """Return beliefs [n] below and above the cut, each in the order of those given.

    With share s of a standard normal below the cut, the place u of a belief becomes s u and s + (1 - s) u.
    """
    below, place = ndtr(cut), np.clip(ndtr(belief), 1e-12, 1.0 - 1e-12)
    return ndtri(below * place), ndtri(below + (1.0 - below) * place)


def _make_believe(clients: NDArray[Any], wanted: Floats, impression_sd: float, thresholds: Floats) -> None:
    """Give clients [n] these beliefs through the caseworker's impression of them, and the answers that go with it."""
    clients["impression"] += (wanted - clients["belief"]) / impression_sd
    clients["belief"] = wanted
    answers = 1 + np.searchsorted(thresholds, wanted, side="right")
    clients["caseworker_answer"][:, Indicator.CASEWORKER_BELIEF] = answers
