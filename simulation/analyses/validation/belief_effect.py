"""The effect of being believed in, as the model has it: the same clients, believed in and not (F12 jobs, F13 earnings).

The same clients have the same luck in two arms. At intake everybody's caseworker is made to believe in the client in
one arm (answer 4 or 5) and not in the other. Who is higher among all stays higher within each arm, and within each arm
beliefs are spread as they are among those believed in and those not. From then on belief follows the model: it moves
with readiness, and a new caseworker forms a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from simulation.study.money.periods import QUARTERS_A_YEAR

Floats = NDArray[np.float64]
LOW = 0  # the arm of those not believed in
DKK_A_USD = 6.9  # assumed: about the rate of 2024, whose DKK the model's wages are in; the source states no year


@dataclass(frozen=True)
class BeliefEffects:
    """What being believed in at intake gives by each of some horizons [n_horizons]."""

    jobs: Floats  # share with a job so far
    earnings: Floats  # DKK before tax in the year that ends then, by the wages of the environment


def effect_of_belief(
    environment: Environment, policy: Policy, seed: int, replication: int, horizons: Sequence[int]
) -> Floats:
    """Return how many more have had a job by each horizon when believed in at intake than when not, as shares (F12)."""
    return belief_effects(environment, policy, seed, replication, horizons).jobs


def in_usd(amount: Floats) -> Floats:
    """Return DKK as US dollars, the currency that F13 is published in."""
    return amount / DKK_A_USD


def belief_effects(
    environment: Environment, policy: Policy, seed: int, replication: int, horizons: Sequence[int]
) -> BeliefEffects:
    """Return what being believed in at intake gives, against not being believed in, by each horizon.

    nan if belief leaves the caseworker no room of his or her own (`impression_sd` 0).
    """
    derived = derive(environment.parameters)
    if derived.impression_sd <= 0.0:
        return BeliefEffects(*np.full((2, len(horizons)), np.nan))
    run = Replication(environment, [policy, policy], seed, replication)
    cut = float(derived.caseworker_threshold[BELIEVES - 2])
    for arm, wanted in enumerate(beliefs_of_both_kinds(run.clients[LOW]["belief"], cut)):
        _make_believe(run.clients[arm], wanted, derived.impression_sd, derived.caseworker_threshold)
    is_here = run.clients[LOW]["state"] != State.NOT_ARRIVED
    wage = 1000.0 * np.array(environment.earnings)  # DKK a quarter by state
    jobs, earned = np.zeros(max(horizons) + 1), np.zeros(max(horizons) + 1)
    for quarter in range(1, max(horizons) + 1):
        run.step()
        low, high = (clients[is_here] for clients in run.clients)
        jobs[quarter] = high["has_worked"].mean() - low["has_worked"].mean()
        earned[quarter] = wage[high["state"]].mean() - wage[low["state"]].mean()
    years = [earned[max(horizon - QUARTERS_A_YEAR, 0) + 1 : horizon + 1].sum() for horizon in horizons]
    return BeliefEffects(jobs[list(horizons)], np.array(years))


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
