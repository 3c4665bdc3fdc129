"""Sets of parameters drawn from their plausible ranges: what the model could have given before any fitting."""

from __future__ import annotations

import numpy as np

from simulation.base.errors import InputError
from simulation.model.parameters import Parameters, build_parameters, catalogue

MOST_TRIES = 1000  # a draw; parts that come to more than the whole are drawn again


def prior_draws(n: int, seed: int) -> list[Parameters]:
    """Return `n` sets of parameters, each value uniform between its `low` and `high`, all independent.

    Quoted values stay at what was published.
    """
    rng = np.random.default_rng(seed)
    return [_draw(rng) for _ in range(n)]


def _draw(rng: np.random.Generator) -> Parameters:
    for _ in range(MOST_TRIES):
        values = {
            group: {
                name: entry.central if entry.basis == "quoted" else float(rng.uniform(entry.low, entry.high))
                for name, entry in entries.items()
            }
            for group, entries in catalogue().items()
        }
        try:
            return build_parameters(values)
        except InputError as error:
            if error.key != "parts_above_whole":
                raise
    raise ValueError("the plausible ranges hold no set of parameters that fit together")
