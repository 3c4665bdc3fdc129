"""'Loses if': the part of the space of unknowns in which a policy's usual lead reverses.

Scenario discovery by PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010): a box is peeled, thin slice by
thin slice, until the policy loses in most draws that are left. One half of the draws finds the box. How often the
policy loses in it is counted in the other half, so that a box fitted to chance is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PEEL = 0.05  # share of what is left that a slice takes away
SMALLEST = 0.03  # share of the draws that a box must hold
MOST_CONDITIONS = 3
NO_WORSE = 0.95  # a condition without which a box is nearly as good is left out
LEAST_LIFT = 1.25  # how many times more often than anywhere the policy must lose in the box
LEAST_LOSSES = 5  # in each half; fewer show nothing
BELOW, ABOVE = "<", ">"


@dataclass(frozen=True)
class Condition:
    """An unknown below or above a value."""

    name: str
    side: str
    value: float

    def holds(self, column: Floats) -> Bools:
        """Say of values [n] whether the condition holds."""
        return np.asarray(column < self.value if self.side == BELOW else column > self.value)

    def __str__(self) -> str:
        return f"{self.name} {self.side} {self.value:g}"


@dataclass(frozen=True)
class Region:
    """A box and what was counted in the draws that it wasn't found with; no conditions where none stands out."""

    conditions: tuple[Condition, ...]
    share: float  # share of the draws that lie in it
    loses: float  # share of those in which the policy loses
    holds: float  # share of all losses that lie in it
    loses_anywhere: float  # share of all draws in which the policy loses


def find_region(names: Sequence[str], values: Floats, lost: Bools) -> Region:
    """Return where the policy loses.

    Args:
        names: of the unknowns that may stand in a condition.
        values: [n, k], a column each.
        lost: [n] whether the policy loses in a draw.
    """
    anywhere = float(lost.mean())
    nothing = Region((), 0.0, float("nan"), 0.0, anywhere)
    fitting, counting = slice(0, None, 2), slice(1, None, 2)
    if min(lost[fitting].sum(), lost[counting].sum()) < LEAST_LOSSES or lost.all():
        return nothing
    conditions = _simplified(names, values[fitting], lost[fitting], _peeled(names, values[fitting], lost[fitting]))
    conditions = tuple(_rounded(condition, values[:, names.index(condition.name)]) for condition in conditions)
    inside = _inside(names, values[counting], conditions)
    if not conditions or not inside.any():
        return nothing
    loses = float(lost[counting][inside].mean())
    if loses < LEAST_LIFT * float(lost[counting].mean()):
        return nothing
    holds = float(inside[lost[counting]].mean())
    return Region(conditions, float(inside.mean()), loses, holds, anywhere)


def _peeled(names: Sequence[str], values: Floats, lost: Bools) -> list[Condition]:
    """Return the conditions of the best box on the way from the whole space to the smallest box."""
    bounds: dict[tuple[str, str], Condition] = {}
    inside = np.ones(len(lost), np.bool_)
    best, best_score = list(bounds.values()), _score(inside, lost)
    while True:
        cuts = [cut for place, name in enumerate(names) for cut in _cuts(name, values[:, place], inside)]
        kept = [(cut, inside & cut.holds(values[:, names.index(cut.name)])) for cut in cuts]
        kept = [(cut, left) for cut, left in kept if left.sum() >= SMALLEST * len(lost) and left.sum() < inside.sum()]
        if not kept:
            return best
        cut, inside = max(kept, key=lambda item: float(lost[item[1]].mean()))
        bounds[cut.name, cut.side] = cut
        if (score := _score(inside, lost)) > best_score:
            best, best_score = list(bounds.values()), score


def _cuts(name: str, column: Floats, inside: Bools) -> tuple[Condition, Condition]:
    low, high = np.quantile(column[inside], (PEEL, 1.0 - PEEL))
    return Condition(name, ABOVE, float(low)), Condition(name, BELOW, float(high))


def _score(inside: Bools, lost: Bools) -> float:
    """Return a mean of the share of losses in the box, which counts twice as much, and of the share of losses it holds.

    It is the F measure with beta = 1/2 (van Rijsbergen 1979).
    """
    hits = float((inside & lost).sum())
    return 1.25 * hits / float(inside.sum() + 0.25 * lost.sum())


def _simplified(
    names: Sequence[str], values: Floats, lost: Bools, conditions: Sequence[Condition]
) -> tuple[Condition, ...]:
    """Return the conditions without those that do no good, and the best few of the others."""
    left = list(conditions)
    while left:
        without = [[other for other in left if other is not one] for one in left]
        scores = [_score(_inside(names, values, rest), lost) for rest in without]
        best = int(np.argmax(scores))
        is_needed = scores[best] < NO_WORSE * _score(_inside(names, values, left), lost)
        if is_needed and len(left) <= MOST_CONDITIONS:
            break
        left = without[best]
    return tuple(left)


def _inside(names: Sequence[str], values: Floats, conditions: Sequence[Condition]) -> Bools:
    inside = np.ones(len(values), np.bool_)
    for condition in conditions:
        inside &= condition.holds(values[:, names.index(condition.name)])
    return inside


def _rounded(condition: Condition, column: Floats) -> Condition:
    """Return the condition with its value rounded, to about a fiftieth of the unknown's spread."""
    digits = int(np.ceil(-np.log10(np.ptp(column)))) + 1
    return Condition(condition.name, condition.side, round(condition.value, digits))
