"""Facts that an office sees of a client, whole numbers by name, and conditions over them such as "health <= 2".

Origin, diagnosis and everything latent aren't among them: the office's view doesn't hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_name
from simulation.base.errors import InputError
from simulation.model.indicators import CARRIED, N_CARRIED, Indicator
from simulation.model.policies.view import OfficeView

Floats = NDArray[np.float64]
CONDITION = re.compile(r"\s*(\w+)\s*(<=|>)\s*(-?\d{1,6})\s*")
EXPECTED = 'conditions such as "health <= 2 and age > 40"'


def _answered(answers: NDArray[np.uint8]) -> Floats:
    """Return answers as numbers; nan before the first one."""
    return np.where(answers > 0, answers, np.nan)


def _sum_of(answers: NDArray[np.uint8]) -> Floats:
    """Return the sum of the answers [n, 10 or more] to what is carried over [n]; nan before the first ones."""
    carried = answers[:, :N_CARRIED]
    return np.where((carried > 0).all(axis=1), carried.sum(axis=1, dtype=np.float64), np.nan)


def _of_caseworker(indicator: Indicator) -> Callable[[OfficeView], Floats]:
    return lambda view: _answered(view.caseworker_answer(indicator))


def _of_client(indicator: Indicator) -> Callable[[OfficeView], Floats]:
    return lambda view: _answered(view.client_answer(indicator))


SEX = "man"
# `index` is the sum of the ten answers of the caseworker's form but for belief, `client_index` of the client's.
FACTS: Mapping[str, Callable[[OfficeView], Floats]] = {
    "age": lambda view: np.floor(view.age),
    "quarters_on_benefit": lambda view: view.quarters_on_benefit.astype(np.float64),
    "caseload": lambda view: view.caseload.astype(np.float64),
    "unskilled": lambda view: view.is_unskilled.astype(np.float64),
    SEX: lambda view: view.is_man.astype(np.float64),
    "index": lambda view: _sum_of(view.caseworker_answers),
    "client_index": lambda view: _sum_of(view.client_answers),
    **{indicator.id: _of_caseworker(indicator) for indicator in Indicator},
    **{f"client_{indicator.id}": _of_client(indicator) for indicator in CARRIED},
}


@dataclass(frozen=True)
class Condition:
    """A fact that is over a bound, or up to it."""

    fact: str
    is_over: bool
    bound: float

    def holds(self, view: OfficeView) -> NDArray[np.bool_]:
        """Return of whom it holds [n]; of nobody whose answer isn't known yet."""
        value = FACTS[self.fact](view)
        found: NDArray[np.bool_] = value > self.bound if self.is_over else value <= self.bound
        return found


def conditions_of(where: str, words: str) -> tuple[Condition, ...]:
    """Return the conditions that words join by "and".

    Raises:
        InputError: if a fact is unknown or the words are none.
    """
    found = []
    for part in words.split(" and "):
        match = CONDITION.fullmatch(part)
        if match is None:
            raise InputError("wrong_shape", where=where, expected=EXPECTED)
        name, sign, bound = match.groups()
        check_name("fact", name, FACTS)
        found.append(Condition(name, sign == ">", float(bound)))
    return tuple(found)


def all_hold(view: OfficeView, conditions: tuple[Condition, ...]) -> NDArray[np.bool_]:
    """Return of whom every condition holds [n]."""
    found: NDArray[np.bool_] = np.logical_and.reduce([condition.holds(view) for condition in conditions])
    return found
