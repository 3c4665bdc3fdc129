"""How narrow intervals are to be: one word and one rule for `tilltro compare` and `tilltro sweep`.

A precision is the width, from end to end, of the 95 % Monte-Carlo interval of every policy's difference from the
baseline in one outcome, at the last quarter, for all clients. Replications are added until all are that narrow.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_whole, is_number
from simulation.base.errors import InputError
from simulation.model.outcomes.registry import OUTCOME_BY_ID

Floats = NDArray[np.float64]
DEFAULT_MOST_REPLICATIONS, LARGEST_MOST = 10_000, 1_000_000
WRITTEN = r"(\d+(?:\.\d*)?|\.\d+)\s*(pp)?"
WIDEST_SHARE = 0.1  # ten percentage points: nobody who writes a plain number wants an interval that wide
ROUNDING = 1e-9  # a width may have been worked out from the ends of the interval
MARGIN = 1.1  # times the replications that the variance so far calls for


@dataclass(frozen=True)
class Precision:
    """How narrow the intervals are to be, and with how many replications.

    Raises:
        InputError: on construction, if it begins with too few to know an interval, or ends before it begins.
    """

    width: float  # the widest interval allowed, end to end, in the outcome's own unit
    first_replications: int  # it begins with these
    most_replications: int  # and ends with these, narrow or not
    step: int = 1  # replications come in lots of so many

    def __post_init__(self) -> None:
        least = 2 * self.step
        if self.first_replications < least:
            raise InputError("too_short", name="n_replications", value=self.first_replications, low=least)
        if self._most < self._first:
            raise InputError("most_below_first", most=self.most_replications, first=self._first)

    @property
    def _first(self) -> int:
        return _whole_batches(self.first_replications, self.step)

    @property
    def _most(self) -> int:
        return self.most_replications - self.most_replications % self.step

    def is_met(self, width: float) -> bool:
        """Say whether an interval so wide is narrow enough; a width that isn't known is."""
        return not width > self.width * (1.0 + ROUNDING)

    def n_wanted(self, n_done: int, half_width: Floats) -> int:
        """Return how many replications there are to be in all: `n_done` when that is enough.

        The width falls with the square root of the number of replications.
        """
        if n_done == 0:
            return self._first
        width = widest(half_width)
        if self.is_met(width):
            return n_done
        # At most twice as many at a time, for the variance of a few replications is itself uncertain.
        wanted = math.ceil(min(MARGIN * n_done * (width / self.width) ** 2, 2.0 * n_done))
        return max(n_done, min(_whole_batches(wanted, self.step), self._most))


def _whole_batches(n: int, step: int) -> int:
    return n + -n % step


def widest(half_width: Floats) -> float:
    """Return the width, from end to end, of the widest interval of these half widths; 0 where none is known."""
    return float(np.nanmax(2.0 * half_width, initial=0.0))


def make_precision(
    given: object, most_replications: object, outcome: str, n_replications: int, step: int = 1
) -> Precision | None:
    """Return the precision of an outcome that is asked for, beginning with so many replications; None without one.

    Raises:
        InputError: if it isn't allowed, or if there is a most of replications without a precision.
    """
    width = read_precision(given, outcome)
    most = DEFAULT_MOST_REPLICATIONS if most_replications is None else most_replications
    most = check_whole("most_replications", most, 1, LARGEST_MOST)
    if width is None:
        if most_replications is not None:
            raise InputError("most_without_precision", value=most)
        return None
    return Precision(width, n_replications, most, step)


def read_precision(given: object, outcome: str) -> float | None:
    """Return a precision in the outcome's own unit; `0.2pp` are percentage points of a share.

    Raises:
        InputError: if it isn't a number above zero, or in points where the outcome is no share, or for a share so wide
            without `pp` that points must have been meant.
    """
    if given is None:
        return None
    is_share = OUTCOME_BY_ID[outcome].is_share
    width = math.nan
    if is_number(given):
        width = float(given)
    elif isinstance(given, str) and (found := re.fullmatch(WRITTEN, given.strip(), re.IGNORECASE)):
        width = float(found[1]) / (100.0 if found[2] else 1.0)
        width = math.nan if found[2] and not is_share else width
    in_points = str(given).strip().lower().endswith("pp")
    if not 0.0 < width < (1.0 if is_share and in_points else math.inf):
        raise InputError("not_a_precision", value=given)
    if is_share and width >= WIDEST_SHARE and not in_points:
        raise InputError("precision_in_points", value=given, points=f"{100.0 * width:g}")
    return width
