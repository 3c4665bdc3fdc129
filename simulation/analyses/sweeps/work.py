"""What a worker does: takes a unit, simulates it, and gives back the content of its shard."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.sweeps.shards import Rows, encode
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.base.errors import InputError
from simulation.model.engine.replication import Environment, Memory, Replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import Recorder, ReplicationResult
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.parameters import build_parameters
from simulation.study.suppression import suppressed_at_start

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Failure:
    """Why a unit gave no result."""

    kind: str  # the exception's class
    message: str


class Worker:
    """Simulates units of one sweep; it uses its memory again and reads no file of the user's."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self._memory = Memory()
        self._suppressed_in: dict[int, tuple[str, ...]] = {}  # by world

    def run(self, unit: Unit) -> bytes | Failure:
        """Return the content of the unit's shard, or why there is none."""
        try:
            return encode(self.sweep, unit, self.simulate(unit))
        except Exception as error:
            return Failure(type(error).__name__, _message(error))

    def simulate(self, unit: Unit) -> Rows:
        """Return what is recorded of the unit's replications."""
        sweep = self.sweep
        place = sweep.worlds[unit.world]
        own = sweep.design.parameters(unit.point)
        parameters = build_parameters(place.parameters_of_draw(own) if sweep.design.is_drawn else place.parameters(own))
        environment = replace(place.base, parameters=parameters)
        quarters = sweep.recorded.quarters_of(environment.n_quarters)
        chosen = np.ix_(
            range(len(sweep.policies)),
            quarters,
            [GROUPS.index(group) for group in sweep.recorded.groups],
            [OUTCOME_IDS.index(outcome) for outcome in sweep.recorded.outcomes],
        )
        seed = place.settings.seed
        parts = [self._replication(environment, seed, number, quarters) for number in replications(unit)]
        suppressed = [GROUPS.index(group) for group in self._suppressed(unit.world)]
        for part in parts:
            for values in (part.mean, part.higher, part.lower):
                values[:, :, suppressed] = np.nan
        return Rows(*(np.stack([getattr(part, of)[chosen] for part in parts]) for of in ("mean", "higher", "lower")))

    def _suppressed(self, world: int) -> tuple[str, ...]:
        """Return the groups of a world's own clients that are suppressed: the same for all of its units."""
        if world not in self._suppressed_in:
            place, sweep = self.sweep.worlds[world], self.sweep
            self._suppressed_in[world] = suppressed_at_start(
                place.base, sweep.policies[0], place.settings.seed, sweep.n_replications
            )
        return self._suppressed_in[world]

    def _replication(
        self, environment: Environment, seed: int, number: int, quarters: tuple[int, ...]
    ) -> ReplicationResult:
        """Run one replication; clients are counted only in the quarters that are kept."""
        policies = self.sweep.policies
        run = Replication(environment, policies, seed, number, memory=self._memory)
        recorder = Recorder(len(policies), environment.n_quarters, baseline=0, earnings=environment.earnings)
        if 0 in quarters:
            run.record(recorder)
        for quarter in range(1, environment.n_quarters + 1):
            run.step(recorder if quarter in quarters else None)
        return recorder.result()


def replications(unit: Unit) -> range:
    """Return the numbers of a unit's replications."""
    return range(unit.first, unit.first + unit.n_replications)


def _message(error: Exception) -> str:
    """Return an error's own sentence, or for a slip of the program where it happened."""
    if isinstance(error, InputError):
        return error.sentence()
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"
