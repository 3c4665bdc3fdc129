"""The caseworker's answers as elements read them: which indicators are meant, and how many answers are low or high."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_name
from simulation.base.errors import InputError
from simulation.model.indicators import Indicator
from simulation.model.policies.view import OfficeView
from simulation.model.rules.answers import count_between

HIGHEST_ANSWER = 5


def indicators_of(where: str, names: tuple[str, ...]) -> tuple[Indicator, ...]:
    """Return the indicators of the caseworker's form by their names.

    Raises:
        InputError: if there is none of a name, or none at all.
    """
    known = {indicator.id: indicator for indicator in Indicator}
    if not names:
        raise InputError("wrong_shape", where=where, expected="a list of names")
    for name in names:
        check_name("indicator", name, known)
    return tuple(known[name] for name in names)


@cache
def _as_array(indicators: tuple[Indicator, ...]) -> NDArray[np.int64]:
    kept = np.array(indicators, np.int64)
    kept.setflags(write=False)
    return kept


def count_answers(view: OfficeView, indicators: tuple[Indicator, ...], low: int, high: int) -> NDArray[np.int64]:
    """Return how many of the caseworker's answers on these indicators are from `low` to `high` [n]."""
    counts = np.empty(view.n, np.int64)
    count_between(view.caseworker_answers, _as_array(indicators), low, high, counts)
    return counts
