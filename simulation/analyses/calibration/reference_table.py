"""The reference table: parameters and summaries of many runs, made in parallel, a chunk of runs a file.

A chunk is a pure function of the plan, the wave and its number. It is written aside and renamed, so a chunk that is
there is whole, and an interrupted calibration goes on with what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.history import Emulator, left_by
from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.priors import Prior, prior_of
from simulation.analyses.calibration.proposals import propose
from simulation.analyses.calibration.summaries import read_targets, simulate
from simulation.analyses.calibration.targets import Target
from simulation.base.chunks import Arrays, make
from simulation.base.errors import unwritable_folder

Floats = NDArray[np.float64]
NOISE_WAVE = 1_000_000  # number of the random stream of the noise, above that of any wave
RUNS_A_WAVE = 10_000_000  # at most; keeps the random numbers of waves apart


@dataclass(frozen=True)
class Table:
    """Runs: values [n, k] of parameters and nuisance parameters, and summaries [n, s] by `columns`."""

    prior: Prior
    values: Floats
    summaries: Floats
    names: tuple[str, ...]

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of `summaries` by name."""
        return {name: column for column, name in enumerate(self.names)}

    def read(self, targets: tuple[Target, ...]) -> Floats:
        """Return the runs' figures for each target [n, m], at the periods that their nuisance parameters name."""
        return read_targets(targets, self.columns, self.summaries, [self.prior.whole(row) for row in self.values])

    def known(self, targets: tuple[Target, ...]) -> Table:
        """Return the runs in which every target could be computed."""
        kept = np.isfinite(self.read(targets)).all(axis=1)
        return Table(self.prior, self.values[kept], self.summaries[kept], self.names)

    def left_by(self, emulators: tuple[Emulator, ...]) -> Table:
        """Return the runs that history matching leaves."""
        left = left_by(emulators, self.values)
        return Table(self.prior, self.values[left], self.summaries[left], self.names)

    def head(self, n: int) -> Table:
        """Return the first `n` runs."""
        return Table(self.prior, self.values[:n], self.summaries[:n], self.names)

    def tail(self, n: int) -> Table:
        """Return the last `n` runs, of one or more."""
        return Table(self.prior, self.values[-n:], self.summaries[-n:], self.names)

    def joined(self, other: Table) -> Table:
        """Return these runs and then the other ones."""
        values = np.concatenate([self.values, other.values])
        return Table(self.prior, values, np.concatenate([self.summaries, other.summaries]), self.names)


@dataclass(frozen=True)
class Wave:
    """Runs of one kind: from the prior (no emulators), from what emulators leave of it, or at given values [n, k]."""

    number: int
    n_runs: int
    emulators: tuple[Emulator, ...] = ()
    given: Floats | None = None


def with_noise(fitted: Floats, targets: tuple[Target, ...], seed: int) -> Floats:
    """Return summaries [n, m] with normal noise added, its standard deviations the tolerances of the targets."""
    rng = np.random.default_rng([seed, NOISE_WAVE])
    return np.asarray(fitted + rng.standard_normal(fitted.shape) * [target.tolerance for target in targets], np.float64)


def run_chunk(plan: Plan, wave: Wave, chunk: int) -> tuple[Floats, tuple[str, ...]]:
    """Return a chunk's rows [n, k + s]: values, then summaries; and the names of the summaries."""
    prior = prior_of(plan)
    rows: list[Floats] = []
    names: tuple[str, ...] = ()
    for run in range(chunk * plan.chunk, min((chunk + 1) * plan.chunk, wave.n_runs)):
        proposal = propose(
            prior,
            plan.seed,
            wave.number,
            run,
            partial(left_by, wave.emulators) if wave.emulators else None,
            None if wave.given is None else wave.given[run],
        )
        nuisance = prior.whole(proposal.values)
        found = simulate(plan, proposal.parameters, wave.number * RUNS_A_WAVE + run, nuisance)
        names = tuple(found)
        rows.append(np.concatenate([proposal.values, list(found.values())]))
    return np.array(rows), names


def make_table(
    plan: Plan, wave: Wave, folder: Path, n_processes: int, on_runs: Callable[[int], None] = lambda _: None
) -> Table:
    """Return the table of a wave, running the chunks that aren't in the folder yet.

    Args:
        plan: of the calibration.
        wave: which runs.
        folder: where chunks are kept; made if it isn't there.
        n_processes: how many run at a time, each on one core.
        on_runs: called with the number of runs done in this wave.

    Raises:
        InputError: if the folder can't be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable_folder(folder, error) from error
    n_chunks = -(-wave.n_runs // plan.chunk)
    paths = [folder / f"wave-{wave.number}-{chunk:05d}.npz" for chunk in range(n_chunks)]
    missing = [chunk for chunk, path in enumerate(paths) if not path.is_file()]
    done = wave.n_runs - sum(_size(plan, wave, chunk) for chunk in missing)
    on_runs(done)
    chunks = {chunk: (paths[chunk], partial(_arrays, plan, wave, chunk)) for chunk in missing}
    for chunk in make(chunks, n_processes):
        done += _size(plan, wave, chunk)
        on_runs(done)
    parts = [np.load(path) for path in paths]
    rows = np.concatenate([part["rows"] for part in parts])
    prior = prior_of(plan)
    k = len(prior.names)
    return Table(prior, rows[:, :k], rows[:, k:], tuple(str(name) for name in parts[0]["names"]))


def _size(plan: Plan, wave: Wave, chunk: int) -> int:
    return min((chunk + 1) * plan.chunk, wave.n_runs) - chunk * plan.chunk


def _arrays(plan: Plan, wave: Wave, chunk: int) -> Arrays:
    rows, names = run_chunk(plan, wave, chunk)
    return {"rows": rows, "names": np.array(names)}
