"""A calibration from start to end: reference table, choice of method by recovery, draws, and how they fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import FEATURES, Adjuster, Draws, prepare
from simulation.analyses.calibration.held import draw_held
from simulation.analyses.calibration.history import Emulator, fit_emulator
from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.priors import Prior, is_allowed, prior_of
from simulation.analyses.calibration.recovery import Recovery, judged, recover
from simulation.analyses.calibration.reference_table import Table, Wave, make_table, with_noise
from simulation.analyses.calibration.targets import Target, calibration_targets
from simulation.base.errors import InputError

Floats = NDArray[np.float64]
PRIOR_WAVE, MATCHED_WAVE, CHECK_WAVE = 0, 1, 2
WITHOUT_HISTORY, WITH_HISTORY = "prior", "history"
FEWEST_KNOWN = 40  # runs of a wave in which every target could be computed
LEAST_LEFT = 50  # runs of the first wave that the emulator must leave for them to be joined to the second


@dataclass(frozen=True)
class Trial:
    """One method, tried on synthetic truths with an equal number of runs."""

    table: str  # prior: all runs from the prior; history: half of them from what history matching leaves
    features: str
    error: float  # mean over parameters and truths of the ranked score, in prior standard deviations
    coverage_50: float
    coverage_90: float

    @property
    def name(self) -> str:
        """The method in a word."""
        return f"{self.table}, {self.features}"


@dataclass(frozen=True)
class Calibration:
    """What came out.

    `prior_table` are runs from the whole prior, `matched` those from what history matching leaves of it; `check` are
    runs at draws of the posterior. `held` [n_draws, n_held] goes with the draws, one row a draw, in the order of
    `held_of(plan)`.
    """

    plan: Plan
    prior: Prior
    targets: tuple[Target, ...]
    trials: tuple[Trial, ...]
    method: Trial
    recovery: Recovery
    draws: Draws
    held: Floats
    emulator: Emulator
    prior_table: Table
    matched: Table
    check: Table


def calibrate(
    plan: Plan, folder: Path, n_processes: int, on_runs: Callable[[int], None] = lambda _: None
) -> Calibration:
    """Carry out a calibration; chunks of runs are kept in `folder`, so that an interrupted one goes on from there.

    Raises:
        InputError: if the plan doesn't fit the model or the folder can't be written to.
    """
    prior, targets = prior_of(plan), calibration_targets()
    n_first = plan.n_first_wave
    n_second = plan.n_runs - n_first
    first = make_table(plan, Wave(PRIOR_WAVE, n_first), folder, n_processes, on_runs)
    known = first.known(targets)
    _check_enough(known)
    emulator = fit_emulator(prior, known.values, known.read(targets), targets)
    wave = Wave(MATCHED_WAVE, n_second, emulator)
    second = make_table(plan, wave, folder, n_processes, lambda done: on_runs(n_first + done))
    second = second.known(targets)
    _check_enough(second)
    trials = compare_methods(plan, prior, targets, known, second)
    method = min(trials, key=lambda trial: trial.error)
    table = best_table(known, second, emulator) if method.table == WITH_HISTORY else known
    adjuster, noisy = made_ready(plan, prior, targets, table, method.features)
    n_kept = min(plan.n_draws, len(noisy) // 3)
    truths = truths_of(plan, len(noisy))
    recovery = recover(adjuster, table.values, noisy, truths, n_kept)
    draws = allowed(adjuster.draws(np.array([target.value for target in targets]), n_kept), prior)
    check = make_table(plan, check_wave(plan, draws), folder, n_processes, lambda done: on_runs(plan.n_runs + done))
    held = draw_held(plan, prior, draws)
    return Calibration(plan, prior, targets, trials, method, recovery, draws, held, emulator, known, second, check)


def _check_enough(known: Table) -> None:
    if len(known.values) < FEWEST_KNOWN:
        raise InputError("too_few_runs", n=len(known.values), least=FEWEST_KNOWN)


def n_all_runs(plan: Plan) -> int:
    """Return how many runs a calibration makes, the check included."""
    return plan.n_runs + n_check_runs(plan)


def n_check_runs(plan: Plan) -> int:
    """Return how many draws of the posterior are simulated again, with other luck."""
    return plan.n_draws // 2


def compare_methods(
    plan: Plan, prior: Prior, targets: tuple[Target, ...], first: Table, second: Table
) -> tuple[Trial, ...]:
    """Return trials of every method on the same truths, each with as many runs as the first wave has.

    The truths are runs of the second wave (parameters that the published figures don't rule out) that no trial's
    table holds. The emulator saw all of the first wave, of which the tables here hold half: it is a little better than
    a history match with these runs alone.
    """
    n = min(len(first.values), len(second.values))
    half = n // 2
    with_history = first.first(n - half).joined(second.first(half))
    n_truths = min(plan.n_truths, len(second.values) - half)
    held_out = Table(prior, second.values[-n_truths:], second.summaries[-n_truths:], second.names)
    n_kept = max(prior.low.size + 20, min(plan.n_draws, n // 3))
    trials = []
    for kind, table in ((WITHOUT_HISTORY, first.first(n)), (WITH_HISTORY, with_history)):
        everything = table.joined(held_out)
        noisy = with_noise(everything.read(targets), targets, plan.seed)
        for features in FEATURES:
            adjuster = prepare(prior, table.values, noisy[: len(table.values)], features)
            draws = [adjuster.draws(observed, n_kept) for observed in noisy[len(table.values) :]]
            found = judged(draws, held_out.values, prior.sd)
            coverage = [float(found.coverage(share).mean()) for share in (0.5, 0.9)]
            trials.append(Trial(kind, features, float(found.error.mean()), coverage[0], coverage[1]))
    return tuple(trials)


def best_table(first: Table, second: Table, emulator: Emulator) -> Table:
    """Return all runs from the part of the prior that history matching leaves, of both waves."""
    left = emulator.is_plausible(first.values)
    if left.sum() < LEAST_LEFT:
        return second
    return second.joined(Table(first.prior, first.values[left], first.summaries[left], first.names))


def made_ready(
    plan: Plan, prior: Prior, targets: tuple[Target, ...], table: Table, features: str
) -> tuple[Adjuster, Floats]:
    """Return a table made ready for adjustment, and its noisy summaries [n, m]."""
    noisy = with_noise(table.read(targets), targets, plan.seed)
    return prepare(prior, table.values, noisy, features), noisy


def truths_of(plan: Plan, n_runs: int) -> NDArray[np.intp]:
    """Return which runs of the table are taken as truths, evenly spread over it."""
    return np.unique(np.linspace(0, n_runs - 1, min(plan.n_truths, n_runs)).astype(np.intp))


def allowed(draws: Draws, prior: Prior) -> Draws:
    """Return the draws that the model takes, their weights adding up to 1 again."""
    kept = np.array([is_allowed(prior.parameters, row, prior.given) for row in draws.values])
    weight = draws.weight[kept]
    return Draws(draws.values[kept], weight / weight.sum(), draws.distance[kept])


def check_wave(plan: Plan, draws: Draws) -> Wave:
    """Return the wave that simulates draws of the posterior anew, each as often as its weight says."""
    n = n_check_runs(plan)
    points = (np.arange(n) + 0.5) / n
    rows = np.minimum(np.searchsorted(np.cumsum(draws.weight), points), len(draws.weight) - 1)
    return Wave(CHECK_WAVE, n, given=draws.values[rows])
