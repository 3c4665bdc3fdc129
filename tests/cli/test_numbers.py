"""Numbers in each language's signs."""

from __future__ import annotations

import math

import pytest

from simulation.base.texts.numbers import format_interval, format_number, format_percent, format_plain, format_points

MINUS, SPACE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "en", "sv", "da"),
    [
        (1.25, 1, False, "1.2", "1,2", "1,2"),
        (1.35, 1, True, "+1.4", "+1,4", "+1,4"),
        (-1.5, 1, False, "-1.5", f"{MINUS}1,5", f"{MINUS}1,5"),
        (-0.04, 1, True, "0.0", "0,0", "0,0"),
        (0.0, 2, True, "0.00", "0,00", "0,00"),
        (4000, 0, False, "4000", "4000", "4000"),
        (-12345.67, 1, False, "-12,345.7", f"{MINUS}12{SPACE}345,7", f"{MINUS}12.345,7"),
        (9999.96, 1, False, "10,000.0", f"10{SPACE}000,0", "10.000,0"),
        (1e8, 0, False, "100,000,000", f"100{SPACE}000{SPACE}000", "100.000.000"),
        (math.nan, 1, True, "–", "–", "–"),
        (-math.inf, 1, False, "-∞", f"{MINUS}∞", f"{MINUS}∞"),
    ],
)
def test_format_number(value: float, decimals: int, sign: bool, en: str, sv: str, da: str) -> None:
    assert [format_number(value, decimals, language, sign) for language in ("en", "sv", "da")] == [en, sv, da]


def test_points_and_percent() -> None:
    assert format_points(0.0123, 1, "en") == "+1.2"
    assert format_points(-0.0123, 1, "da") == f"{MINUS}1,2"
    assert format_points(0.0123, 1, "sv", sign=False) == "1,2"
    assert format_percent(0.1476, 1, "en") == "14.8%"
    assert format_percent(0.1476, 1, "sv") == f"14,8{SPACE}%"


def test_interval() -> None:
    assert format_interval(-0.1, 2.0, 1, "en", sign=True) == "-0.1 to +2.0"
    assert format_interval(-0.1, 2.0, 1, "sv") == f"{MINUS}0,1 till 2,0"
    assert format_interval(-0.1, 2.0, 1, "da") == f"{MINUS}0,1 til 2,0"
    assert format_interval(math.nan, 2.0, 1, "da") == "–"


def test_plain_numbers_keep_their_digits() -> None:
    assert format_plain(0.125, "en") == "0.125"
    assert format_plain(-5.81, "sv") == f"{MINUS}5,81"
    assert format_plain(5192, "da") == "5192"
    assert format_plain(1e-20, "en") == "1e-20"
    assert format_plain(0.1 + 0.2, "da", 6) == "0,3"
    assert format_plain(1.23456789, "en", 3) == "1.23"
