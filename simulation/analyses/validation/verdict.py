"""The verdict on a simulated figure, and its power: how often other parameters would have put the figure outside."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.analyses.validation.line import CANNOT_SAY, OUTSIDE, SAYS_NOTHING, WITHIN

WIDTH = 2.0  # standard deviations
SPAN = 3.0  # tolerances: a figure whose draws span more says nothing of the model


def verdict(published: float, simulated: float, tolerance: float, error: float) -> str:
    """Return whether a simulated figure is as near to the published one as tolerance and Monte-Carlo error allow.

    `error` is the standard error over replications; not known (nan, with one replication) it counts as zero.
    """
    if math.isnan(published) or math.isnan(simulated) or math.isnan(tolerance):
        return CANNOT_SAY
    error = 0.0 if math.isnan(error) else error
    is_near = abs(published - simulated) <= WIDTH * math.hypot(tolerance, error)
    return WITHIN if is_near else OUTSIDE


def band(published: float, tolerance: float, error: float) -> tuple[float, float]:
    """Return from where to where a simulated figure is within; `error` as in `verdict`."""
    width = WIDTH * math.hypot(tolerance, 0.0 if math.isnan(error) else error)
    return published - width, published + width


def verdict_over_draws(published: float, middle: float, low: float, high: float, tolerance: float, error: float) -> str:
    """Return the verdict on the median over draws; draws that span more than three tolerances say nothing."""
    found = verdict(published, middle, tolerance, error)
    return SAYS_NOTHING if found != CANNOT_SAY and high - low > SPAN * tolerance else found


def without_luck(drawn: Sequence[float], luck: float, n_replications: float = math.inf) -> list[float]:
    """Return figures of sets of parameters simulated once each as if each were a mean over `n_replications`.

    They are shrunk to their mean until their variance is that by the parameters and by the luck of such a mean; nan are
    left out.

    Args:
        drawn: the figure in one replication of each set; nan where not computed.
        luck: variance of the figure between replications with the same parameters.
        n_replications: infinite where no luck at all is to be left.
    """
    values = np.array([value for value in drawn if not math.isnan(value)])
    spread = float(values.var(ddof=1)) if len(values) > 1 else 0.0
    if spread == 0.0:
        return [float(value) for value in values]
    kept = math.sqrt(min(1.0, (max(spread - luck, 0.0) + luck / n_replications) / spread))
    centre = float(values.mean())
    return [centre + kept * (float(value) - centre) for value in values]


def is_hidden_by_luck(drawn: Sequence[float], luck: float) -> bool:
    """Return whether figures of sets of parameters vary no more than luck alone makes them."""
    values = np.array([value for value in drawn if not math.isnan(value)])
    return math.isnan(luck) or (luck > 0.0 and len(values) > 1 and float(values.var(ddof=1)) <= luck)


def power(published: float, tolerance: float, drawn: Sequence[float], luck: float, n_replications: float) -> float:
    """Return the share of parameter sets whose figure would be outside; nan where that can't be told.

    A verdict is of a mean over `n_replications`, but a set of parameters is simulated once, so that its figure holds
    the luck of a whole replication. That the published figure, too, is of some people only is in the tolerance, and
    isn't counted twice.

    Args:
        published: the figure, nan if there is none.
        tolerance: of the registry, one standard deviation.
        drawn: the figure in one replication of each set of parameters; nan where not computed.
        luck: variance of the figure between replications with the same parameters.
        n_replications: that the verdict's mean is over.
    """
    if math.isnan(luck) or (is_hidden_by_luck(drawn, luck) and luck > tolerance**2):
        return math.nan  # chance alone moves single figures further than the tolerance
    error = math.sqrt(luck / n_replications)
    judged = [verdict(published, value, tolerance, error) for value in without_luck(drawn, luck, n_replications)]
    known = [item for item in judged if item != CANNOT_SAY]
    return known.count(OUTSIDE) / len(known) if known else math.nan
