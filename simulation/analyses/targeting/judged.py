"""A rule as judged: what it gives beyond drawing lots, in this model and in rivals of it, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulation.analyses.targeting.rules import Rule

RESPONSES = {"alike": 0.0, "doubled": 2.0}  # times the central SD of the response
POINTS = "points"  # the measure gives every client the same gain, times the client's own response
RIVALS = (*RESPONSES, POINTS)
AHEAD, BUILT_IN, OPEN, BEHIND, TOO_FEW = "ahead", "built_in", "open", "behind", "too_few"


@dataclass(frozen=True)
class Gain:
    """What a rule gives beyond drawing lots, of every 100 people (money: of each), with both intervals.

    It is positive where the rule does better, also in what is better the less there is of it.
    """

    value: float
    low: float
    high: float
    cred_low: float = float("nan")
    cred_high: float = float("nan")
    share_above: float = float("nan")  # share of the draws in which it is above zero

    @property
    def is_above(self) -> bool:
        """Whether the Monte-Carlo interval lies above zero."""
        return self.low > 0.0

    @property
    def mirrored(self) -> Gain:
        """The same with gains for losses."""
        return Gain(-self.value, -self.high, -self.low, -self.cred_high, -self.cred_low, 1.0 - self.share_above)


@dataclass(frozen=True)
class Judged:
    """A rule as judged on people that it wasn't learned or chosen from."""

    rule: Rule
    gain: Gain
    rivals: Mapping[str, Gain]  # where clients respond alike, twice as differently, and with effects in points
    usual: Gain  # computed as the rival POINTS is, with the effects of the model: what that one is compared with
    regret: float  # behind the best rule of each draw, on average, of every 100 people
    placed: Mapping[str, float]  # of every 100 people of a group, how many get a place at the start
    gain_of: Mapping[str, float]  # of every 100 people of a group, against drawing lots
    stand_ins: Mapping[str, float]  # "fact:group" and their correlation
    verdict: str
    parts: Mapping[str, Gain] = field(default_factory=dict)  # by outcome, where several are weighed
    sizes: tuple[float, ...] = ()  # of every 100 people at the start, how many are in each group of a learned rule
    worlds: Mapping[str, Gain] = field(default_factory=dict)  # by rival world: the gain there

    @property
    def n_worlds_ahead(self) -> int:
        """In how many of the rival worlds it is clearly ahead of drawing lots."""
        return sum(gain.is_above for gain in self.worlds.values())

    @property
    def is_built_in(self) -> bool:
        """Whether a lead over drawing lots, or a lag behind them, is gone in a rival."""
        if self.verdict == BEHIND:
            rivals = {name: rival.mirrored for name, rival in self.rivals.items()}
            return bool(rivals_without_gain(self.gain.mirrored, self.usual.mirrored, rivals))
        return self.verdict == BUILT_IN


def verdict(gain: Gain, usual: Gain, rivals: Mapping[str, Gain]) -> str:
    """Return the verdict on a rule.

    behind: its gain is below zero; built in: above it, but mostly gone in a rival; open: drawing lots may do as well,
    by luck or by what isn't known; ahead: above zero in both intervals and in every rival; too few: neither of these
    can be told with so few draws or replications. `usual` is what the rival with effects in points is held against.
    """
    if gain.high < 0.0:
        return BEHIND
    if not gain.is_above:
        return OPEN
    if rivals_without_gain(gain, usual, rivals):
        return BUILT_IN
    if gain.cred_low <= 0.0:
        return OPEN
    is_told = not np.isnan(gain.cred_low) and all(rival.is_above for rival in rivals.values())
    return AHEAD if is_told else TOO_FEW


def rivals_without_gain(gain: Gain, usual: Gain, rivals: Mapping[str, Gain]) -> tuple[str, ...]:
    """Return the rivals in which most of a gain is gone.

    In them less than half of the gain is left: either the whole interval lies below half, or the gain does and its
    interval isn't above zero.
    """
    found = []
    for name, rival in rivals.items():
        half = (usual if name == POINTS else gain).value / 2.0
        if rival.high < half or (rival.value < half and not rival.is_above):
            found.append(name)
    return tuple(found)
