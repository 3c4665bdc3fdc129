"""History matching: leave out the part of the prior that can't give the published figures within their tolerances.

An emulator predicts each target from the parameters (a quadratic in them, fitted by ridge regression). A draw is
implausible where a prediction lies more than three standard deviations from the target, the deviation being that of
the tolerance and of the emulator's own error together (Craig et al. 1997; McCulloch et al. 2022, JASSS 25(2)1).

It goes in waves: where less is left, a quadratic follows the model more closely, so an emulator of the runs that are
left rules out more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import CLIP_AT, centre_and_spread
from simulation.analyses.calibration.priors import Prior
from simulation.analyses.calibration.targets import Target

Floats = NDArray[np.float64]
CUTOFF = 3.0
LEAST_SHARE_LEFT = 0.005  # share of the runs; if less is left, the cutoff is raised until this much is
PENALTIES = (1.0, 10.0, 100.0, 1000.0)  # ridge penalties tried; the one with the smallest leave-one-out error is taken


@dataclass(frozen=True)
class Emulator:
    """Predictions of the m targets from k parameters, with their errors; made by `fit_emulator`."""

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

    @cached_property
    def _curvature(self) -> Floats:
        """The coefficients of the products as symmetric matrices [k, k, m]."""
        k = len(self.low)
        curvature = np.zeros((k, k, self.coefficients.shape[1]))
        one, other = np.triu_indices(k)
        curvature[one, other] += self.coefficients[k + 1 :] / 2.0
        curvature[other, one] += self.coefficients[k + 1 :] / 2.0
        return curvature

    def predict_with_slope(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the expected targets [m] at one set of values [k], and their slopes there [k, m]."""
        place = 2.0 * (values - self.low) / (self.high - self.low) - 1.0
        linear = self.coefficients[1 : len(values) + 1]
        curved = np.tensordot(place, self._curvature, axes=1)  # [k, m]
        predicted = self.coefficients[0] + place @ (linear + curved)
        return predicted, (linear + 2.0 * curved) * (2.0 / (self.high - self.low))[:, None]

    def implausibility(self, values: Floats) -> Floats:
        """Return the largest distance over the targets [n], in standard deviations."""
        sd = np.sqrt(self.tolerance**2 + self.residual_sd**2)
        return np.asarray(np.max(np.abs(self.predict(values) - self.observed) / sd, axis=1), np.float64)

    def is_plausible(self, values: Floats) -> NDArray[np.bool_]:
        """Say which values [n, k] are left."""
        return self.implausibility(values) <= self.cutoff


def left_by(emulators: Iterable[Emulator], values: Floats) -> NDArray[np.bool_]:
    """Say which values [n, k] every emulator leaves; without emulators all are left."""
    left = np.ones(len(values), np.bool_)
    for emulator in emulators:
        left[left] = emulator.is_plausible(values[left])
    return left


def fit_emulator(
    prior: Prior, values: Floats, fitted: Floats, targets: tuple[Target, ...], least_left: float = LEAST_SHARE_LEFT
) -> Emulator:
    """Return the emulator of runs at values [n, k] that gave the targets [n, m] `fitted`.

    Where the cutoff would leave less than the share `least_left` of these runs, it is raised until it does.
    """
    design = _quadratic(values, prior.low, prior.high)
    centre, spread = centre_and_spread(fitted)
    fitted = np.clip(fitted, centre - CLIP_AT * spread, centre + CLIP_AT * spread)
    coefficients, residual = _ridge(design, fitted)
    sd = residual.std(axis=0)
    observed = np.array([target.value for target in targets])
    tolerance = np.array([target.tolerance for target in targets])
    explained = 1.0 - sd**2 / np.maximum(fitted.var(axis=0), 1e-12)
    first = Emulator(prior.low, prior.high, coefficients, sd, explained, observed, tolerance, CUTOFF)
    cutoff = max(CUTOFF, float(np.quantile(first.implausibility(values), least_left)))
    return Emulator(prior.low, prior.high, coefficients, sd, explained, observed, tolerance, cutoff)


def _ridge(design: Floats, fitted: Floats) -> tuple[Floats, Floats]:
    """Return coefficients [c, m] and leave-one-out residuals [n, m], each target with the penalty that suits it best.

    The first column of the design is the constant, which isn't penalised.
    """
    centre, column_centre = fitted.mean(axis=0), design[:, 1:].mean(axis=0)
    x, y = design[:, 1:] - column_centre, fitted - centre
    values, vectors = np.linalg.eigh(x.T @ x)
    rotated, projected = x @ vectors, vectors.T @ (x.T @ y)
    best: tuple[Floats, Floats] | None = None
    for penalty in PENALTIES:
        kept = 1.0 / (np.maximum(values, 0.0) + penalty)
        slopes = vectors @ (projected * kept[:, None])
        leverage = 1.0 / len(x) + (rotated**2) @ kept
        residual = (y - x @ slopes) / np.maximum(1.0 - leverage, 0.05)[:, None]
        coefficients = np.concatenate([(centre - column_centre @ slopes)[None, :], slopes])
        if best is None:
            best = coefficients, residual
        else:
            better = residual.var(axis=0) < best[1].var(axis=0)
            best = np.where(better, coefficients, best[0]), np.where(better, residual, best[1])
    assert best is not None  # noqa: S101 (there are penalties)
    return best


def _quadratic(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return 1, the places in the ranges (-1..1), and all their products [n, 1 + k + k (k + 1) / 2]."""
    place = 2.0 * (values - low) / (high - low) - 1.0
    n, k = place.shape
    terms = np.empty((n, 1 + k + k * (k + 1) // 2))
    terms[:, 0], terms[:, 1 : 1 + k] = 1.0, place
    start = 1 + k
    for one in range(k):  # in place: many times faster than choosing the columns of all pairs
        np.multiply(place[:, one, None], place[:, one:], out=terms[:, start : start + k - one])
        start += k - one
    return terms
