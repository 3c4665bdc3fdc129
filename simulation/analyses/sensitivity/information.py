"""What knowing one unknown would be worth for a decision: expected value of partial perfect information.

Whoever knows an unknown takes the policy that is best given it; whoever doesn't takes the one that is best on average.
The mean of each payoff given the unknown is a cubic fitted to the draws (Strong, Oakley and Brennan 2014 do the same
with splines). Even pure chance gives a fit some value. So a value counts only if it is above what the greatest of all
unknowns stays below in 95 % of random permutations of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DEGREE = 3
CHANCE_QUANTILE = 0.95  # of the gains that rearranged draws reach
ROUNDING = 1e-12  # share of the greatest difference; less is rounding error


@dataclass(frozen=True)
class InformationValue:
    """What information is worth to a decision, estimated from draws, in units of its payoff."""

    mean: Floats  # [n_policies] over the draws
    best: int  # the policy to take as things are
    best_share: Floats  # [n_policies] of draws in which it is the best
    everything: float  # worth of knowing all unknowns, and the luck of the simulation too
    each: Floats  # [k] worth of knowing one unknown
    noise: float  # a gain that chance alone exceeds in 5 of 100 cases

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Whether the worth of each unknown [k] is above what chance reaches."""
        return self.each > self.noise


def worth(values: Floats, payoffs: Floats, n_permutations: int, seed: int) -> InformationValue:
    """Return what knowing each unknown is worth.

    Args:
        values: draws [n, k] of the unknowns, independent of each other.
        payoffs: [n, n_policies], higher is better.
        n_permutations: random permutations from which the noise level is taken.
        seed: of the permutations.
    """
    bases = [_basis(column) for column in values.T]
    differences = payoffs - payoffs[:, :1]
    rng = np.random.default_rng(seed)
    rearranged = [differences[rng.permutation(len(differences))] for _ in range(n_permutations)]
    null = [max(_gain(basis, shuffled) for basis in bases) for shuffled in rearranged]
    mean = payoffs.mean(axis=0)
    winners = np.bincount(payoffs.argmax(axis=1), minlength=payoffs.shape[1])
    return InformationValue(
        mean=mean,
        best=int(mean.argmax()),
        best_share=winners / len(payoffs),
        everything=float(payoffs.max(axis=1).mean() - mean.max()),
        each=np.array([_gain(basis, differences) for basis in bases]),
        noise=float(np.quantile(null, CHANCE_QUANTILE)),
    )


def _basis(column: Floats) -> Floats:
    """Return an orthonormal basis [n, DEGREE + 1] of the cubics in an unknown [n]."""
    middle, half = (column.max() + column.min()) / 2.0, max(np.ptp(column) / 2.0, 1e-300)
    basis, _ = np.linalg.qr(np.polynomial.legendre.legvander((column - middle) / half, DEGREE))
    return np.asarray(basis, np.float64)


def _gain(basis: Floats, differences: Floats) -> float:
    """Return how much the best policy given the fitted means is above the best one on average."""
    fitted = basis @ (basis.T @ differences)
    gain = float(fitted.max(axis=1).mean() - differences.mean(axis=0).max())
    return gain if gain > ROUNDING * float(np.abs(differences).max()) else 0.0
