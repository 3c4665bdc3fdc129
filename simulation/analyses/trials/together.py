"""Several results of one study held together against what was expected of them.

They are read of the same people, so that luck moves them together, and what moves one in a draw of the parameters moves
the others too. So they are judged once, as one point: its distance from the middle of the joint prediction, counted in
the spread that the prediction has in that direction (Mahalanobis 1936). How often the prediction itself lies as far out
is counted on points drawn from it, since it needn't be normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
N_DRAWN = 20_000
STREAM = 20_163


@dataclass(frozen=True)
class Joint:
    """The joint prediction of results: what each draw expects, and how results lie about that.

    Args:
        expected: in each draw [n, k].
        error: the covariance of the study's errors [k, k].
        discrepancy: the covariance of the model's own errors [k, k].
    """

    expected: Floats
    error: Floats
    discrepancy: Floats

    @property
    def about_draw(self) -> Floats:
        """The covariance of results about what a draw expects [k, k]."""
        return self.error + self.discrepancy

    def share_farther_out(self, results: Floats) -> float:
        """Return the share of the joint prediction that lies farther out than these results [k]."""
        rng = np.random.default_rng(STREAM)
        n, k = self.expected.shape
        drawn = self.expected[rng.integers(0, n, N_DRAWN)]
        drawn = drawn + rng.multivariate_normal(np.zeros(k), self.about_draw, N_DRAWN, method="eigh")
        middle = self.expected.mean(axis=0)
        spread = np.atleast_2d(np.cov(self.expected.T, ddof=0)) + self.about_draw
        return float((_squared_distance(drawn - middle, spread) > _squared_distance(results - middle, spread)).mean())

    def log_density(self, results: Floats) -> Floats:
        """Return the logarithm of the density of results [k] in each draw [n]."""
        return log_normal(results - self.expected, self.about_draw)


def log_normal(away: Floats, covariance: Floats) -> Floats:
    """Return the logarithm of the density [...] of a normal distribution at points [..., k] away from its middle."""
    _, log_determinant = np.linalg.slogdet(2.0 * np.pi * covariance)
    return np.asarray(-0.5 * (_squared_distance(away, covariance) + log_determinant))


def _squared_distance(away: Floats, covariance: Floats) -> Floats:
    return np.asarray((away * np.linalg.solve(covariance, away[..., None])[..., 0]).sum(axis=-1))


def correlation(residuals: Floats) -> Floats:
    """Return how the errors of results go together [k, k], from those of simulated studies [n, k].

    A result that is the same in all of them goes with no other.
    """
    known = residuals[np.isfinite(residuals).all(axis=1)]
    spread = known.std(axis=0)
    scaled = np.divide(known - known.mean(axis=0), spread, out=np.zeros_like(known), where=spread > 0.0)
    found = scaled.T @ scaled / len(known)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)
