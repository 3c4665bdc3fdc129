"""Tell how often a run's intervals hold what they should: `python -m tools.interval_coverage n_runs=200`.

Many small comparisons, alike but for their seed, which decides people, luck and draws of the parameters. Of every
outcome at the last quarter it is counted how often

- the Monte-Carlo interval holds the mean effect, which the mean of all runs stands for,
- the credible interval, and the range that a reader is shown, hold the effect under a fresh draw of the parameters,
  which is simulated with so many clients that its own luck is small.

What it should be is 95 %.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOMES
from simulation.report.answer.ranges import effect_range
from simulation.study.contrasts.uncertainty import parts_of
from simulation.study.replications import Study, replications
from simulation.study.settings_reader import make_settings

Floats = NDArray[np.float64]
POLICY, BASELINE = "coordinated", "staircase"
KINDS = ("mc", "cred", "shown")
FRESH_SEED = 977


@dataclass(frozen=True)
class Sizes:
    """How much is run."""

    n_runs: int = 200
    n_clients: int = 1000
    n_replications: int = 200
    n_quarters: int = 16
    n_fresh: int = 400  # draws whose effect is known
    n_clients_fresh: int = 10_000
    seed: int = 1


def study_of(sizes: Sizes, seed: int) -> Study:
    """Return one run."""
    settings = make_settings(
        [POLICY],
        BASELINE,
        n_clients=sizes.n_clients,
        n_replications=sizes.n_replications,
        n_quarters=sizes.n_quarters,
        seed=seed,
        parameter_set="posterior",
    )
    return settings.study()


def effects(study: Study, numbers: Sequence[int] | None = None, n_threads: int = 1) -> Floats:
    """Return the effect on every outcome at the last quarter, for all clients [n_replications, n_outcomes]."""
    arm, everybody = [policy.name for policy in study.policies].index(POLICY), GROUPS.index("all")
    results = replications(study, n_threads, numbers)
    means = (result.mean[:, -1, everybody] for result in results)
    return np.array([mean[arm] - mean[study.baseline_arm] for mean in means])


def fresh_effects(sizes: Sizes) -> Floats:
    """Return the effect under each of many draws, hardly moved by luck [n_fresh, n_outcomes]."""
    large = replace(sizes, n_clients=sizes.n_clients_fresh, n_replications=2 * sizes.n_fresh)
    study = study_of(large, FRESH_SEED)
    first_of_draw = np.unique(study.draw_numbers or (0,), return_index=True)[1]
    return effects(study, first_of_draw.tolist(), n_threads=2)


def held(values: Floats, draws: Sequence[int], truth: Floats, fresh: Floats) -> Mapping[str, Floats]:
    """Return what one run's intervals hold [n_outcomes]: of the truth (0 or 1), and of the fresh effects (a share).

    nan where there is no interval.
    """
    parts, _ = parts_of(values, draws)
    shown = [effect_range(values[:, place].copy(), draws) for place in range(values.shape[1])]
    mean, half = np.asarray(parts.mean), np.asarray(parts.half_width)
    return {
        "mc": _share(truth[None], mean - half, mean + half),
        "cred": _share(fresh, np.asarray(parts.cred_low), np.asarray(parts.cred_high)),
        "shown": _share(fresh, np.array([one.low for one in shown]), np.array([one.high for one in shown])),
    }


def _share(values: Floats, low: Floats, high: Floats) -> Floats:
    share = ((low <= values) & (values <= high)).mean(axis=0)
    return np.where(np.isnan(low) | np.isnan(high), np.nan, share)


def table(runs: Sequence[Floats], draws: Sequence[int], fresh: Floats) -> list[str]:
    """Return a line for each outcome: how often each kind of interval holds, and in how many runs there is one."""
    truth = np.mean(runs, axis=0).mean(axis=0)
    of_runs = [held(values, draws, truth, fresh) for values in runs]
    lines = [f"{'outcome':<28}{'mean':>9}" + "".join(f"{kind:>8}{'n':>5}" for kind in KINDS)]
    for place, outcome in enumerate(OUTCOMES):
        cells = ""
        for kind in KINDS:
            known = np.array([one[kind][place] for one in of_runs])
            known = known[~np.isnan(known)]
            cells += f"{known.mean() if known.size else np.nan:>8.1%}{known.size:>5}"
        lines.append(f"{outcome.id:<28}{truth[place]:>9.3f}{cells}")
    return lines


def main(arguments: Sequence[str]) -> None:
    """Run as many as asked for and print the table as it grows."""
    sizes = Sizes(**{name: int(value) for name, _, value in (argument.partition("=") for argument in arguments)})
    fresh = fresh_effects(sizes)
    runs: list[Floats] = []
    for number in range(sizes.n_runs):
        study = study_of(sizes, sizes.seed + number)
        runs.append(effects(study))
        if (number + 1) % 50 == 0 or number + 1 == sizes.n_runs:
            print(f"{number + 1} runs", *table(runs, study.draw_numbers or (), fresh), sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
