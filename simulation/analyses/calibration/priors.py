"""Priors: even over the plausible range of each parameter, and over the whole numbers of each nuisance parameter.

A run's draw is a pure function of (seed, wave, run), whatever is drawn before or beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.plan import Plan
from simulation.base.errors import InputError
from simulation.model.parameters import entry
from simulation.model.parameters.groups import Exits
from simulation.study.posterior import parameters_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Parameters, then nuisance parameters, with their ranges [k]; a whole number n covers n to n + 1."""

    parameters: tuple[str, ...]
    nuisance: tuple[str, ...]
    low: Floats
    high: Floats
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what holds in every run, by group and name

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the columns."""
        return (*self.parameters, *self.nuisance)

    @property
    def sd(self) -> Floats:
        """Standard deviation of each [k]."""
        return np.asarray((self.high - self.low) / np.sqrt(12.0), np.float64)

    def to_logits(self, values: Floats) -> Floats:
        """Return the logits [n, k] of the places of values [n, k] in their ranges."""
        place = np.clip((values - self.low) / (self.high - self.low), 1e-6, 1.0 - 1e-6)
        return np.asarray(np.log(place / (1.0 - place)), np.float64)

    def from_logits(self, logits: Floats) -> Floats:
        """Return the values [n, k] in their ranges whose places have these logits [n, k]."""
        place = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        return np.asarray(self.low + place * (self.high - self.low), np.float64)

    def whole(self, values: Floats) -> dict[str, int]:
        """Return the nuisance parameters of one draw [k] as whole numbers."""
        start = len(self.parameters)
        return {
            name: int(np.floor(min(value, high - 0.5)))
            for name, value, high in zip(self.nuisance, values[start:], self.high[start:], strict=True)
        }


def prior_of(plan: Plan) -> Prior:
    """Return the prior of a plan.

    Raises:
        InputError: on a parameter that isn't in the catalogue or that has no range.
    """
    given = plan.given
    free = tuple(path for path in plan.parameters if not _is_given(path, given))
    entries = [entry(path) for path in free]
    for found in entries:
        if not found.low < found.high:
            raise InputError("no_range", name=found.path)
    low = [found.low for found in entries] + [float(low) for low, _ in plan.nuisance.values()]
    high = [found.high for found in entries] + [float(high + 1) for _, high in plan.nuisance.values()]
    return Prior(free, tuple(plan.nuisance), np.array(low), np.array(high), given)


def held_of(plan: Plan) -> Prior:
    """Return the prior of the parameters that change no target."""
    given = plan.given
    free = tuple(path for path in plan.held if not _is_given(path, given))
    entries = [entry(path) for path in free]
    low, high = (np.array([getattr(found, end) for found in entries], np.float64) for end in ("low", "high"))
    return Prior(free, (), low, high, given)


def _is_given(path: str, given: Mapping[str, Mapping[str, Any]]) -> bool:
    group, name = path.split(".")
    return name in given.get(group, {})


def generator(seed: int, wave: int, run: int) -> np.random.Generator:
    """Return the generator of one run's draw."""
    return np.random.default_rng([seed, wave, run])


# Share of clients on benefit who are granted a disability pension in a year, at mean distress and at DISTRESSED: what
# we take for plausible of long-term recipients under any policy. No source has a figure; an assumption.
DISTRESSED = 1.5  # SD of distress: those with a psychiatric diagnosis under lasting strain
PENSIONS_A_YEAR = (0.002, 0.03)
MOST_PENSIONS_WHEN_DISTRESSED = 0.06


def pensions_a_year(p: Exits, distress: float) -> float:
    """Return the share of clients on benefit who are granted a disability pension within a year at this distress.

    The rate of applying is that of `rules/exits.py`.
    """
    return 1.0 - math.exp(-4.0 * p.award_share * math.exp(p.pension_application + p.pension_distress * distress))


def has_plausible_pensions(p: Exits) -> bool:
    """Say whether pensions are plausible at mean distress and among the distressed, whom some policies make more of."""
    low, high = PENSIONS_A_YEAR
    return low <= pensions_a_year(p, 0.0) <= high and pensions_a_year(p, DISTRESSED) <= MOST_PENSIONS_WHEN_DISTRESSED


def is_allowed(names: Sequence[str], values: Floats, given: Mapping[str, Mapping[str, Any]] | None = None) -> bool:
    """Say whether the model allows these parameters and pensions are plausible; further `values` are ignored."""
    try:
        parameters = parameters_of(names, values[: len(names)], given)
    except InputError:
        return False
    return has_plausible_pensions(parameters.exits)
