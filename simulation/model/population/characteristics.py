"""The fixed characteristics of clients: a Gaussian copula with the published marginals.

Marginals hold exactly in expectation (evidence: B1..B11); how characteristics go together is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulation.base.compiled import kernel
from simulation.base.errors import InputError, nearest
from simulation.model.parameters.groups import Parameters

Floats = NDArray[np.float64]

# The normals behind the characteristics, in the order of their draws (Decision.REGISTER onwards).
CHARACTERISTICS = (
    "man",
    "age",
    "unskilled",
    "non_western",
    "psychiatric",
    "musculoskeletal",
    "digestive",
    "convicted",
    "work_share",
    "anxiety",
    "antidepressant",
    "painkiller",
    "lifestyle",
    "antipsychotic",
    "addiction",
)
YOUNGEST, OLDEST = 18.0, 64.0
LARGEST_WORK_SHARE = 0.5


def correlation_matrix(pairs: Sequence[tuple[str, str, float]]) -> Floats:
    """Return the correlation matrix [15, 15] of the listed pairs.

    Raises:
        InputError: on an unknown characteristic, or if no joint distribution has these correlations.
    """
    matrix = np.eye(len(CHARACTERISTICS))
    for first, second, value in pairs:
        for name in (first, second):
            if name not in CHARACTERISTICS:
                raise InputError(
                    "unknown_name", kind="characteristic", name=name, nearest=nearest(name, CHARACTERISTICS)
                )
        if first == second:
            raise InputError("wrong_shape", where="population.correlations", expected="pairs of two characteristics")
        i, j = CHARACTERISTICS.index(first), CHARACTERISTICS.index(second)
        matrix[i, j] = matrix[j, i] = value
    if not np.linalg.eigvalsh(matrix)[0] > 0:
        raise InputError("wrong_shape", where="population.correlations", expected="correlations that can hold together")
    return matrix


def check_register_index(weights: Mapping[str, float]) -> None:
    """Check that the index is made of known characteristics and isn't empty.

    Raises:
        InputError: if it isn't.
    """
    for name in weights:
        if name not in CHARACTERISTICS:
            raise InputError("unknown_name", kind="characteristic", name=name, nearest=nearest(name, CHARACTERISTICS))
    if not any(weights.values()):
        raise InputError("wrong_shape", where="population.register_index", expected="weights that aren't all zero")


def correlate(independent: Floats, correlation: Floats) -> Floats:
    """Return correlated normals [15, n] of independent ones [15, n].

    Sums in a fixed order, column by column, so that a client's values don't depend on how many others there are.
    """
    correlated = np.zeros_like(independent)
    _add_weighted(_factor(correlation.tobytes()), independent, correlated)
    return correlated


@lru_cache(maxsize=8)
def _factor(correlation: bytes) -> Floats:
    """Return the lower factor [15, 15] of a correlation matrix."""
    n = len(CHARACTERISTICS)
    factor = np.linalg.cholesky(np.frombuffer(correlation).reshape(n, n))
    factor.setflags(write=False)  # kept, and shared by threads
    return factor


@kernel
def _add_weighted(weights: Floats, terms: Floats, sums: Floats) -> None:
    """Add to each of the `sums` [m, n] the `terms` [k, n] by their `weights` [m, k], in the order of the terms."""
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] != 0.0:
                for column in range(terms.shape[1]):
                    sums[i, column] += weights[i, j] * terms[j, column]


def register_index(normals: Floats, weights: Mapping[str, float], correlation: Floats) -> Floats:
    """Return the register index [n], mean 0 and SD 1: the weighted sum of the normals behind the register data."""
    vector = np.zeros(len(CHARACTERISTICS))
    for name, weight in weights.items():
        vector[CHARACTERISTICS.index(name)] = weight
    sd = float(np.sqrt(vector @ correlation @ vector))
    total = np.zeros(normals.shape[1])
    row = vector[None, :] / sd
    row.setflags(write=False)  # one compiled form, whatever the weights are
    _add_weighted(row, normals, total[None, :])
    return total


def shares(parameters: Parameters) -> dict[str, float]:
    """Return the share of clients with each yes/no characteristic (of men, for `convicted`)."""
    p, m = parameters.population, parameters.medication
    return {
        "man": p.men,
        "unskilled": p.unskilled,
        "non_western": p.non_western,
        "psychiatric": p.psychiatric,
        "musculoskeletal": p.musculoskeletal,
        "digestive": p.digestive,
        "convicted": p.convicted_men,
        "anxiety": m.anxiety_share,
        "antidepressant": p.antidepressant,
        "painkiller": m.painkiller_share,
        "lifestyle": p.lifestyle,
        "antipsychotic": p.antipsychotic,
        "addiction": m.addiction_share,
    }


def has(normal: Floats, share: float) -> NDArray[np.bool_]:
    """Return who has a yes/no characteristic: the upper `share` of the normal behind it."""
    return normal >= ndtri(1.0 - share) if share > 0.0 else np.zeros(len(normal), np.bool_)


def normal_of(has_it: NDArray[np.bool_], normal: Floats, share: float) -> Floats:
    """Return a normal behind a known yes/no: the drawn one squeezed into the part of the scale that gives it."""
    u = ndtr(normal)
    inner = np.where(has_it, (1.0 - share) + share * u, (1.0 - share) * u)
    tiny = 1e-12
    return np.asarray(ndtri(np.clip(inner, tiny, 1.0 - tiny)), np.float64)


def age_of(normal: Floats, mean: float) -> Floats:
    """Return ages in years, 18 to 64, with exactly this mean in expectation: 18 + 46 u**a, a = 46/(mean - 18) - 1."""
    spread = OLDEST - YOUNGEST
    power = spread / (mean - YOUNGEST) - 1.0
    return np.asarray(YOUNGEST + spread * ndtr(normal) ** power, np.float64)


def normal_of_age(age: Floats, mean: float) -> Floats:
    """Return the normal behind a known age."""
    power = (OLDEST - YOUNGEST) / (mean - YOUNGEST) - 1.0
    u = (np.clip((age - YOUNGEST) / (OLDEST - YOUNGEST), 1e-9, 1 - 1e-9)) ** (1.0 / power)
    return np.asarray(ndtri(u), np.float64)


def normal_of_work_share(share: Floats, normal: Floats, mean: float, ever_worked: float) -> Floats:
    """Return the normal behind a known share of time worked; for none, the drawn one squeezed to that part."""
    power = max(ever_worked * LARGEST_WORK_SHARE / mean - 1.0, 1e-6) if mean > 0.0 else np.inf
    worked = np.clip(share / LARGEST_WORK_SHARE, 1e-12, 1.0) ** (1.0 / power)
    u = np.where(share > 0.0, (1.0 - ever_worked) + ever_worked * worked, (1.0 - ever_worked) * ndtr(normal))
    return np.asarray(ndtri(np.clip(u, 1e-12, 1.0 - 1e-12)), np.float64)


def adjust_to_known(normals: Floats, known: Mapping[str, Floats], correlation: Floats) -> Floats:
    """Return the normals [15, n] with the known ones in place and the others as they go together with them.

    Matheron's rule: a joint draw, moved by how far the known ones are from what was drawn, is a draw from the
    distribution of the others given the known ones.
    """
    rows = [CHARACTERISTICS.index(name) for name in known]
    others = [row for row in range(len(CHARACTERISTICS)) if row not in rows]
    slopes = np.linalg.solve(correlation[np.ix_(rows, rows)], correlation[np.ix_(rows, others)])
    adjusted = normals.copy()
    for place, (row, values) in enumerate(zip(rows, known.values(), strict=True)):
        adjusted[row] = values
        for column, other in enumerate(others):
            if slopes[place, column] != 0.0:
                adjusted[other] += slopes[place, column] * (values - normals[row])
    return adjusted


def work_share_of(normal: Floats, mean: float, ever_worked: float) -> Floats:
    """Return the share of the last three years in work: nothing for most, up to half for the rest.

    Among those who worked, 0.5 v**a with v uniform and a chosen so that the overall mean is exact in expectation:
    ever_worked * 0.5 / (1 + a) = mean.
    """
    power = ever_worked * LARGEST_WORK_SHARE / mean - 1.0 if mean > 0.0 else np.inf
    v = (ndtr(normal) - (1.0 - ever_worked)) / ever_worked
    share = np.zeros(len(v))
    has_worked = v > 0.0
    share[has_worked] = LARGEST_WORK_SHARE * v[has_worked] ** power
    return share
