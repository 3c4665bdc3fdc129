"""Numbers as readers of each language write them: decimal comma and a real minus sign in Swedish and Danish."""

from __future__ import annotations

import math

from simulation.base.texts import text

DECIMAL_SIGN = {"en": ".", "sv": ",", "da": ","}
THOUSANDS_SIGN = {"en": ",", "sv": "\N{NO-BREAK SPACE}", "da": "."}
MINUS_SIGN = {"en": "-", "sv": "\N{MINUS SIGN}", "da": "\N{MINUS SIGN}"}
NO_NUMBER = "\N{EN DASH}"
LEAST_WIDTH = 2.0  # intervals at least this wide are shown in whole numbers


def format_number(value: float, decimals: int, language: str, sign: bool = False) -> str:
    """Return a number rounded to `decimals` places; with `sign`, a plus before what is above zero.

    What rounds to zero has no sign, thousands are set apart from 10,000 upwards, and nan is a dash.
    """
    if math.isnan(value):
        return NO_NUMBER
    digits = f"{abs(value):.{decimals}f}" if math.isfinite(value) else "\N{INFINITY}"
    is_zero = math.isfinite(value) and float(digits) == 0.0
    before = "" if is_zero else MINUS_SIGN[language] if value < 0 else "+" if sign else ""
    whole, _, fraction = digits.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", THOUSANDS_SIGN[language])
    return before + whole + (DECIMAL_SIGN[language] + fraction if fraction else "")


def format_points(share: float, decimals: int, language: str, sign: bool = True) -> str:
    """Return a difference of shares (0.012) in percentage points ("+1.2"), without the unit."""
    return format_number(100.0 * share, decimals, language, sign)


def format_percent(share: float, decimals: int, language: str) -> str:
    """Return a share (0.147) in percent ("14.7 %"; in English "14.7%")."""
    return format_number(100.0 * share, decimals, language) + ("%" if language == "en" else "\N{NO-BREAK SPACE}%")


def format_interval(low: float, high: float, decimals: int, language: str, sign: bool = False) -> str:
    """Return an interval, "low to high" in the language; a dash where there is none."""
    if math.isnan(low) or math.isnan(high):
        return NO_NUMBER
    word = {"en": "to", "sv": "till", "da": "til"}[language]
    return f"{format_number(low, decimals, language, sign)} {word} {format_number(high, decimals, language, sign)}"


def decimals_between(low: float, high: float) -> int:
    """Return how many decimals an interval carries: none where it is at least 2 wide, else 1; none without one."""
    return int(high - low < LEAST_WIDTH)


def format_plain(value: float, language: str, digits: int = 12) -> str:
    """Return a number as it was given (0.125, 5192) in the language's signs, rounded to significant `digits` alone."""
    written = f"{value:.{digits}g}"
    if "e" in written or not math.isfinite(value):
        return written
    return format_number(value, len(written.partition(".")[2]), language)


def format_range(low: float, high: float, language: str) -> str:
    """Return a range as it was given, such as "0.1 to 0.5"."""
    return text("cli.lookup.from_to", language, low=format_plain(low, language), high=format_plain(high, language))
