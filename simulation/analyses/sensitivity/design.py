"""Points at which the model is simulated: Morris trajectories, Saltelli's sample, plain draws, and single steps.

Every unknown is even over its range and independent of the others, which Sobol indices take for granted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.sensitivity.plan import HORIZON, LUCK, Plan
from simulation.base.errors import InputError
from simulation.model.parameters import Parameters, entry
from simulation.study.posterior import parameters_of

Floats = NDArray[np.float64]
LEVELS = 4  # grid levels of a Morris trajectory; each step is two thirds of a range
OTHERS = "others"  # all unknowns that have no index of their own, moved together
DRAWS_STREAM = 1  # plain draws have a stream of their own


@dataclass(frozen=True)
class Space:
    """The unknowns: parameters (group.name), then what isn't a parameter, with their ranges [k]."""

    parameters: tuple[str, ...]
    nuisance: tuple[str, ...]
    low: Floats
    high: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the columns."""
        return (*self.parameters, *self.nuisance)

    def problem(self, groups: Sequence[str] | None = None) -> dict[str, Any]:
        """Return the space as SALib takes it."""
        bounds = [[float(low), float(high)] for low, high in zip(self.low, self.high, strict=True)]
        problem = {"num_vars": len(self.names), "names": list(self.names), "bounds": bounds}
        return problem if groups is None else {**problem, "groups": list(groups)}

    def model_parameters(self, values: Floats, given: Mapping[str, Mapping[str, Any]]) -> Parameters:
        """Return the model's parameters at a point [k]; those `given` take precedence.

        Raises:
            InputError: if the model doesn't take them.
        """
        return parameters_of(self.parameters, values[: len(self.parameters)], given)

    def horizon(self, values: Floats) -> float:
        """Return when questions are read at a point, as a share of their quarter."""
        return float(values[self.names.index(HORIZON)])

    def luck(self, values: Floats) -> int:
        """Return which replication a point has."""
        place = self.names.index(LUCK)
        return int(min(np.floor(values[place]), np.ceil(self.high[place]) - 1))


def space_of(plan: Plan) -> Space:
    """Return the space of a plan."""
    entries = [entry(path) for path in plan.parameters]
    low = [found.low for found in entries] + [low for low, _ in plan.nuisance.values()]
    high = [found.high for found in entries] + [high for _, high in plan.nuisance.values()]
    return Space(plan.parameters, tuple(plan.nuisance), np.array(low), np.array(high))


def library() -> ModuleType:
    """Return SALib.

    Raises:
        InputError: if it isn't installed.
    """
    try:
        import SALib
        import SALib.analyze.morris
        import SALib.analyze.sobol
        import SALib.sample.morris
        import SALib.sample.sobol
    except ImportError as error:
        raise InputError("library_missing", name="SALib", package="SALib") from error
    return SALib  # type: ignore[no-any-return]


def trajectories(space: Space, n: int, seed: int) -> Floats:
    """Return `n` Morris trajectories [n * (k + 1), k], one after the other."""
    return np.asarray(library().sample.morris.sample(space.problem(), n, num_levels=LEVELS, seed=seed), np.float64)


def groups_of(space: Space, screened: Sequence[str]) -> list[str]:
    """Return each unknown's group [k]: those screened and luck are groups of one, the rest are one group."""
    return [name if name in screened or name == LUCK else OTHERS for name in space.names]


def saltelli(space: Space, screened: Sequence[str], n_base: int, seed: int) -> Floats:
    """Return Saltelli's sample [n_base * (n_groups + 2), k] for first-order and total indices of the groups."""
    problem = space.problem(groups_of(space, screened))
    sample = library().sample.sobol.sample(problem, n_base, calc_second_order=False, seed=seed)
    return np.asarray(sample, np.float64)


def draws(space: Space, n: int, seed: int) -> Floats:
    """Return `n` independent draws [n, k]; more begin with the same ones."""
    places = np.random.default_rng([seed, DRAWS_STREAM]).random((n, len(space.names)))
    return np.asarray(space.low + places * (space.high - space.low), np.float64)


def steps(space: Space, path: str, values: Sequence[float], n: int) -> tuple[Space, Floats]:
    """Return the points at which one parameter takes these values, and their space: `n` replications each.

    All else is at its central value, and questions are read at their own quarter.
    """
    names = tuple(dict.fromkeys((*space.parameters, path)))
    low, high = ([getattr(entry(name), end) for name in names] for end in ("low", "high"))
    own = Space(names, (HORIZON, LUCK), np.array([*low, 1.0, 0.0]), np.array([*high, 1.0, float(n)]))
    points = []
    for value in values:
        at = [value if name == path else entry(name).central for name in names]
        points += [[*at, 1.0, float(replication)] for replication in range(n)]
    return own, np.array(points)
