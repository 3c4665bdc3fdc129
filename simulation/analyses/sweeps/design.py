"""Which parameter values a sweep tries: a grid, a Latin hypercube, a Sobol sequence, a table, or posterior draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_keys, check_mapping, check_whole, is_number
from simulation.base.errors import InputError, nearest
from simulation.model.parameters import by_group, entries, entry
from simulation.model.parameters.catalogue import check_value
from simulation.study.posterior import shipped
from simulation.study.user_table import read_user_table

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
MOST_POINTS = 1_000_000  # in all worlds together
MOST_VALUES = 50_000_000  # parameter values at all points together
KINDS = ("grid", "latin_hypercube", "sobol", "table", "draws", "posterior")
WEIGHT = "weight"  # the column of a table of draws that says how often a draw counts
KEYS = {
    "grid": ("kind", "dimensions"),
    "latin_hypercube": ("kind", "dimensions", "n_points", "seed"),
    "sobol": ("kind", "dimensions", "n_points", "seed"),
    "table": ("kind", "file"),
    "draws": ("kind", "file", "n_points", "seed"),
    "posterior": ("kind", "n_points", "seed"),
}
RANGE = "a list [low, high], or null for the catalogue's plausible range"


@dataclass(frozen=True)
class Design:
    """Points of a sweep.

    Raises:
        InputError: on construction, if a name isn't a parameter's or a value isn't allowed.
    """

    kind: str
    names: tuple[str, ...]  # the parameters, as group.name
    values: Floats  # [n_points, n_names]

    def __post_init__(self) -> None:
        for name in self.names:
            if self.names.count(name) > 1:
                raise InputError("given_twice", name=name)
        check_size(len(self.values), len(self.names))
        for column, name in enumerate(self.names):
            check_value(name, float(self.values[:, column].min()))
            check_value(name, float(self.values[:, column].max()))

    @property
    def is_drawn(self) -> bool:
        """Whether the points are draws from a distribution, rather than values that somebody chose."""
        return self.kind in ("draws", "posterior")

    def parameters(self, point: int) -> dict[str, dict[str, float]]:
        """Return a point's parameters by group and name."""
        return by_group(self.names, self.values[point])

    def table(self) -> pd.DataFrame:
        """Return the points as a table: `point` and a column a parameter."""
        import pandas as pd

        columns = {name: self.values[:, column] for column, name in enumerate(self.names)}
        return pd.DataFrame({"point": np.arange(len(self.values), dtype=np.int32), **columns})


def check_size(n_points: int, n_names: int = 0, n_worlds: int = 1) -> None:
    """Check that a design isn't too large, which is asked before its points are made.

    Raises:
        InputError: if it is.
    """
    if not 1 <= n_points * n_worlds <= MOST_POINTS:
        raise InputError("too_many_points", n=count(n_points * n_worlds), most=MOST_POINTS)
    if n_points * n_names > MOST_VALUES:
        raise InputError("too_many_values", n=n_points, names=n_names, most=MOST_VALUES)


def count(n: int) -> str:
    """Return a number as it is read, one beyond a billion roughly."""
    return str(n) if n < 10**9 else f"10^{len(str(n)) - 1}"


def read_design(content: object) -> Design:
    """Return the design that a declaration's `design` describes; without one, a single point with nothing changed.

    Raises:
        InputError: if it can't be understood, or a value isn't allowed.
    """
    if content is None:
        return Design("grid", (), np.empty((1, 0)))
    content = check_mapping(content, "design")
    kind = content.get("kind")
    if kind not in KINDS:
        raise InputError("not_allowed", name="design.kind", value=kind, allowed=", ".join(KINDS))
    check_keys(content, "design", (), KEYS[kind])
    if kind == "posterior":
        return _calibrated(_whole(content, "n_points", 1, None), _whole(content, "seed", 0, 1))
    if kind in ("table", "draws"):
        names, values = _read_points(content.get("file"))
        return _resampled(names, values, content) if kind == "draws" else _plain_table(names, values)
    dimensions = content.get("dimensions")
    if not isinstance(dimensions, Mapping) or not dimensions:
        raise InputError("wrong_shape", where="design.dimensions", expected="parameters and their values")
    return _grid(dimensions) if kind == "grid" else _sampled(str(kind), dimensions, content)


def _name(given: object) -> str:
    """Return a parameter's name as group.name; `parameters.` may stand before it."""
    name = str(given).removeprefix("parameters.")
    if "." not in name:  # its group is missing
        likely = [path for path in entries() if path.endswith(f".{name}")]
        raise InputError("unknown_key", name=name, where="parameters", nearest=nearest(name, likely or entries()))
    entry(name)
    return name


def _whole(content: Mapping[str, Any], key: str, low: int, default: int | None) -> int:
    return check_whole(f"design.{key}", content.get(key, default), low, MOST_POINTS)


def _numbers(name: str, given: object) -> list[float]:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise InputError("wrong_shape", where=f"design.dimensions.{name}", expected="a list of numbers")
    for value in given:
        if not is_number(value):
            raise InputError("wrong_shape", where=f"design.dimensions.{name}", expected="a list of numbers")
    return [float(value) for value in given]


def _grid(dimensions: Mapping[str, Any]) -> Design:
    """Return every combination, the last dimension changing fastest."""
    names = tuple(_name(name) for name in dimensions)
    axes = [_numbers(name, given) for name, given in dimensions.items()]
    check_size(math.prod(len(axis) for axis in axes), len(names))
    return Design("grid", names, np.array(list(product(*axes)), np.float64))


def _sampled(kind: str, dimensions: Mapping[str, Any], content: Mapping[str, Any]) -> Design:
    """Return points spread over a box (scipy.stats.qmc): each dimension evenly, or low-discrepancy after Sobol."""
    from scipy.stats import qmc

    n_points = _whole(content, "n_points", 1, None)
    seed = _whole(content, "seed", 0, 1)
    if kind == "sobol" and n_points & (n_points - 1):
        raise InputError("not_a_power_of_two", name="design.n_points", value=n_points)
    names = tuple(_name(name) for name in dimensions)
    check_size(n_points, len(names))
    low, high = np.array([_range(name, given) for name, given in zip(names, dimensions.values(), strict=True)]).T
    rng = np.random.default_rng(seed)
    sampler = (qmc.Sobol if kind == "sobol" else qmc.LatinHypercube)(d=len(names), rng=rng)
    return Design(kind, names, low + sampler.random(n_points) * (high - low))


def _range(name: str, given: object) -> tuple[float, float]:
    if given is None:
        found = entry(name)
        return found.low, found.high
    low, *rest = _numbers(name, given)
    if len(rest) != 1 or not low < rest[0]:
        raise InputError("wrong_shape", where=f"design.dimensions.{name}", expected=RANGE)
    return low, rest[0]


def _read_points(given: object) -> tuple[list[str], Floats]:
    """Return column names and rows [n_rows, n_columns] of a CSV, Excel or Parquet file with a row a point."""
    if not isinstance(given, str) or not given.strip():
        raise InputError("wrong_shape", where="design.file", expected="a path")
    path = Path(given).expanduser()
    table = read_user_table(path)
    if not table.n_rows or not table.columns:
        raise InputError("wrong_shape", where=str(path), expected="a table of finite numbers with a row a point")
    values = np.column_stack([table.numbers(column) for column in range(len(table.columns))])
    for row, column in np.argwhere(~np.isfinite(values))[:1]:
        place = table.place(int(column), int(row))
        raise InputError("cell_not_finite", **place, value=table.columns[column][row])
    return list(table.headings), values


def _calibrated(n_points: int, seed: int) -> Design:
    """Return draws of the calibration that ships with the package, each as often as its weight says."""
    posterior = shipped()
    check_size(n_points, len(posterior.names))
    return Design("posterior", posterior.names, posterior.values[posterior.chosen(n_points, seed)])


def _plain_table(names: list[str], values: Floats) -> Design:
    return Design("table", tuple(_name(name) for name in names), values)


def _resampled(names: list[str], values: Floats, content: Mapping[str, Any]) -> Design:
    """Return draws that each count the same: resampled systematically (Kitagawa 1996) by the column `weight`.

    Without `weight` and `n_points` the draws are taken as they stand.
    """
    kept = [column for column, name in enumerate(names) if name != WEIGHT]
    parameters = tuple(_name(names[column]) for column in kept)
    n_points = _whole(content, "n_points", 1, len(values))
    check_size(n_points, len(parameters))
    if WEIGHT not in names and n_points == len(values):
        return Design("draws", parameters, values[:, kept])
    weights = values[:, names.index(WEIGHT)] if WEIGHT in names else np.ones(len(values))
    if (weights < 0.0).any() or weights.sum() <= 0.0:
        raise InputError("wrong_shape", where=f"{content['file']}, {WEIGHT}", expected="weights of zero or more")
    start = np.random.default_rng(_whole(content, "seed", 0, 1)).random()
    cumulative = np.cumsum(weights) / weights.sum()
    rows = np.searchsorted(cumulative, (np.arange(n_points) + start) / n_points, side="right")
    return Design("draws", parameters, values[np.minimum(rows, len(values) - 1)][:, kept])
