"""The calibrated parameters that ship with the package: weighted draws, and what they were made from.

`posterior.csv` has a row a draw: weight, distance, then a column a parameter. `posterior.yaml` says which version of
the model, targets and method gave it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.priors import parameters_of
from simulation.errors import InputError
from simulation.parameters import Parameters, entry
from simulation.resources import read_yaml

Floats = NDArray[np.float64]
DRAWS_FILE, ABOUT_FILE = "posterior.csv", "posterior.yaml"
DIGITS = ".6g"
FIRST_COLUMNS = ("weight", "distance")


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters `names` (group.name): values [n, k], weights [n] that add up to 1, distances [n]."""

    names: tuple[str, ...]
    values: Floats
    weight: Floats
    distance: Floats

    def chosen(self, n: int, seed: int) -> NDArray[np.intp]:
        """Return `n` rows, each in proportion to its weight (systematic resampling), in an order by chance."""
        rng = np.random.default_rng([seed, n])
        order = rng.permutation(len(self.weight))
        ends = np.cumsum(self.weight[order])
        points = (np.arange(n) + rng.random()) / n * ends[-1]
        rows = order[np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)]
        return np.asarray(rng.permutation(rows), np.intp)

    def parameters(self, row: int, given: Mapping[str, Mapping[str, Any]]) -> Parameters:
        """Return the model's parameters of one draw; what is `given` stands before it.

        Raises:
            InputError: if the model doesn't take what is given together with the draw.
        """
        return parameters_of(self.names, self.values[row], given)


@cache
def shipped() -> Posterior:
    """Return the draws that ship with the package.

    Raises:
        InputError: if they are missing or don't fit the catalogue of parameters.
    """
    return read_posterior(files("simulation.calibration").joinpath(DRAWS_FILE))


def about_shipped() -> dict[str, Any]:
    """Return what the shipped draws were made from."""
    return dict(read_yaml(files("simulation.calibration").joinpath(ABOUT_FILE)))


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
        entry(*name.split(".", 1))
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
