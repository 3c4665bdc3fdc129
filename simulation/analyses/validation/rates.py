"""Rates of an event by characteristics, from client-quarters: Poisson regression with an effect of every period.

With the periods' effects profiled out, its score is that of Cox's partial likelihood (Breslow's ties), so the
coefficients are log ratios of rates. The source's own regression isn't published.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_STEPS = 30
SMALL_ENOUGH = 1e-6  # change of the coefficients, in SD of the covariates; the next step would be its square
LARGEST = 30.0  # log ratio per SD: beyond it the covariate splits events from the rest completely


def log_rate_ratios(covariates: Floats, has_event: NDArray[np.bool_], period: NDArray[np.intp]) -> Floats:
    """Return the coefficients [k] of the covariates on the log rate; nan where the data don't tell.

    Args:
        covariates: [n, k], a row a client-quarter at risk.
        has_event: [n] whether the event comes in that quarter.
        period: [n] the quarter, 0 upwards; each has a level of its own.
    """
    if not has_event.any():
        return np.full(covariates.shape[1], np.nan)
    if (np.diff(period) < 0).any():
        order = np.argsort(period, kind="stable")
        covariates, has_event, period = covariates[order], has_event[order], period[order]
    sd = covariates.std(axis=0)
    varies = sd > 0.0
    found = np.full(covariates.shape[1], np.nan)
    if varies.any():
        scaled = (covariates[:, varies] - covariates[:, varies].mean(axis=0)) / sd[varies]
        starts = np.searchsorted(period, np.arange(period.max() + 2))
        found[varies] = _newton(scaled, has_event, starts) / sd[varies]
    return found


def _newton(x: Floats, has_event: NDArray[np.bool_], starts: NDArray[np.intp]) -> Floats:
    """Return the coefficients [k] with the largest partial likelihood; nan where it has no maximum within `LARGEST`."""
    beta = np.zeros(x.shape[1])
    value, score, information = _likelihood(x, has_event, starts, beta)
    for _ in range(MOST_STEPS):
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        size = 1.0
        while size > 1e-6:  # halve a step that goes too far
            tried = beta + size * step
            new = _likelihood(x, has_event, starts, tried)
            if np.abs(tried).max() < LARGEST and new[0] >= value - 1e-12 * abs(value):
                break
            size /= 2.0
        else:
            return np.full_like(beta, np.nan)
        beta, (value, score, information) = tried, new
        if np.abs(size * step).max() < SMALL_ENOUGH:
            return beta
    return np.full_like(beta, np.nan)


def _likelihood(
    x: Floats, has_event: NDArray[np.bool_], starts: NDArray[np.intp], beta: Floats
) -> tuple[float, Floats, Floats]:
    """Return the partial log likelihood, its slope [k] and its information [k, k]; rows stand period by period."""
    index = x @ beta
    value, score, information = 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
    buffer = np.empty((np.diff(starts).max(), len(beta)))  # one for all periods: allocating each is slower
    for start, stop in pairwise(starts):
        n_events = np.count_nonzero(has_event[start:stop])
        if n_events == 0:
            continue
        rows, events = x[start:stop], has_event[start:stop]
        highest = index[start:stop].max()
        weight = np.exp(index[start:stop] - highest)
        total = weight.sum()
        weighted = np.multiply(rows, weight[:, None], out=buffer[: stop - start])
        mean = weighted.sum(axis=0) / total
        value += index[start:stop][events].sum() - n_events * (highest + np.log(total))
        score += rows[events].sum(axis=0) - n_events * mean
        information += n_events * (weighted.T @ rows / total - np.outer(mean, mean))
    return float(value), score, information
