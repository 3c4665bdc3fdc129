"""The rule by which numbers become a sentence: pure, by cases, never more than the range supports.

Everything is told in people: of every 100, or of every 1,000 where an outcome or a difference is rare. The ends of the
range are rounded outwards, the middle to the nearest that lies between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

LEAST_DRAWS = 40  # with fewer, the ends of a range are hardly known
ALIKE, PART_OF_LEVEL = 0.01, 0.25  # "about as many": within 1 of 100 people and a quarter of those there are anyway
SMALL = 0.02  # a range that lies within 2 of 100 people is told of 1,000
HUNDRED, THOUSAND = 100, 1000
LEAST_TOLD, MOST_DECIMALS = 2.0, 4
LARGE, IN_HUNDREDS = 1000.0, -2  # kroner: nobody needs the last two digits


class Case(StrEnum):
    """What can be said."""

    FEW = "few"  # too few draws to answer
    ONE_SET = "one_set"  # one set of parameters: nothing is known of how far the answer holds
    HIDDEN = "hidden"  # luck hides what is not known
    NOBODY = "nobody"  # there was nobody to count
    SAME = "same"  # no difference in any replication
    ALIKE = "alike"
    MORE = "more"
    FEWER = "fewer"
    OPEN = "open"  # more or fewer
    OPEN_UP = "open_up"  # more, or no difference
    OPEN_DOWN = "open_down"  # fewer, or no difference


HAS_NUMBERS = (Case.ALIKE, Case.MORE, Case.FEWER, Case.OPEN, Case.OPEN_UP, Case.OPEN_DOWN)


@dataclass(frozen=True)
class Verdict:
    """What can be said, with its numbers in whole people of `per`, below zero for fewer; `low <= middle <= high`."""

    case: Case
    per: int = HUNDRED
    middle: int = 0
    low: int = 0
    high: int = 0

    @property
    def most_apart(self) -> int:
        """How far from no difference the range reaches."""
        return max(abs(self.low), abs(self.high))


def verdict(
    middle: float, low: float, high: float, level: float, n_draws: int, is_hidden: bool = False, is_same: bool = False
) -> Verdict:
    """Return what can be said of a difference in the share of people who have an outcome.

    Args:
        middle: the difference; a share, as all that follows; nan where there was nobody.
        low: lower end of its range.
        high: upper end.
        level: share who have the outcome under the policy that is held against.
        n_draws: how many sets of parameters the range rests on; 1 where there is one set.
        is_hidden: whether luck hides what isn't known; then the range holds luck too, and a narrow one still says that
            there are about as many.
        is_same: whether both policies give the same in every replication.
    """
    if math.isnan(middle):
        return Verdict(Case.NOBODY)
    if is_same:
        return Verdict(Case.SAME)
    if n_draws == 1:
        return Verdict(Case.ONE_SET)
    if n_draws < LEAST_DRAWS:
        return Verdict(Case.FEW)
    apart = max(abs(low), abs(high))
    is_rare = PART_OF_LEVEL * level < ALIKE
    if apart <= min(ALIKE, PART_OF_LEVEL * level):
        return _counted(Case.ALIKE, THOUSAND if is_rare else HUNDRED, middle, low, high)
    if is_hidden or math.isnan(apart):
        return Verdict(Case.HIDDEN)
    per = THOUSAND if is_rare or apart < SMALL else HUNDRED
    rounded = _counted(Case.OPEN, per, middle, low, high)
    return Verdict(_side(rounded), rounded.per, rounded.middle, rounded.low, rounded.high)


def _counted(case: Case, per: int, middle: float, low: float, high: float) -> Verdict:
    """Return a verdict in whole people, the ends rounded outwards."""
    bottom, top = rounded_outwards(per * low, per * high)
    return Verdict(case, per, min(max(round(per * middle), bottom), top), bottom, top)


def rounded_outwards(low: float, high: float) -> tuple[int, int]:
    """Return the whole numbers that hold an interval (9 decimals are taken as exact)."""
    return math.floor(round(low, 9)), math.ceil(round(high, 9))


def counted_per(*values: float) -> int:
    """Return of how many people differences in shares are told: of 1,000 where all are small; nan is not known."""
    return THOUSAND if all(math.isnan(value) or abs(value) < SMALL for value in values) else HUNDRED


def decimals_for(middle: float, low: float = math.nan, high: float = math.nan) -> int:
    """Return with how many decimals a difference is told, so that a small one isn't rounded to nothing.

    There are none where its range reaches 2 or more; else so many that it would without the decimal sign. A range that
    reaches 1,000 is told in hundreds (-2). A range that holds no 0 has a middle that isn't 0 either.
    """
    ends = [abs(end) for end in (low, high) if not math.isnan(end)] or [abs(middle)]
    is_clear = low > 0.0 or high < 0.0
    possible = [IN_HUNDREDS, *range(MOST_DECIMALS)] if max(ends) >= LARGE else list(range(MOST_DECIMALS))
    for decimals in possible:
        times: float = 10.0**decimals
        is_told = round(max(ends) * times, 9) >= LEAST_TOLD and not (is_clear and round(abs(middle) * times) == 0)
        if is_told or max(ends) == 0.0:
            return decimals
    return MOST_DECIMALS


@dataclass(frozen=True)
class Rounded:
    """A difference and its range as they are told: the ends rounded outwards, the middle between them."""

    middle: float
    low: float
    high: float
    decimals: int


def rounded(middle: float, low: float, high: float) -> Rounded:
    """Return a difference with a known range as it is told."""
    decimals = decimals_for(middle, low, high)
    times: float = 10.0**decimals
    bottom, top = rounded_outwards(times * low, times * high)
    return Rounded(min(max(round(times * middle), bottom), top) / times, bottom / times, top / times, decimals)


def _side(of: Verdict) -> Case:
    if of.low > 0:
        return Case.MORE
    if of.high < 0:
        return Case.FEWER
    if of.low == 0 and of.high > 0:
        return Case.OPEN_UP
    return Case.OPEN_DOWN if of.high == 0 else Case.OPEN
