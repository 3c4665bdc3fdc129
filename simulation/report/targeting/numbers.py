"""Gains in words: the same in the terminal and on the page."""

from __future__ import annotations

import math

import numpy as np

from simulation.analyses.targeting.judged import Gain
from simulation.base.texts.numbers import format_interval, format_number
from simulation.report.answer.words import count_words
from simulation.report.targeting.asked import Asked


def gain_words(asked: Asked, value: float, decimals: int) -> str:
    """Return a gain in words as the answer shows it, more or fewer."""
    (gain,) = asked.as_answered(value)
    return count_words(round(gain, decimals), asked.language, decimals)


def value(asked: Asked, gain: Gain) -> str:
    """Return a gain."""
    return format_number(asked.difference(gain.value)[0], asked.decimals, asked.language, sign=True)


def luck(asked: Asked, gain: Gain) -> str:
    """Return the interval of luck."""
    return _interval(asked, gain.low, gain.high)


def credible(asked: Asked, gain: Gain) -> str:
    """Return the interval over the draws; empty where it isn't known."""
    is_known = not math.isnan(gain.cred_low)
    return _interval(asked, gain.cred_low, gain.cred_high) if is_known else ""


def _interval(asked: Asked, low: float, high: float) -> str:
    low, high = asked.difference(low, high)
    return format_interval(low, high, asked.decimals, asked.language, sign=True)


def share(asked: Asked, gain: Gain) -> str:
    """Return the share of draws in which a rule is ahead, in percent."""
    return "–" if math.isnan(gain.share_above) else f"{format_number(100.0 * gain.share_above, 0, asked.language)} %"


def as_given(number: float, language: str) -> str:
    """Return a number with all its digits."""
    written = np.format_float_positional(number, trim="-")
    return format_number(number, len(written.partition(".")[2]), language)
