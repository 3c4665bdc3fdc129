"""The toy of toy.py in Starsim: a module with a state and a distribution an indicator."""

from __future__ import annotations

import numpy as np
import starsim as ss

from benchmarks.toy import KEPT, LOG_RATE, N_INDICATORS, SHOCK


class Indicators(ss.Module):  # type: ignore[misc, no-any-unimported]
    """Eleven indicators, and work."""

    def __init__(self) -> None:
        super().__init__()
        states = [ss.FloatArr(f"indicator_{k}", default=0.0) for k in range(N_INDICATORS)]
        self.define_states(*states, ss.BoolState("works", default=False))
        self.shocks = [ss.normal(name=f"shock_{k}") for k in range(N_INDICATORS)]
        self.luck = ss.random()

    def step(self) -> None:
        """Run a quarter."""
        uids = self.sim.people.auids
        total = 0.0
        for k in range(N_INDICATORS):
            indicator = getattr(self, f"indicator_{k}")
            indicator[uids] = KEPT * indicator[uids] + SHOCK * self.shocks[k].rvs(uids)
            total = total + indicator[uids]
        rate = np.exp(LOG_RATE + total / N_INDICATORS)
        self.works[uids] = self.works[uids] | (self.luck.rvs(uids) < 1 - np.exp(-rate))


class StarsimToy:
    """The toy in Starsim, with or without its common random numbers; for at most `most_quarters`."""

    def __init__(self, n: int, seed: int, common_luck: bool = True, most_quarters: int = 400) -> None:
        ss.options(crn=common_luck)
        self._module = Indicators()
        self._sim = ss.Sim(
            n_agents=n,
            modules=self._module,
            start=0,
            stop=most_quarters,
            dt=1,
            rand_seed=seed,
            verbose=0,
            copy_inputs=False,
        )
        self._sim.init()

    def step(self) -> None:
        """Run a quarter."""
        self._sim.run_one_step()

    def share_at_work(self) -> float:
        """Return the share of agents who have entered work."""
        return float(self._module.works.mean())
