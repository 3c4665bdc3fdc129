"""Settings that a command reads itself, taken out before the others are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulation.base.errors import InputError


def split(arguments: Sequence[str], names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the settings of these names, and the other arguments.

    Raises:
        InputError: if one is given twice or is empty.
    """
    found: dict[str, str] = {}
    others = []
    for argument in arguments:
        name, sign, value = argument.partition("=")
        if not sign or name not in names:
            others.append(argument)
            continue
        if name in found:
            raise InputError("given_twice", name=name)
        if not value:
            raise InputError("wrong_shape", where=name, expected="a name")
        found[name] = value
    return found, others


def as_whole(given: str) -> int | str:
    """Return a whole number as a number, and anything else as it was written, for the check that follows."""
    return int(given) if re.fullmatch(r"\d{1,18}", given, re.ASCII) else given
