"""Numbers in CSV files: nine significant digits; an unknown number is an empty cell."""

from __future__ import annotations

import math

DIGITS = ".9g"  # as many digits as are equal on every platform


def write_number(value: float) -> str:
    """Return a number as a cell; nan is empty."""
    return "" if math.isnan(value) else format(value + 0.0, DIGITS)  # adding 0.0 makes minus zero zero


def read_number(cell: str) -> float:
    """Return the number in a cell; nan where it is empty."""
    return float(cell) if cell else math.nan
