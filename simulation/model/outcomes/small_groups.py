"""Which groups of the user's own clients are suppressed, since they are too small to publish: the rule itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.base.errors import InputError
from simulation.model.outcomes.groups import DIMENSIONS, GROUPS

SMALLEST_GROUP = 5  # people; smaller groups are suppressed


def check_people(n: int, where: object) -> None:
    """Check that there are enough people to publish anything about them.

    Raises:
        InputError: if there aren't.
    """
    if n < SMALLEST_GROUP:
        raise InputError("too_few_people", where=str(where), n=n, least=SMALLEST_GROUP)


def suppressed(counts: ArrayLike) -> NDArray[np.bool_]:
    """Return which parts [n_parts] of a known whole are suppressed.

    Those with people but too few, and after them the next smallest, until several are suppressed and together they are
    no longer too few: else they could be counted from the whole and the others.
    """
    n = np.asarray(counts, np.float64)
    is_out = (n > 0.0) & (n < SMALLEST_GROUP)
    for place in np.argsort(n, kind="stable"):
        if not is_out.any() or (is_out.sum() > 1 and n[is_out].sum() >= SMALLEST_GROUP):
            break
        if n[place] >= SMALLEST_GROUP:
            is_out[place] = True
    return is_out


def suppressed_groups(n_clients: ArrayLike) -> tuple[str, ...]:
    """Return the groups that are suppressed, from the number of clients in each [n_groups].

    The number may be a mean over replications, of groups that are drawn anew in each.
    """
    n = np.asarray(n_clients, np.float64)
    found = [GROUPS[0]] if 0.0 < n[0] < SMALLEST_GROUP else []
    first = 1
    for dimension in DIMENSIONS:
        last = first + len(dimension.values)
        found += [GROUPS[first + int(place)] for place in np.flatnonzero(suppressed(n[first:last]))]
        first = last
    return tuple(found)
