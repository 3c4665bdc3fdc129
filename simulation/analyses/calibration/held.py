"""Parameters that change no target: the draws have them from their prior, not from the runs.

Whether a parameter changes a target is a matter of the model's structure: with the same random numbers every target
stays the same to the last bit, whatever the other parameters are. Fitting such a parameter could only move it by noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import Draws
from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.priors import Prior, held_of, is_allowed
from simulation.base.errors import InputError

Floats = NDArray[np.float64]
HELD_WAVE = 2_000_000  # number of the random stream, above those of all waves and of the noise
MOST_TRIES = 1000  # to find held values that are plausible with a draw's fitted ones


def draw_held(plan: Plan, prior: Prior, draws: Draws) -> Floats:
    """Return values [n, h] of the held parameters, one row a draw: even over their ranges by the draws' weights.

    Each parameter goes once through its range in steps of the draws' weights, in an order of its own (a weighted Latin
    hypercube). Where a row isn't plausible together with what was fitted, its held values are drawn anew.

    Raises:
        InputError: if nothing plausible was found for a draw.
    """
    held, rng = held_of(plan), np.random.default_rng([plan.seed, HELD_WAVE])
    width = held.high - held.low
    values = held.low + _strata(rng, draws.weight, len(held.names)) * width
    names = (*prior.parameters, *held.parameters)
    for row, fitted in enumerate(draws.values[:, : len(prior.parameters)]):
        for _ in range(MOST_TRIES):
            if is_allowed(names, np.concatenate([fitted, values[row]]), plan.given):
                break
            values[row] = held.low + rng.random(len(width)) * width
        else:
            raise InputError("nothing_plausible")
    return np.asarray(values, np.float64)


def _strata(rng: np.random.Generator, weight: Floats, n_columns: int) -> Floats:
    """Return places [n, n_columns] in 0..1: in each column one in every stratum of the weights, in random order."""
    places = np.empty((len(weight), n_columns))
    for column in range(n_columns):
        order = rng.permutation(len(weight))
        ordered = weight[order]
        places[order, column] = np.cumsum(ordered) - ordered * rng.random(len(weight))
    return np.clip(places, 0.0, 1.0)
