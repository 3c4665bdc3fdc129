"""The calibrated parameters that ship with the package: weighted draws, and what they were made from.

`simulation/study/posterior.csv` has a row a draw: weight, distance, then a column a parameter. `posterior.yaml`
beside it says which version of the model, targets and method gave it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.base.resources import read_yaml
from simulation.model.parameters import Parameters, build_parameters, by_group, entry

Floats = NDArray[np.float64]
FOLDER = "simulation.study"
DRAWS_FILE, ABOUT_FILE = "posterior.csv", "posterior.yaml"
RIVAL_FILE = "rival_{world}.csv"  # draws refitted with a world's parameters held: see analyses/calibration/rivals.py
GOLDEN = (5.0**0.5 - 1.0) / 2.0
DIGITS = ".6g"
FIRST_COLUMNS = ("weight", "distance")
STEPS = 50  # a central value is rounded to a step of at most 1/50 of its range
BEYOND_CHANCE = 1.95  # of the largest distance times the root of the number of draws: 1 in 1,000 are beyond it


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters `names` (group.name): values [n, k], weights [n] that add up to 1, distances [n]."""

    names: tuple[str, ...]
    values: Floats
    weight: Floats
    distance: Floats
    # Draws as they are, by row: many comparisons of one process take the same ones.
    _alone: dict[int, Parameters] = field(default_factory=dict, init=False, repr=False, compare=False)

    def chosen(self, n: int, seed: int) -> NDArray[np.intp]:
        """Return `n` rows, each about as often as its weight says; more rows begin with the same ones.

        Rows are shuffled, then chosen at golden-ratio steps along their cumulated weights.
        """
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(self.weight))
        ends = np.cumsum(self.weight[order])
        points = (rng.random() + np.arange(n) * GOLDEN) % 1.0 * ends[-1]
        rows = order[np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)]
        return np.asarray(rows, np.intp)

    def sets(self, n: int, seed: int, given: Mapping[str, Mapping[str, Any]]) -> tuple[Parameters, ...]:
        """Return `n` sets of the model's parameters; values that are `given` take the place of the draws'.

        A draw that the model doesn't take together with what is given (parts of one whole that come to more than it)
        gives way to the next one in the file.

        Raises:
            InputError: if the model takes none of them.
        """
        rows = self.chosen(n, seed)
        made = {int(row): self._from(int(row), given) for row in np.unique(rows)}
        return tuple(made[int(row)] for row in rows)

    def make_ready(self) -> None:
        """Make every draw now, so that no comparison waits for it."""
        for row in range(len(self.weight)):
            with suppress(InputError):  # gives way to another one, see `sets`
                self._together(row, {})

    def _from(self, row: int, given: Mapping[str, Mapping[str, Any]]) -> Parameters:
        refused: InputError | None = None
        for step in range(len(self.weight)):
            try:
                return self._together((row + step) % len(self.weight), given)
            except InputError as error:
                refused = error
        assert refused is not None  # noqa: S101 (there is at least one draw)
        raise refused

    def _together(self, row: int, given: Mapping[str, Mapping[str, Any]]) -> Parameters:
        """Return a draw with the `given` values in place of its own; only their groups are made and checked again."""
        alone = self._alone.get(row)
        if alone is None:
            alone = self._alone[row] = parameters_of(self.names, self.values[row])
        return build_parameters(given, alone) if given else alone


@cache
def shipped(world: str = "") -> Posterior:
    """Return the draws that ship with the package; those refitted with a world, where it is named.

    Raises:
        InputError: if they are missing or don't fit the catalogue of parameters.
    """
    posterior = read_posterior(files(FOLDER).joinpath(RIVAL_FILE.format(world=world) if world else DRAWS_FILE))
    for kept in (posterior.values, posterior.weight, posterior.distance):
        kept.setflags(write=False)
    return posterior


def shipped_for(worlds: Sequence[str]) -> Posterior:
    """Return the draws that replications run over in these worlds: those refitted with a world that holds alone."""
    if len(worlds) == 1 and files(FOLDER).joinpath(RIVAL_FILE.format(world=worlds[0])).is_file():
        return shipped(worlds[0])
    return shipped()


def rival_worlds() -> tuple[str, ...]:
    """Return the worlds that draws were refitted in."""
    before, after = RIVAL_FILE.split("{world}")
    names = (path.name for path in files(FOLDER).iterdir())
    return tuple(sorted(name[len(before) : -len(after)] for name in names if name.startswith(before)))


def about_shipped() -> dict[str, Any]:
    """Return what the shipped draws were made from."""
    return dict(read_yaml(files(FOLDER).joinpath(ABOUT_FILE)))


@cache
def is_narrowed(name: str) -> bool:
    """Say whether the published figures narrow a parameter that is drawn: prior and posterior differ beyond chance.

    The prior is even over the range. The largest distance between the two distributions counts where so many effective
    draws from the prior itself would be that far from it in 1 of 1,000 cases (Kolmogorov and Smirnov); many parameters
    are looked at.
    """
    if name in about_shipped().get("held", ()):
        return False
    posterior, found = shipped(), entry(name)
    values = posterior.values[:, posterior.names.index(name)]
    order = np.argsort(values)
    place, weight = (values[order] - found.low) / (found.high - found.low), posterior.weight[order]
    above = np.cumsum(weight)
    distance = max(float(np.max(above - place)), float(np.max(place - above + weight)))
    return bool(distance / np.sqrt(np.sum(posterior.weight**2)) > BEYOND_CHANCE)


def middle(name: str) -> float:
    """Return what the central value of a parameter that is drawn has to be: the middle of what calibration gives.

    Where the published figures narrow it, that is the weighted mean of its draws: it moves less from one calibration to
    the next than the median does, and what holds of sums of parameters in every draw holds of their means too. Where
    they don't, prior and posterior agree, and the middle of the even prior has no noise. A mean is rounded to 1, 2 or 5
    times a power of ten, at most a fiftieth of the range: finer is noise.
    """
    found, posterior = entry(name), shipped()
    if not is_narrowed(name):
        return round((found.low + found.high) / 2.0, 12)
    mean = float(posterior.weight @ posterior.values[:, posterior.names.index(name)])
    at_most = (found.high - found.low) / STEPS
    power = 10.0 ** math.floor(math.log10(at_most))
    step = max(times * power for times in (1, 2, 5) if times * power <= at_most)
    return round(round(mean / step) * step, 12)


def read_posterior(path: Traversable | Path) -> Posterior:
    """Return draws from a file.

    Raises:
        InputError: if it can't be read or doesn't fit the catalogue of parameters.
    """
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        values = np.array(rows[1:], np.float64)
        names = tuple(rows[0][len(FIRST_COLUMNS) :])
    except (OSError, ValueError, IndexError) as error:
        raise InputError("unreadable_file", file=str(path), reason=str(error)) from error
    for name in names:
        entry(name)
    if values.ndim != 2 or tuple(rows[0][: len(FIRST_COLUMNS)]) != FIRST_COLUMNS or not np.isfinite(values).all():
        raise InputError("unreadable_file", file=str(path), reason="not a table of draws")
    weight = values[:, 0]
    return Posterior(names, values[:, len(FIRST_COLUMNS) :], weight / weight.sum(), values[:, 1])


def write_posterior(path: Path, names: Sequence[str], values: Floats, weight: Floats, distance: Floats) -> None:
    """Write draws as `read_posterior` reads them."""
    table = np.column_stack([weight, distance, values])
    lines = [",".join([*FIRST_COLUMNS, *names])]
    lines += [",".join(format(number, DIGITS) for number in row) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def parameters_of(
    names: Sequence[str], values: Floats, given: Mapping[str, Mapping[str, Any]] | None = None
) -> Parameters:
    """Return the model's parameters with these values, and with those `given` before them.

    Raises:
        InputError: if the model doesn't take them.
    """
    merged = by_group(names, values)
    for group, own in (given or {}).items():
        merged.setdefault(group, {}).update(own)
    return build_parameters(merged)
