"""A toy of eleven indicators with one way into work, in this engine's machinery: a compiled loop over rows.

Every quarter each indicator keeps 0.7 of itself and takes a shock of SD 0.5; with the rate exp(-4 + mean) the agent
enters work and stays in it, while the indicators go on. The same toy stands in toy_starsim.py and toy_ambr.py.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from simulation.model.draws.normal import to_normals, to_uniforms
from simulation.model.draws.philox import fill_words

N_INDICATORS, KEPT, SHOCK, LOG_RATE = 11, 0.7, 0.5, -4.0
N_DRAWS = 12  # eleven normals and a uniform: three blocks of the generator
TILE = 256
AGENT = np.dtype([("indicator", "f8", (N_INDICATORS,)), ("works", "u1")], align=True)


@numba.njit(nogil=True, error_model="numpy")
def advance(agents: Any, seed: int, quarter: int) -> None:
    """Take the agents [n] through a quarter."""
    for first in range(0, agents.shape[0], TILE):
        n = min(TILE, agents.shape[0] - first)
        words, draws, scratch = np.empty((N_DRAWS, n), np.uint64), np.empty((N_DRAWS, n)), np.empty(n)
        fill_words(words, seed, 0, first, quarter, 0, 0)
        for k in range(N_INDICATORS):
            to_normals(words[k], draws[k], scratch)
        to_uniforms(words[N_INDICATORS], draws[N_INDICATORS])
        for i in range(n):
            agent = agents[first + i]
            total = 0.0
            for k in range(N_INDICATORS):
                agent.indicator[k] = KEPT * agent.indicator[k] + SHOCK * draws[k, i]
                total += agent.indicator[k]
            rate = math.exp(LOG_RATE + total / N_INDICATORS)
            if draws[N_INDICATORS, i] < 1.0 - math.exp(-rate):
                agent.works = 1


class EngineToy:
    """The toy in this engine's machinery; luck is common to runs with the same seed."""

    def __init__(self, n: int, seed: int) -> None:
        self.agents: NDArray[Any] = np.zeros(n, AGENT)
        self._records = self.agents.view(np.recarray)
        self._seed, self._quarter = seed, 0

    def step(self) -> None:
        """Run a quarter."""
        self._quarter += 1
        advance(self._records, self._seed, self._quarter)

    def share_at_work(self) -> float:
        """Return the share of agents who have entered work."""
        return float(self.agents["works"].mean())
