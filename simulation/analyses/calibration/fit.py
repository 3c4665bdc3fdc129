"""A calibration from start to end: reference table, choice of method by recovery, draws, and how they fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import FEATURES, Adjuster, Draws, prepare
from simulation.analyses.calibration.held import draw_held
from simulation.analyses.calibration.history import LEAST_SHARE_LEFT, Emulator, fit_emulator
from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.priors import Prior, is_allowed, prior_of
from simulation.analyses.calibration.recovery import Recovery, recover, score_draws
from simulation.analyses.calibration.reference_table import Table, Wave, make_table, with_noise
from simulation.analyses.calibration.targets import Target, calibration_targets
from simulation.base.errors import InputError

Floats = NDArray[np.float64]
CHECK_WAVE = 3  # after those of `Plan.wave_sizes`
# Where a method's runs come from: the whole prior, or also what one wave or two waves of history matching leave of it.
PRIOR, ONE_WAVE, TWO_WAVES = "prior", "history", "history twice"
WAVES_OF = {PRIOR: 0, ONE_WAVE: 1, TWO_WAVES: 2}
FEWEST_KNOWN = 20  # runs of a wave in which every target could be computed
# A parameter counts as identified if the best method's error is below this share of the prior's.
IDENTIFIED_BELOW = 0.9
LEAST_LEFT_AGAIN = 0.05  # share of what the first wave leaves that the second leaves at least


@dataclass(frozen=True)
class MethodScore:
    """How well one method recovers synthetic truths."""

    table: str  # one of WAVES_OF
    features: str
    n_runs: int  # runs in its table
    error: float  # mean ranked score over truths and identified parameters, in prior standard deviations
    coverage_50: float
    coverage_90: float

    @property
    def name(self) -> str:
        """The method's name: where its runs come from, and what distances are measured on."""
        return f"{self.table}, {self.features}"


@dataclass(frozen=True)
class Calibration:
    """A finished calibration.

    `tables` are the runs by wave: those from the whole prior, then those from what history matching leaves of it, each
    wave with the emulators before it; `check` are runs at draws of the posterior. `held` [n_draws, n_held] goes with
    the draws, one row a draw, in the order of `held_of(plan)`.
    """

    plan: Plan
    prior: Prior
    targets: tuple[Target, ...]
    methods: tuple[MethodScore, ...]
    method: MethodScore
    recovery: Recovery
    draws: Draws
    held: Floats
    emulators: tuple[Emulator, ...]
    tables: tuple[Table, ...]
    check: Table


def calibrate(
    plan: Plan, folder: Path, n_processes: int, on_runs: Callable[[int], None] = lambda _: None
) -> Calibration:
    """Carry out a calibration; chunks of runs are kept in `folder`, so that an interrupted one goes on from there.

    Raises:
        InputError: if the plan doesn't fit the model or the folder can't be written to.
    """
    prior, targets = prior_of(plan), calibration_targets()
    by_wave, emulators = make_waves(plan, prior, targets, folder, n_processes, on_runs)
    methods = compare_methods(plan, prior, targets, by_wave, emulators)
    method = min(methods, key=lambda trial: trial.error)
    table = table_of(method.table, by_wave, emulators)
    adjuster, noisy = prepare_table(plan, prior, targets, table, method.features)
    n_kept = min(plan.n_draws, len(noisy) // 3)
    truths = truth_rows(plan, len(noisy))
    recovery = recover(adjuster, table.values, noisy, truths, n_kept)
    draws = allowed(adjuster.draws(np.array([target.value for target in targets]), n_kept), prior)
    check = make_table(plan, check_wave(plan, draws), folder, n_processes, lambda done: on_runs(plan.n_runs + done))
    held = draw_held(plan, prior, draws)
    return Calibration(plan, prior, targets, methods, method, recovery, draws, held, emulators, by_wave, check)


def make_waves(
    plan: Plan,
    prior: Prior,
    targets: tuple[Target, ...],
    folder: Path,
    n_processes: int,
    on_runs: Callable[[int], None] = lambda _: None,
) -> tuple[tuple[Table, ...], tuple[Emulator, ...]]:
    """Return the runs of every wave in which all targets could be computed, and the emulators between the waves.

    The emulator before a wave is fitted to all runs so far that the emulators before it leave.

    Raises:
        InputError: if too few runs of a wave gave all targets, or the folder can't be written to.
    """
    by_wave: list[Table] = []
    emulators: list[Emulator] = []
    for number, n_runs in enumerate(plan.wave_sizes):
        if by_wave:
            left = reduce(Table.joined, by_wave).left_by(tuple(emulators))
            least = LEAST_LEFT_AGAIN if emulators else LEAST_SHARE_LEFT
            emulators.append(fit_emulator(prior, left.values, left.read(targets), targets, least))
        before = sum(plan.wave_sizes[:number])
        wave = Wave(number, n_runs, tuple(emulators))
        made = make_table(plan, wave, folder, n_processes, partial(_counted, on_runs, before)).known(targets)
        if len(made.values) < FEWEST_KNOWN:
            raise InputError("too_few_runs", n=len(made.values), least=FEWEST_KNOWN)
        by_wave.append(made)
    return tuple(by_wave), tuple(emulators)


def _counted(on_runs: Callable[[int], None], before: int, done: int) -> None:
    on_runs(before + done)


def n_runs_in_all(plan: Plan) -> int:
    """Return how many runs a calibration makes, the check included."""
    return plan.n_runs + n_check_runs(plan)


def n_check_runs(plan: Plan) -> int:
    """Return how many draws of the posterior are simulated again, with other luck."""
    return plan.n_draws // 2


def compare_methods(
    plan: Plan,
    prior: Prior,
    targets: tuple[Target, ...],
    by_wave: tuple[Table, ...],
    emulators: tuple[Emulator, ...],
) -> tuple[MethodScore, ...]:
    """Return the scores of every method on the same truths, each with the runs that it would use.

    The truths are runs of the last wave (parameters that the published figures don't rule out) that no method's table
    holds.
    """
    *earlier, last = by_wave
    n_truths = min(plan.n_truths, len(last.values) // 2)
    held_out, rest = last.tail(n_truths), last.head(len(last.values) - n_truths)
    names, found = [], []
    for kind in WAVES_OF:
        table = table_of(kind, (*earlier, rest), emulators)
        noisy = with_noise(table.joined(held_out).read(targets), targets, plan.seed)
        n_kept = max(prior.low.size + 20, min(plan.n_draws, len(table.values) // 3))
        for features in FEATURES:
            adjuster = prepare(prior, table.values, noisy[: len(table.values)], features)
            draws = [adjuster.draws(observed, n_kept) for observed in noisy[len(table.values) :]]
            names.append((kind, features, len(table.values)))
            found.append(score_draws(draws, held_out.values, prior.sd))
    identified = identified_by(np.array([recovery.error.mean(axis=0) for recovery in found]), prior, held_out.values)
    return tuple(
        MethodScore(
            *name,
            error=float(recovery.error[:, identified].mean()),
            coverage_50=float(recovery.coverage(0.5).mean()),
            coverage_90=float(recovery.coverage(0.9).mean()),
        )
        for name, recovery in zip(names, found, strict=True)
    )


def identified_by(errors: Floats, prior: Prior, truths: Floats) -> NDArray[np.bool_]:
    """Return which parameters [k] the targets identify: a method's error is clearly below that of the prior.

    The others would only add noise to the choice between methods. Where none is identified, all count.

    Args:
        errors: [methods, k] mean ranked scores, in prior standard deviations.
        prior: of the parameters.
        truths: [n, k] that the errors are of.
    """
    place = (truths - prior.low) / (prior.high - prior.low)
    # E|X - x| - E|X - X'| / 2 of X even over 0..1; the standard deviation of that is 1 / sqrt(12)
    blind = np.sqrt(12.0) * ((place**2 + (1.0 - place) ** 2) / 2.0 - 1.0 / 6.0).mean(axis=0)
    identified = errors.min(axis=0) < IDENTIFIED_BELOW * blind
    return identified if identified.any() else np.ones_like(identified)


def table_of(kind: str, by_wave: tuple[Table, ...], emulators: tuple[Emulator, ...]) -> Table:
    """Return all runs of a method, evenly drawn from its part of the prior: earlier waves give what lies in it."""
    wave = WAVES_OF[kind]
    return reduce(Table.joined, (by_wave[wave], *(table.left_by(emulators[:wave]) for table in by_wave[:wave])))


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
