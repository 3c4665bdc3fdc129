"""What rules are judged by: one outcome, public money, or several outcomes, weighed by what a unit of each is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_name, check_number
from simulation.model.engine.replication import Environment
from simulation.model.outcomes.registry import JOB_OUTCOMES, OUTCOME_BY_ID

Floats = NDArray[np.float64]
OUTCOMES = ("quarters_worked", "first_job", "any_ordinary_hours", "anxiety_medication", "distress")  # in the end
MONEY = "money"  # what a client leaves the public sector with, in DKK, discounted: `study/money/clients.py`
OBJECTIVES = (*OUTCOMES, MONEY)
WORTH = "worth"  # the name of several of them together
OF_HUNDRED = 100.0  # people per whom gains are shown
LEAST_WORTH, MOST_WORTH = 1e-9, 1e9


@dataclass(frozen=True)
class Objective:
    """Outcomes by id with what a unit of each, for the better, is worth.

    A unit is a quarter in work, a person, a point of distress (0.9 are a standard deviation) or a krone. What is better
    the less there is of it counts by how much less there is.
    """

    worth: Mapping[str, float]
    is_weighed: bool  # whether these worths were given; else there is one outcome, which counts as it is

    @property
    def name(self) -> str:
        """What it is called in files and texts."""
        return WORTH if self.is_weighed else next(iter(self.worth))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The ids of what it is made of."""
        return tuple(self.worth)

    @property
    def has_money(self) -> bool:
        """Whether public money is part of it."""
        return MONEY in self.worth

    def total(self, parts: Floats) -> Floats:
        """Return the worth of gains [n_parts, ...] in what it is made of."""
        return np.asarray(sum(worth * part for worth, part in zip(self.worth.values(), parts, strict=True)))


def single(outcome: str) -> Objective:
    """Return one outcome as it is.

    Raises:
        InputError: if rules can't be judged by it.
    """
    check_name("outcome", outcome, OBJECTIVES)
    return Objective({outcome: 1.0}, is_weighed=False)


def weighed(worth: Mapping[str, object]) -> Objective:
    """Return several outcomes by what a unit of each is worth.

    Raises:
        InputError: if rules can't be judged by one of them, or a worth isn't a number above zero.
    """
    for outcome in worth:
        check_name("outcome", outcome, OBJECTIVES)
    checked = {
        id: check_number(f"{WORTH}.{id}", worth[id], LEAST_WORTH, MOST_WORTH) for id in OBJECTIVES if id in worth
    }
    return Objective(checked, is_weighed=True)


def people_told_of(outcome: str) -> float:
    """Return per how many people a gain is shown: money per person, everything else per 100."""
    return 1.0 if outcome == MONEY else OF_HUNDRED


def direction(outcome: str) -> float:
    """Return 1 where more of an outcome is better, -1 where less is; of money the public sector is to have more."""
    return -1.0 if outcome in OUTCOMES and OUTCOME_BY_ID[outcome].better == "lower" else 1.0


def displaced(outcome: str, environment: Environment) -> float:
    """Return the share of a gain that is taken from others: only jobs are."""
    return environment.displaced_share if outcome in JOB_OUTCOMES else 0.0
