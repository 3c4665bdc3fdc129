"""History matching: leave out the part of the prior that can't give the published figures within their tolerances.

An emulator predicts each target from the parameters (a quadratic in them, fitted by ridge regression). A draw is
implausible where a prediction lies more than three standard deviations from the target, the deviation being that of
the tolerance and of the emulator's own error together (Craig et al. 1997; McCulloch et al. 2022, JASSS 25(2)1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.adjust import REACH, centre_and_spread
from simulation.calibration.priors import Prior
from simulation.calibration.targets import Target

Floats = NDArray[np.float64]
CUTOFF = 3.0
LEAST_SHARE_LEFT = 0.005  # of the prior; where less is left, the cutoff is raised until this much is
RIDGE = 1.0  # in units of one run with standardised columns


@dataclass(frozen=True)
class Emulator:
    """Predictions of the targets and of how far off they are; made by `fit_emulator`."""

    low: Floats  # [k]
    high: Floats  # [k]
    coefficients: Floats  # [1 + k + k (k + 1) / 2, m]
    residual_sd: Floats  # [m]
    explained: Floats  # [m] share of the variance of each target that it explains
    observed: Floats  # [m]
    tolerance: Floats  # [m]
    cutoff: float

    def predict(self, values: Floats) -> Floats:
        """Return the expected targets [n, m] at values [n, k]."""
        return np.asarray(_quadratic(values, self.low, self.high) @ self.coefficients, np.float64)

    def implausibility(self, values: Floats) -> Floats:
        """Return the largest distance over the targets [n], in standard deviations."""
        sd = np.sqrt(self.tolerance**2 + self.residual_sd**2)
        return np.asarray(np.max(np.abs(self.predict(values) - self.observed) / sd, axis=1), np.float64)

    def is_plausible(self, values: Floats) -> NDArray[np.bool_]:
        """Say which values [n, k] are left."""
        return self.implausibility(values) <= self.cutoff


def fit_emulator(prior: Prior, values: Floats, fitted: Floats, targets: tuple[Target, ...]) -> Emulator:
    """Return the emulator of runs at values [n, k] that gave the targets [n, m] `fitted`."""
    design = _quadratic(values, prior.low, prior.high)
    centre, spread = centre_and_spread(fitted)
    fitted = np.clip(fitted, centre - REACH * spread, centre + REACH * spread)
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    coefficients = np.linalg.solve(design.T @ design + penalty, design.T @ fitted)
    # Leave-one-out residuals: those of the fit are too small with hundreds of coefficients.
    leverage = np.einsum("ij,ji->i", design, np.linalg.solve(design.T @ design + penalty, design.T))
    residual = (fitted - design @ coefficients) / np.maximum(1.0 - leverage, 0.05)[:, None]
    sd = residual.std(axis=0)
    observed = np.array([target.value for target in targets])
    tolerance = np.array([target.tolerance for target in targets])
    explained = 1.0 - sd**2 / np.maximum(fitted.var(axis=0), 1e-12)
    first = Emulator(prior.low, prior.high, coefficients, sd, explained, observed, tolerance, CUTOFF)
    cutoff = max(CUTOFF, float(np.quantile(first.implausibility(values), LEAST_SHARE_LEFT)))
    return Emulator(prior.low, prior.high, coefficients, sd, explained, observed, tolerance, cutoff)


def _quadratic(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return 1, the places in the ranges (-1..1), and all their products [n, 1 + k + k (k + 1) / 2]."""
    place = 2.0 * (values - low) / (high - low) - 1.0
    one, other = np.triu_indices(place.shape[1])
    return np.concatenate([np.ones((len(place), 1)), place, place[:, one] * place[:, other]], axis=1)
