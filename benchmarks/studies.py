"""Do simulated studies turn out as `tilltro trial` and `tilltro predict-study` said they would?

    python -m benchmarks.studies                           # the announced evaluation of SMS, 200 studies
    python -m benchmarks.studies coordinated_against_staircase --studies 100

What is expected comes from the draws and people of one seed, as the commands have it; the studies are of other draws
and other people, one study each. Then the same with a rival's draws as the truth, which the model doesn't know of.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.trials.design import Design, design_names, load_design
from simulation.analyses.trials.estimate import simulate_study
from simulation.analyses.trials.pool import pools
from simulation.analyses.trials.preregistration import Registered, Result, learn, register
from simulation.analyses.trials.teach import narrowing
from simulation.analyses.trials.trial import Trial, trial, value_of
from simulation.study.posterior import rival_worlds
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings

Floats = NDArray[np.float64]
N_EXPECTED, N_REGISTERED = 100, 300  # draws that what is expected comes from, as the two commands have them
OTHER_SEED = 1_000  # added to the seed for other draws and other people


@dataclass(frozen=True)
class Truths:
    """One study of each draw: `found` and `error` are [n, n_sizes, n_follow_ups], `is_told` says what they find."""

    effect: Floats  # [n, n_follow_ups]
    unknown: Floats  # [n]
    estimate: Floats
    error: Floats
    is_found: NDArray[np.bool_]


def truths(settings: Settings, design: Design, n: int, n_threads: int) -> Truths:
    """Return one study a draw, of every size and follow-up."""
    draws = settings.posterior_draws(n)
    effect, estimate, error, is_found = [], [], [], []
    with closing(pools(settings, design, draws, n_threads)) as people:
        for number, pool in enumerate(people):
            rng = np.random.default_rng([settings.seed, number])
            found = [simulate_study(pool, design, size, rng) for size in design.sizes]
            effect.append(pool.truth)
            estimate.append([one.estimate for one in found])
            error.append([one.error for one in found])
            is_found.append(
                [(np.abs(one.estimate) > one.half_width) & (one.estimate * pool.truth > 0.0) for one in found]
            )
    unknown = [value_of(draw, design.unknown) for draw in draws]
    return Truths(*(np.array(values) for values in (effect, unknown, estimate, error, is_found)))


def show_power(expected: Trial, seen: Truths) -> None:
    """Print power as expected and as it turned out, with the error of so many studies."""
    design, n = expected.design, len(seen.unknown)
    print(f"\nOf 100 studies, how many find the effect: expected, and of {n} new studies (standard error)")
    for cell in expected.cells:
        place = design.sizes.index(cell.clients), design.follow_ups.index(cell.follow_up)
        share = float(seen.is_found[:, place[0], place[1]].mean())
        error = float(np.hypot(np.sqrt(share * (1 - share) / n), np.sqrt(cell.power * (1 - cell.power) / N_EXPECTED)))
        print(
            f"{cell.clients:>7} clients {cell.follow_up:>3} quarters {100 * cell.power:6.1f} {100 * share:6.1f}"
            f" ({100 * error:.1f})"
        )


def show_learned(name: str, registered: Registered, design: Design, seen: Truths) -> None:
    """Print how predictions and what was learned turned out."""
    size = design.sizes.index(design.clients)
    found = [
        learn(registered, [Result(float(one), float(error))])
        for one, error in zip(seen.estimate[:, size, -1], seen.error[:, size, -1], strict=True)
    ]
    inside = np.mean([not one.is_conflict for one in found])
    middle = np.mean([0.25 <= one.below[0] <= 0.75 for one in found])
    few = np.mean([not one.has_enough for one in found])
    print(f"\n{name}: {len(found)} studies; inside the 50 % prediction {100 * middle:.0f} of 100, the 95 % ", end="")
    print(f"{100 * inside:.1f}; fewer than 50 effective draws left {100 * few:.0f} of 100")
    agree = np.array([not one.is_conflict for one in found])
    for what, truth in (("effect", seen.effect[:, -1]), ("unknown", seen.unknown)):
        told = [getattr(one, what) for one in found]
        before, after = (np.array([one[place] for one in told]) for place in (0, 1))
        left, was = (truth - after[:, 0]) ** 2, (truth - before[:, 0]) ** 2
        covers = [float(((truth >= of[:, 1]) & (truth <= of[:, 2])).mean()) for of in (before, after)]
        print(
            f"  {what:8} squared error less by {100 - 100 * left.mean() / was.mean():4.0f} %, "
            f"without conflicts {100 - 100 * left[agree].mean() / was[agree].mean():4.0f} %; the 95 % interval from "
            f"{np.mean(before[:, 2] - before[:, 1]):.3f} to {np.mean(after[:, 2] - after[:, 1]):.3f} wide, "
            f"holds the truth {100 * covers[0]:.0f} and {100 * covers[1]:.0f} of 100"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what was expected of a design's studies and how they turned out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("design", nargs="?", default="sms", choices=design_names())
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args(arguments)
    design = load_design(given.design)
    settings = make_settings(
        [design.policy], design.against, n_quarters=design.follow_up, n_replications=N_EXPECTED, n_clients=1_000
    )
    expected = trial(settings, design, given.threads)
    other = replace(settings, seed=settings.seed + OTHER_SEED)
    seen = truths(other, design, given.studies, given.threads)
    show_power(expected, seen)
    lesson = next(one for one in expected.lessons if one.clients == design.clients)
    print(f"\nexpected narrowing: effect {100 * lesson.narrowing_effect:.0f} %, ", end="")
    print(f"unknown {100 * lesson.narrowing_unknown:.0f} %")
    size, of = design.sizes.index(design.clients), np.arange(given.studies)
    again = [narrowing(values, seen.estimate[:, size, -1], of) for values in (seen.effect[:, -1], seen.unknown)]
    print(f"the same from the new studies: effect {100 * again[0]:.0f} %, unknown {100 * again[1]:.0f} %")
    registered = register(replace(settings, n_replications=N_REGISTERED), design, given.threads)
    show_learned("truths from the model", registered, design, seen)
    for world in rival_worlds():
        there = truths(replace(other, world_names=(world,)), design, given.studies // 4, given.threads)
        show_learned(f"truths from {world}", registered, design, there)


if __name__ == "__main__":
    main()
