"""Groups of clients that results are given for, and the cells (the cross of all dimensions) that are counted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

AGE_BANDS = ("18-29", "30-39", "40-49", "50-64")
AGE_CUTS = (30.0, 40.0, 50.0)


@dataclass(frozen=True)
class Dimension:
    """A way to divide the clients; `values` in the order of their codes."""

    id: str
    values: tuple[str, ...]

    def code(self, clients: NDArray[Any]) -> NDArray[np.uint8]:
        """Return the code [n] of each client."""
        if self.id == "age":
            age, code = clients["age"].copy(), np.zeros(len(clients), np.uint8)
            for cut in AGE_CUTS:
                code += age >= cut
            return code
        flags: NDArray[np.uint8] = clients[f"is_{'man' if self.id == 'sex' else self.id}"]
        return flags


DIMENSIONS = (
    Dimension("sex", ("woman", "man")),
    Dimension("age", AGE_BANDS),
    Dimension("unskilled", ("no", "yes")),
    Dimension("non_western", ("no", "yes")),
    Dimension("psychiatric", ("no", "yes")),
)
N_CELLS = int(np.prod([len(dimension.values) for dimension in DIMENSIONS]))
GROUPS = ("all", *(f"{dimension.id}={value}" for dimension in DIMENSIONS for value in dimension.values))
WITH_DIAGNOSIS = "psychiatric=yes"


def cells(clients: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the cell [n] of each client: its place in the cross of all dimensions."""
    cell = np.zeros(len(clients), np.uint8)
    for dimension in DIMENSIONS:
        cell = cell * np.uint8(len(dimension.values)) + dimension.code(clients)
    return cell


def membership() -> NDArray[np.int64]:
    """Return which cells make up which group, 0 or 1 [n_groups, n_cells]."""
    rows = [np.ones(N_CELLS, np.int64)]
    cross = list(product(*(range(len(dimension.values)) for dimension in DIMENSIONS)))
    for axis, dimension in enumerate(DIMENSIONS):
        rows.extend(np.array([int(cell[axis] == code) for cell in cross]) for code in range(len(dimension.values)))
    return np.array(rows)


def groups_of_cells() -> NDArray[np.int64]:
    """Return the groups that each cell is part of: all, and one of each dimension [n_cells, n_dimensions + 1]."""
    cells, groups = np.nonzero(membership().T)
    return groups.reshape(N_CELLS, len(cells) // N_CELLS).astype(np.int64)
