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

from simulation.engine.replication import Replication, World
from simulation.indicators import Indicator
from simulation.outcomes.observe import BELIEVES
from simulation.parameters.record import derive
from simulation.policies import Policy

Floats = NDArray[np.float64]
LOW, HIGH = 0, 1


def effect_of_belief(world: World, policy: Policy, seed: int, replication: int, horizons: Sequence[int]) -> Floats:
    """Return how many more have had a job by each horizon when believed in at intake than when not, as shares.

    nan if belief leaves the caseworker no room of his or her own (`impression_sd` 0).
    """
    derived = derive(world.parameters)
    if derived.impression_sd <= 0.0:
        return np.full(len(horizons), np.nan)
    run = Replication(world, [policy, policy], seed, replication)
    cut = float(derived.caseworker_threshold[BELIEVES - 2])
    for arm, wanted in enumerate(beliefs_of_both_kinds(run.clients[LOW]["belief"], cut)):
        _make_believe(run.clients[arm], wanted, derived.impression_sd, derived.caseworker_threshold)
    found = {0: 0.0}
    for quarter in range(1, max(horizons) + 1):
        run.step()
        found[quarter] = float(run.clients[HIGH]["has_worked"].mean() - run.clients[LOW]["has_worked"].mean())
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
