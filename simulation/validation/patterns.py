"""Published patterns beside simulated ones under observed practice. Rough agreement: nothing is calibrated yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from simulation.contrasts import RunningMoments
from simulation.evidence import fact
from simulation.policies import Policy
from simulation.study import Study
from simulation.validation import estimators
from simulation.validation.quartiles import in_sample
from simulation.validation.waves import Waves, follow

HORIZON = 11  # quarters after intake at which the share of G7 is read (evidence D-1); the sources don't state it


@dataclass(frozen=True)
class Pattern:
    """One published number beside the simulated one, both shares 0..1, with the Monte-Carlo interval of the latter."""

    fact: str
    step: str  # which part of the fact (an answer step, a quartile), empty where it is one number
    published: float
    simulated: float
    mc_low: float
    mc_high: float


def _simulated(waves: Waves) -> dict[str, np.ndarray | float]:
    belief = estimators.job_within_a_year_by_belief(waves)
    quartiles = in_sample(waves, HORIZON)
    return {
        **{f"F{step}": belief[step - 1] for step in estimators.STEPS},
        "F7": estimators.answer_distribution(waves.caseworker_belief, waves.is_asked),
        "F8": estimators.answer_distribution(waves.client_belief, waves.is_asked),
        "G7": estimators.share_with_job(waves, HORIZON),
        **{f"G{quartile}": quartiles[quartile - 1] for quartile in (1, 2, 3, 4)},
        "G11": estimators.share_with_change(waves, HORIZON),
    }


def published_beside_simulated(
    study: Study, policy: Policy, n_threads: int, on_replication: Callable[[int], None] = lambda _: None
) -> list[Pattern]:
    """Return the patterns of a study's world under one policy, averaged over its replications.

    Raises:
        ValueError: if the horizon is shorter than the patterns need.
    """
    if study.world.n_quarters < HORIZON:
        raise ValueError(f"the patterns need at least {HORIZON} quarters")

    def one(replication: int) -> dict[str, np.ndarray | float]:
        return _simulated(follow(study.world, policy, study.seed, replication))

    moments: dict[str, RunningMoments] = {}
    with ThreadPoolExecutor(n_threads) as pool:
        for done, found in enumerate(pool.map(one, range(study.n_replications)), start=1):
            for name, value in found.items():
                moments.setdefault(name, RunningMoments(np.shape(value))).add(np.asarray(value, np.float64))
            on_replication(done)
    return list(_rows(moments))


def _rows(moments: dict[str, RunningMoments]) -> Iterator[Pattern]:
    for name, moment in moments.items():
        published = np.atleast_1d(np.asarray(fact(name).as_share()))
        mean, half = np.atleast_1d(moment.observed_mean()), np.atleast_1d(moment.half_width())
        for part, share in enumerate(published):
            step = str(part + 1) if len(published) > 1 else ""
            yield Pattern(name, step, float(share), mean[part], mean[part] - half[part], mean[part] + half[part])
