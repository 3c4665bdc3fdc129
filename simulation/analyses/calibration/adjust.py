"""Approximate Bayesian computation from a reference table: the nearest runs, with regression adjustment.

Runs whose noisy summaries lie near the published figures are kept with Epanechnikov weights, and each kept value is
moved along a local linear regression of the values on the summaries to where the figures are (Beaumont, Zhang and
Balding 2002, Genetics 162:2025-2035). Values are adjusted on the logit of their range, so they never leave it. Distance
is measured on the targets themselves or on the values that a regression predicts from them (semi-automatic summaries:
Fearnhead and Prangle 2012, JRSS B 74:419-474).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.priors import Prior

Floats = NDArray[np.float64]
RIDGE = 1e-2  # ridge penalty as a share of the sum of weights, for standardised summaries
LEAST_RESIDUAL_SHARE = 0.2  # lower bound of 1 - leverage, by which residuals are divided
CLIP_AT = 5.0  # robust standard deviations at which summaries are clipped: an instrument may give wild estimates
FEATURES = ("targets", "predicted")


@dataclass(frozen=True)
class Draws:
    """Weighted draws: values [n, k], weights [n] that add up to 1, distances [n] in standard deviations."""

    values: Floats
    weight: Floats
    distance: Floats

    @property
    def mean(self) -> Floats:
        """Weighted mean [k]."""
        return np.asarray(self.weight @ self.values, np.float64)

    @property
    def sd(self) -> Floats:
        """Weighted standard deviation [k]."""
        return np.asarray(np.sqrt(self.weight @ (self.values - self.mean) ** 2), np.float64)

    @property
    def effective_size(self) -> float:
        """How many draws of equal weight they are worth."""
        return float(1.0 / np.sum(self.weight**2))


@dataclass(frozen=True)
class Adjuster:
    """A reference table with what adjustment needs of it; made by `prepare`."""

    prior: Prior
    logits: Floats  # [n, k] of the places of the values in their ranges
    features: Floats  # [n, f] standardised: what distances are measured on
    to_features: Floats  # [1 + m or 1 + 2 m, f]
    centre: Floats  # [m] of the summaries
    spread: Floats  # [m]
    is_predicted: bool  # whether features are values predicted from the summaries, else the summaries themselves

    def features_of(self, fitted: Floats) -> Floats:
        """Return the features [n, f] of noisy summaries [n, m]."""
        standard = _standard(fitted, self.centre, self.spread)
        return np.asarray(_columns(standard, self.is_predicted) @ self.to_features, np.float64)

    def draws(self, observed: Floats, n_kept: int, left_out: int | None = None) -> Draws:
        """Return the `n_kept` runs nearest to the observed targets [m], weighted and adjusted.

        `left_out` is the row of a run that isn't used: the one that gave `observed`, in a test of recovery.
        """
        difference = self.features - self.features_of(observed[None, :])
        distance = np.sqrt(np.mean(difference**2, axis=1))
        if left_out is not None:
            distance[left_out] = np.inf
        n_kept = min(n_kept, len(distance) - (1 if left_out is None else 2))
        kept = np.argpartition(distance, n_kept)[: n_kept + 1]
        kept = kept[np.argsort(distance[kept], kind="stable")]
        reach, kept = distance[kept[-1]], kept[:-1]
        weight = 1.0 - (distance[kept] / reach) ** 2
        adjusted = _adjusted(self.logits[kept], difference[kept], weight)
        return Draws(self.prior.from_logits(adjusted), weight / weight.sum(), distance[kept])


def prepare(prior: Prior, values: Floats, noisy: Floats, features: str = "targets") -> Adjuster:
    """Return the adjuster of a table of values [n, k] and noisy summaries [n, m]; `features` is one of FEATURES."""
    logits = prior.to_logits(values)
    centre, spread = centre_and_spread(noisy)
    standard = _standard(noisy, centre, spread)
    is_predicted = features == "predicted"
    columns = _columns(standard, is_predicted)
    if is_predicted:
        penalty = len(logits) * 1e-4 * np.eye(columns.shape[1])
        to_features = np.linalg.solve(columns.T @ columns + penalty, columns.T @ logits)
        made = columns @ to_features
        # What can't be predicted at all would only add noise to the distance: each feature counts by its variance.
        to_features = to_features / logits.std(axis=0)
        made = made / logits.std(axis=0)
    else:
        to_features = np.concatenate([np.zeros((1, noisy.shape[1])), np.eye(noisy.shape[1])])
        made = standard
    return Adjuster(prior, logits, np.asarray(made, np.float64), to_features, centre, spread, is_predicted)


def centre_and_spread(columns: Floats) -> tuple[Floats, Floats]:
    """Return median and standard deviation [m] of columns [n, m], the latter from the middle half of the values."""
    low, centre, high = np.quantile(columns, (0.25, 0.5, 0.75), axis=0)
    return np.asarray(centre, np.float64), np.maximum((high - low) / 1.349, 1e-12)


def _standard(fitted: Floats, centre: Floats, spread: Floats) -> Floats:
    return np.asarray(np.clip((fitted - centre) / spread, -CLIP_AT, CLIP_AT), np.float64)


def _columns(standard: Floats, with_squares: bool) -> Floats:
    ones = np.ones((len(standard), 1))
    return np.concatenate([ones, standard, standard**2] if with_squares else [ones, standard], axis=1)


def _adjusted(logits: Floats, difference: Floats, weight: Floats) -> Floats:
    """Move values [n, k] to where `difference` [n, f] is zero, along their weighted local linear regression.

    Residuals are divided by 1 minus the run's leverage: with few runs the regression follows each of them too closely,
    and the ranges of the draws would come out too narrow.
    """
    scale = np.maximum(difference.std(axis=0), 1e-12)
    design = np.concatenate([np.ones((len(logits), 1)), difference / scale], axis=1)
    penalty = RIDGE * weight.sum() * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    weighted = design * weight[:, None]
    matrix = design.T @ weighted + penalty
    slopes = np.linalg.solve(matrix, weighted.T @ logits)
    leverage = np.einsum("ij,ji->i", weighted, np.linalg.solve(matrix, design.T))
    residual = (logits - design @ slopes) / np.maximum(1.0 - leverage, LEAST_RESIDUAL_SHARE)[:, None]
    return np.asarray(slopes[0] + residual, np.float64)
