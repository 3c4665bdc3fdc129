"""Checks of what a user gives, in a file or on the command line: what is wrong gets one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any, TypeGuard

import numpy as np

from simulation.base.errors import InputError, nearest

TYPED_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
TYPED_WHOLE = re.compile(r"[+-]?\d{1,400}", re.ASCII)


def check_mapping(content: object, where: str) -> Mapping[str, Any]:
    """Return `content` if it is keys with values.

    Raises:
        InputError: if it isn't.
    """
    if not isinstance(content, Mapping):
        raise InputError("wrong_shape", where=where, expected="keys and values")
    return content


def check_keys(
    content: object, where: str, required: Iterable[str] = (), optional: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Return `content` if it is keys with values, all that are required among them and none that isn't known.

    Raises:
        InputError: if it isn't, naming the first key that is unknown or else missing.
    """
    found, required = check_mapping(content, where), tuple(required)
    known = (*required, *optional)
    for key in found:
        if key not in known:
            raise InputError("unknown_key", name=key, where=where, nearest=nearest(str(key), known))
    for key in required:
        if key not in found:
            raise InputError("missing_key", where=where, name=key)
    return found


def check_name(kind: str, name: object, known: Iterable[str]) -> None:
    """Check that there is something of that kind and name.

    Raises:
        InputError: if there isn't, with the nearest name.
    """
    names = tuple(known)
    if name not in names:
        raise InputError("unknown_name", kind=kind, name=name, nearest=nearest(str(name), names))


def check_whole(name: str, value: object, low: int, high: int) -> int:
    """Return `value` if it is a whole number from `low` to `high`.

    Raises:
        InputError: if it isn't.
    """
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not low <= value <= high:
        raise InputError("not_a_whole_number", name=name, value=value, low=low, high=high)
    return int(value)


def check_number(name: str, value: object, low: float, high: float) -> float:
    """Return `value` if it is a finite number from `low` to `high`.

    Raises:
        InputError: if it isn't.
    """
    if not is_number(value) or not low <= value <= high:
        raise InputError("not_a_number", name=name, value=value, low=f"{low:g}", high=f"{high:g}")
    return float(value)


def as_typed_number(words: str) -> float | str:
    """Return the number that is typed; the words themselves where they are none, to be refused by name.

    It is written in digits with a decimal point and perhaps an exponent: Python would also take 1_000, nan and inf, and
    read 1e309 as infinity.
    """
    value = float(words) if TYPED_NUMBER.fullmatch(words) else math.inf
    return value if math.isfinite(value) else words


def as_typed_whole(words: str) -> int | str:
    """Return the whole number that is typed; the words themselves where they are none, to be refused by name."""
    return int(words) if TYPED_WHOLE.fullmatch(words) else words


def is_number(value: object) -> TypeGuard[float]:
    """Say whether a value from a file or the command line is a finite number; true and false aren't."""
    if type(value) is float:  # nearly always; asking for any kind of number takes five times as long
        return math.isfinite(value)
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False
