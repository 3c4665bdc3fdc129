"""The toy of toy.py in ambr: its vectorised lane over Polars columns."""

from __future__ import annotations

import ambr
import numpy as np

from benchmarks.toy import KEPT, LOG_RATE, N_INDICATORS, SHOCK

COLUMNS = tuple(f"indicator_{k}" for k in range(N_INDICATORS))


class Indicators(ambr.Model):  # type: ignore[misc, no-any-unimported]
    """Eleven indicators, and work."""

    def setup(self) -> None:
        """Make the agents."""
        self.add_agents(self.p.n, works=0, **dict.fromkeys(COLUMNS, 0.0))

    def step_vectorized(self) -> None:
        """Run a quarter."""
        n, now, total = len(self.agents), {}, 0.0
        for column, before in zip(COLUMNS, self.agents.numpy(*COLUMNS), strict=True):
            now[column] = KEPT * before + SHOCK * self.rng.standard_normal(n)
            total = total + now[column]
        enters = self.rng.random(n) < 1 - np.exp(-np.exp(LOG_RATE + total / N_INDICATORS))
        self.agents.set(works=np.maximum(self.agents.numpy("works"), enters), **now)


class AmbrToy:
    """The toy in ambr; luck isn't common to runs of different policies there."""

    def __init__(self, n: int, seed: int) -> None:
        self._model = Indicators({"n": n, "steps": 1, "seed": seed, "show_progress": False})
        self._model.setup()

    def step(self) -> None:
        """Run a quarter."""
        self._model.step_vectorized()

    def share_at_work(self) -> float:
        """Return the share of agents who have entered work."""
        return float(self._model.agents.numpy("works").mean())
