"""One study drawn from the people of a draw, and the usual estimate of it: a difference of means with its error.

Where the effect meant is that on those who take part, the difference is divided by how many more of the policy's arm do
(Wald 1940, Annals of Mathematical Statistics 11:284; Angrist, Imbens and Rubin 1996, JASA 91:444).

Offices are drawn with replacement from all offices of the draw, so that a study may be as large as they are together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.analyses.trials.design import CASEWORKER, CLIENT, OFFICE, OFFICE_CLIENTS, TAKERS, Design
from simulation.analyses.trials.pool import Pool
from simulation.study.contrasts.moments import CONFIDENCE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class StudyEstimate:
    """What a study finds at each follow-up [n_follow_ups]: estimate, standard error, half of its 95 % interval."""

    estimate: Floats
    error: Floats
    half_width: Floats


def simulate_study(pool: Pool, design: Design, n_clients: int, rng: np.random.Generator) -> StudyEstimate:
    """Return what one study of so many clients finds: each client is seen under one of the two policies alone."""
    n_offices = max(2, n_clients // OFFICE_CLIENTS)
    offices = rng.integers(0, len(pool.starts) - 1, n_offices)
    rows = [np.arange(pool.starts[office], pool.starts[office + 1]) for office in offices]
    if design.unit == OFFICE:
        is_given = [np.full(len(row), number < n_offices // 2) for number, row in enumerate(rows)]
        cluster = [np.full(len(row), number) for number, row in enumerate(rows)]
    else:
        unit = [pool.caseworker[row] if design.unit == CASEWORKER else row for row in rows]
        is_given = [_half(of, rng) for of in unit]
        # The same office drawn twice is two offices.
        cluster = [of + number * len(pool.caseworker) for number, of in enumerate(unit)]
    row, given, of = np.concatenate(rows), np.concatenate(is_given), np.concatenate(cluster)
    takes = np.where(given, rng.random(len(row)) < design.take_up, False)
    if design.unit != OFFICE:
        takes |= ~given & (rng.random(len(row)) < design.spillover)
    outcome = np.where(takes[:, None], pool.policy[row], pool.against[row])
    known = rng.random(len(row)) >= design.attrition
    one, other = known & given, known & ~given
    is_clustered = design.unit != CLIENT
    if design.estimand == TAKERS:
        return on_takers(outcome[one], takes[one], of[one], outcome[other], takes[other], of[other], is_clustered)
    return difference(outcome[one], of[one], outcome[other], of[other], is_clustered)


def on_takers(
    one: Floats,
    one_takes: NDArray[np.bool_],
    one_cluster: Ints,
    other: Floats,
    other_takes: NDArray[np.bool_],
    other_cluster: Ints,
    is_clustered: bool,
) -> StudyEstimate:
    """Return the effect on those who take part: the difference of means over that of the shares who take part.

    Its standard error is that of two-stage least squares, from the residuals. Arguments are as of `difference`;
    `one_takes` and `other_takes` say who takes part [n]. Where no more of the policy's arm do, it isn't known: nan.
    """
    more = float(one_takes.mean() - other_takes.mean())
    if more <= 0.0:
        unknown = np.full(one.shape[1], np.nan)
        return StudyEstimate(unknown, unknown, unknown)
    effect = (one.mean(axis=0) - other.mean(axis=0)) / more
    left, other_left = one - effect * one_takes[:, None], other - effect * other_takes[:, None]
    rest = difference(left, one_cluster, other_left, other_cluster, is_clustered)
    return StudyEstimate(effect, rest.error / more, rest.half_width / more)


def _half(unit: Ints, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which clients [n] get the policy: half of their units, drawn by lot; if odd, the larger half by chance."""
    names, place = np.unique(unit, return_inverse=True)
    order = rng.permutation(len(names))
    return np.asarray((order < (len(names) + rng.integers(0, 2)) // 2)[place])


def difference(one: Floats, one_cluster: Ints, other: Floats, other_cluster: Ints, is_clustered: bool) -> StudyEstimate:
    """Return the difference of means of two arms [n, m] with its error, by clusters where these were drawn by lot.

    Args:
        one: outcomes of the policy's arm.
        one_cluster: the cluster of each client [n].
        other: outcomes of the other arm.
        other_cluster: the cluster of each client.
        is_clustered: whether clients of a cluster were assigned together.
    """
    variance, freedom = np.zeros(one.shape[1]), 0
    for outcome, cluster in ((one, one_cluster), (other, other_cluster)):
        away = outcome - outcome.mean(axis=0)
        if is_clustered:
            names, place = np.unique(cluster, return_inverse=True)
            away = np.array([np.bincount(place, column, len(names)) for column in away.T]).T
        n = len(away)
        variance += (away**2).sum(axis=0) / len(outcome) ** 2 * n / max(n - 1, 1)
        freedom += n - 1
    error = np.sqrt(variance)
    estimate = one.mean(axis=0) - other.mean(axis=0)
    return StudyEstimate(estimate, error, float(stdtrit(max(freedom, 1), 0.5 + CONFIDENCE / 2)) * error)
