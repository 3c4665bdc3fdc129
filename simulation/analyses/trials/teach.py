"""What a study's estimate would teach: of an unknown, of the effect, and of the choice between two policies.

Everything is computed from pairs of what is true in a draw and what a study finds there. A regression of the one on
the other says how much of the spread an estimate takes away, and what choosing by it would bring (Strong et al. 2015;
the moments of the posterior mean are all that is needed). The regression is judged on draws that it hasn't seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DEGREE, N_FOLDS = 3, 10


def expected_given_estimate(values: Floats, seen: Floats, draw: Ints) -> Floats:
    """Return the expected value after each estimate [n], by a cubic fitted to the other draws (cross-fitting).

    Args:
        values: what is true, [n].
        seen: what a study finds, [n].
        draw: the draw of each pair [n]; pairs of a draw are left out together.
    """
    spread = float(seen.std())
    place = (seen - seen.mean()) / spread if spread > 0.0 else np.zeros(len(seen))
    design = np.vander(np.clip(place, -3.0, 3.0), DEGREE + 1)
    found = np.empty(len(values))
    fold = draw % N_FOLDS
    for number in range(N_FOLDS):
        is_out = fold == number
        line = np.linalg.lstsq(design[~is_out], values[~is_out], rcond=None)[0]
        found[is_out] = design[is_out] @ line
    return found


def narrowing(values: Floats, seen: Floats, draw: Ints) -> float:
    """Return the share of a value's variance over the draws that knowing a study's estimate takes away, 0..1."""
    whole = float(values.var())
    if whole == 0.0:
        return 0.0
    left = float(((values - expected_given_estimate(values, seen, draw)) ** 2).mean())
    return max(0.0, 1.0 - left / whole)


def worth_of_study(worth: Floats, seen: Floats, draw: Ints) -> float:
    """Return what choosing after a study brings over choosing now, in the unit of `worth`; never below 0.

    Args:
        worth: what the policy brings instead of the other, [n]; negative where the other one is better.
        seen: what a study finds, [n].
        draw: the draw of each pair [n].
    """
    now = max(0.0, float(worth.mean()))
    chosen = expected_given_estimate(worth, seen, draw) > 0.0
    return max(0.0, float((worth * chosen).mean()) - now)


def worth_of_knowing(worth: Floats) -> float:
    """Return what choosing with everything known brings over choosing now: no study can bring more."""
    return float(np.maximum(worth, 0.0).mean()) - max(0.0, float(worth.mean()))


def chance_to_tell_apart(unknown: Floats, seen: Floats, low: float, high: float) -> float:
    """Return how often an estimate lies nearer to the right one of two values of an unknown, 0.5 to 1.

    Estimates are taken to move along a line with the unknown; how far they lie from the line, by other unknowns
    and luck, blurs the difference.
    """
    design = np.column_stack([np.ones(len(unknown)), unknown])
    line = np.linalg.lstsq(design, seen, rcond=None)[0]
    blur = float((seen - design @ line).std())
    apart = abs(float(line[1])) * (high - low)
    return float(ndtr(apart / (2.0 * blur))) if blur > 0.0 else 1.0


def residuals(values: Floats, unknown: Floats) -> Floats:
    """Return the residuals [n] of values [n] from a line in an unknown [n]: the part that other unknowns explain."""
    design = np.column_stack([np.ones(len(unknown)), unknown])
    return np.asarray(values - design @ np.linalg.lstsq(design, values, rcond=None)[0])
