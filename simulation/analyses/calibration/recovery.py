"""Recovery: does the method find parameters that are known? Leave-one-out over runs of the reference table.

Each synthetic truth is a run whose noisy summaries are taken as the published figures; the other runs are the table.
If the method is right, the truth's rank among its draws is even over 0..1 (simulation-based calibration: Talts et al.
2018, arXiv 1804.06788) and ranges hold as many truths as they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import Adjuster, Draws

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Recovery:
    """Ranks [n_truths, k] of the truths, 0..1, and the error of the draws [n_truths, k] in prior standard deviations.

    The error is the continuous ranked probability score (Gneiting and Raftery 2007): the smaller, the nearer and the
    more honest the draws.
    """

    rank: Floats
    error: Floats

    def coverage(self, share: float) -> Floats:
        """Return how often the middle range of this share of the draws holds the truth [k]."""
        return np.asarray(np.mean(np.abs(self.rank - 0.5) <= share / 2.0, axis=0), np.float64)

    def rank_p_value(self) -> Floats:
        """Return the p value [k] of even ranks (Kolmogorov and Smirnov)."""
        from scipy.stats import kstest

        return np.array([kstest(ranks, "uniform").pvalue for ranks in self.rank.T])


def recover(adjuster: Adjuster, values: Floats, noisy: Floats, truths: NDArray[np.intp], n_kept: int) -> Recovery:
    """Return how well the truths (rows of the table) are recovered from the other rows.

    Args:
        adjuster: made of `values` and `noisy`.
        values: [n, k] of the table.
        noisy: [n, m] summaries with the noise of the tolerances.
        truths: rows that are taken as true, one after the other.
        n_kept: how many runs are kept for each.
    """
    found = [adjuster.draws(noisy[truth], n_kept, left_out=int(truth)) for truth in truths]
    return score_draws(found, values[truths], adjuster.prior.sd)


def score_draws(found: Sequence[Draws], truths: Floats, prior_sd: Floats) -> Recovery:
    """Return the ranks and errors of draws found for truths [n, k]."""
    pairs = list(zip(found, truths, strict=True))
    rank = np.array([weighted_rank(draws, truth) for draws, truth in pairs])
    return Recovery(rank, np.array([ranked_score(draws, truth) for draws, truth in pairs]) / prior_sd)


def weighted_rank(draws: Draws, truth: Floats) -> Floats:
    """Return the share of the draws' weight that lies below the truth [k], ties counting half."""
    below, level = draws.values < truth, draws.values == truth
    return np.asarray(draws.weight @ (below + 0.5 * level), np.float64)


def ranked_score(draws: Draws, truth: Floats) -> Floats:
    """Return the continuous ranked probability score [k]: E|X - truth| - E|X - X'| / 2, X and X' from the draws."""
    apart = draws.weight @ np.abs(draws.values - truth)
    order = np.argsort(draws.values, axis=0)
    ordered = np.take_along_axis(draws.values, order, axis=0)
    weight = draws.weight[order]
    below = np.cumsum(weight, axis=0) - 0.5 * weight
    spread = 2.0 * np.sum(weight * ordered * (2.0 * below - 1.0), axis=0)
    return np.asarray(apart - 0.5 * spread, np.float64)
