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
from simulation.analyses.calibration.recovery import Recovery, recover, score_draws
from simulation.analyses.calibration.reference_table import Table, Wave, make_table, with_noise
from simulation.analyses.calibration.targets import Target, calibration_targets
from simulation.base.errors import InputError

Floats = NDArray[np.float64]
PRIOR_WAVE, MATCHED_WAVE, CHECK_WAVE = 0, 1, 2
WITHOUT_HISTORY, WITH_HISTORY = "prior", "history"
FEWEST_KNOWN = 40  # runs of a wave in which every target could be computed
LEAST_LEFT = 50  # plausible runs of the first wave, from which on they are joined to the second


@dataclass(frozen=True)
class MethodScore:
    """How well one method recovers synthetic truths, with the same number of runs as every other one."""

    table: str  # prior: all runs from the prior; history: half of them from what history matching leaves
    features: str
    error: float  # mean over parameters and truths of the ranked score, in prior standard deviations
    coverage_50: float
    coverage_90: float

    @property
    def name(self) -> str:
        """The method's name: where its runs come from, and what distances are measured on."""
        return f"{self.table}, {self.features}"


@dataclass(frozen=True)
class Calibration:
    """A finished calibration.

    `prior_table` are runs from the whole prior, `matched` those from what history matching leaves of it; `check` are
    runs at draws of the posterior. `held` [n_draws, n_held] goes with the draws, one row a draw, in the order of
    `held_of(plan)`.
    """

    plan: Plan
    prior: Prior
    targets: tuple[Target, ...]
    methods: tuple[MethodScore, ...]
    method: MethodScore
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
    methods = compare_methods(plan, prior, targets, known, second)
    method = min(methods, key=lambda trial: trial.error)
    table = best_table(known, second, emulator) if method.table == WITH_HISTORY else known
    adjuster, noisy = prepare_table(plan, prior, targets, table, method.features)
    n_kept = min(plan.n_draws, len(noisy) // 3)
    truths = truth_rows(plan, len(noisy))
    recovery = recover(adjuster, table.values, noisy, truths, n_kept)
    draws = allowed(adjuster.draws(np.array([target.value for target in targets]), n_kept), prior)
    check = make_table(plan, check_wave(plan, draws), folder, n_processes, lambda done: on_runs(plan.n_runs + done))
    held = draw_held(plan, prior, draws)
    return Calibration(plan, prior, targets, methods, method, recovery, draws, held, emulator, known, second, check)


def _check_enough(known: Table) -> None:
    if len(known.values) < FEWEST_KNOWN:
        raise InputError("too_few_runs", n=len(known.values), least=FEWEST_KNOWN)


def n_runs_in_all(plan: Plan) -> int:
    """Return how many runs a calibration makes, the check included."""
    return plan.n_runs + n_check_runs(plan)


def n_check_runs(plan: Plan) -> int:
    """Return how many draws of the posterior are simulated again, with other luck."""
    return plan.n_draws // 2


def compare_methods(
    plan: Plan, prior: Prior, targets: tuple[Target, ...], first: Table, second: Table
) -> tuple[MethodScore, ...]:
    """Return the scores of every method on the same truths, each with an equal number of runs.

    The truths are runs of the second wave (parameters that the published figures don't rule out) that no
    method's table holds. The emulator saw all of the first wave, of which the tables here hold half: it is a little
    better than a history match with these runs alone.
    """
    n = min(len(first.values), len(second.values))
    half = n // 2
    with_history = first.head(n - half).joined(second.head(half))
    n_truths = min(plan.n_truths, len(second.values) - half)
    held_out = Table(prior, second.values[-n_truths:], second.summaries[-n_truths:], second.names)
    n_kept = max(prior.low.size + 20, min(plan.n_draws, n // 3))
    methods = []
    for kind, table in ((WITHOUT_HISTORY, first.head(n)), (WITH_HISTORY, with_history)):
        everything = table.joined(held_out)
        noisy = with_noise(everything.read(targets), targets, plan.seed)
        for features in FEATURES:
            adjuster = prepare(prior, table.values, noisy[: len(table.values)], features)
            draws = [adjuster.draws(observed, n_kept) for observed in noisy[len(table.values) :]]
            found = score_draws(draws, held_out.values, prior.sd)
            coverage = [float(found.coverage(share).mean()) for share in (0.5, 0.9)]
            methods.append(MethodScore(kind, features, float(found.error.mean()), coverage[0], coverage[1]))
    return tuple(methods)


def best_table(first: Table, second: Table, emulator: Emulator) -> Table:
    """Return all runs from the part of the prior that history matching leaves, of both waves."""
    left = emulator.is_plausible(first.values)
    if left.sum() < LEAST_LEFT:
        return second
    return second.joined(Table(first.prior, first.values[left], first.summaries[left], first.names))


def prepare_table(
    plan: Plan, prior: Prior, targets: tuple[Target, ...], table: Table, features: str
) -> tuple[Adjuster, Floats]:
    """Return the adjuster of a table, and the table's noisy summaries [n, m]."""
    noisy = with_noise(table.read(targets), targets, plan.seed)
    return prepare(prior, table.values, noisy, features), noisy


def truth_rows(plan: Plan, n_runs: int) -> NDArray[np.intp]:
    """Return the rows of the table that are taken as truths, evenly spread over it [n_truths]."""
    return np.unique(np.linspace(0, n_runs - 1, min(plan.n_truths, n_runs)).astype(np.intp))


def allowed(draws: Draws, prior: Prior) -> Draws:
    """Return the draws that the model allows, with weights that add up to 1 again."""
    kept = np.array([is_allowed(prior.parameters, row, prior.given) for row in draws.values])
    weight = draws.weight[kept]
    return Draws(draws.values[kept], weight / weight.sum(), draws.distance[kept])


def check_wave(plan: Plan, draws: Draws) -> Wave:
    """Return the wave that simulates draws of the posterior anew, each as often as its weight says."""
    n = n_check_runs(plan)
    points = (np.arange(n) + 0.5) / n
    rows = np.minimum(np.searchsorted(np.cumsum(draws.weight), points), len(draws.weight) - 1)
    return Wave(CHECK_WAVE, n, given=draws.values[rows])
