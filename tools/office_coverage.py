"""Tell how often predictions for made-up offices hold: `python -m tools.office_coverage n_offices=100`.

Each office is drawn at levels of its own, as far from the calibrated ones as offices are assumed to differ, from a
calibrated draw; every other one has other effects too (measures cause nothing, as in the world `selection_only`). What
is predicted for the people there now, before and after adapting to last year's figures, is held against what they come
to (luck included) and against the true effect.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np

from simulation.analyses.office.adapt import Spread, assumed_spread, changed
from simulation.analyses.office.example import NOW, Levels, made_up, truth_of
from simulation.analyses.office.expect import STAGES, Expected, expected
from simulation.analyses.office.own import with_tables
from simulation.analyses.office.people import begin
from simulation.model.engine.replication import Environment
from simulation.model.parameters import Parameters
from simulation.model.policies import load_policy
from simulation.study.defaults import with_defaults
from simulation.study.settings import POSTERIOR, Settings
from simulation.study.settings_reader import read_settings
from simulation.study.worlds import load_world

N_TRUE = 20  # replications that the true effect is the mean of
POLICIES = ("observed_mix", "coordinated")
STEPS_OF_BELIEF = 0.3  # mean answer by an SD of leniency, about


@dataclass(frozen=True)
class Sizes:
    """How much is run."""

    n_offices: int = 100
    n_clients: int = 400
    n_replications: int = 40
    n_quarters: int = 16
    seed: int = 1


@dataclass(frozen=True)
class Held:
    """One office: what was predicted at a stage held against what happened."""

    has_other_effects: bool
    stage: str
    error: float  # of first jobs under usual practice, of 100
    is_covered: bool
    effect_error: float
    is_effect_covered: bool
    is_contradicted: bool


def settings_for(sizes: Sizes) -> Settings:
    """Return the settings of one office's prediction."""
    content = {
        "policies": [POLICIES[1]],
        "baseline": POLICIES[0],
        "population": {"n_clients": sizes.n_clients},
        "n_replications": sizes.n_replications,
        "n_quarters": sizes.n_quarters,
        "seed": sizes.seed,
        "parameter_set": POSTERIOR,
    }
    return read_settings(with_defaults(content))


def one_office(number: int, sizes: Sizes, n_threads: int = 1) -> list[Held]:
    """Return how predictions for one made-up office held, before and after adapting."""
    settings, spread = settings_for(sizes), assumed_spread(1.0)
    rng = np.random.default_rng([sizes.seed, number])
    levels = _levels(spread, rng)
    has_other_effects = number % 2 == 1
    draw = replace(settings, seed=settings.seed + 7).posterior_draws(number + 1)[number]
    parameters = _with_other_effects(draw) if has_other_effects else draw
    environment, caseload = settings.environment(), settings.caseworkers.caseload
    seed = 10_000 + number
    office = with_tables(made_up(environment, parameters, levels, sizes.n_clients, caseload, seed))
    office = replace(office, questionnaires=None, is_made_up=True)
    truth = truth_of(environment, parameters, levels, sizes.n_clients, caseload)
    happened, effect = _truth(truth, levels.leniency, seed)
    found = expected(replace(settings, seed=settings.seed + number), office, spread, n_threads)
    return [_held(found, stage, happened, effect, has_other_effects) for stage in STAGES]


def _levels(spread: Spread, rng: np.random.Generator) -> Levels:
    jobs, changes, belief = rng.standard_normal(3)
    times = float(np.exp(spread.changes * changes))
    return Levels(spread.jobs * jobs, times, spread.belief / STEPS_OF_BELIEF * belief)


def _with_other_effects(draw: Parameters) -> Parameters:
    for change in load_world("selection_only").changes:
        draw = changed(draw, change.group, **{change.name: float(change.value)})
    return draw


def _truth(truth: Environment, leniency: float, seed: int) -> tuple[float, float]:
    """Return first jobs of 100 of those there now under usual practice, and the true effect of the policy."""
    policies = tuple(load_policy(name, None) for name in POLICIES)
    differences, happened = [], 0.0
    for replication in range(NOW, NOW + N_TRUE):
        run = begin(truth, policies, seed, replication, None, leniency)
        for _ in range(truth.n_quarters):
            run.step()
        usual, policy = 100.0 * run.clients["has_worked"].mean(axis=1)
        happened = float(usual) if replication == NOW else happened
        differences.append(float(policy - usual))
    return happened, float(np.mean(differences))


def _held(found: Expected, stage: str, happened: float, effect: float, has_other_effects: bool) -> Held:
    one = next(one for one in found.effects if one.stage == stage and one.outcome == "first_job")
    return Held(
        has_other_effects,
        stage,
        one.baseline.value - happened,
        one.baseline.low <= happened <= one.baseline.high,
        one.difference.value - effect,
        bool(one.cred_low <= effect <= one.cred_high),
        any(figure.verdict in ("contradicts", "unreached") for figure in found.figures),
    )


def table(held: list[Held]) -> list[str]:
    """Return a line for each stage and kind of office."""
    lines = [
        "offices            levels   n  level: mean abs error, covered  effect: mean abs error, covered  contradicted"
    ]
    for has_other_effects in (False, True):
        for stage in STAGES:
            of = [one for one in held if one.stage == stage and one.has_other_effects == has_other_effects]
            if of:
                name = "other effects" if has_other_effects else "same effects"
                errors, effects = (np.mean([abs(getattr(one, key)) for one in of]) for key in ("error", "effect_error"))
                shares = [
                    np.mean([getattr(one, key) for one in of])
                    for key in ("is_covered", "is_effect_covered", "is_contradicted")
                ]
                lines.append(
                    f"{name:<18} {stage:<7} {len(of):>3}  {errors:>8.1f} {shares[0]:>20.0%}  {effects:>16.1f} "
                    f"{shares[1]:>14.0%} {shares[2]:>13.0%}"
                )
    return lines


def main(arguments: list[str]) -> None:
    """Run as many offices as asked for and print the table as it grows."""
    sizes = Sizes(**{name: int(value) for name, _, value in (argument.partition("=") for argument in arguments)})
    held: list[Held] = []
    for number in range(sizes.n_offices):
        held += one_office(number, sizes)
        if (number + 1) % 10 == 0 or number + 1 == sizes.n_offices:
            print(f"{number + 1} offices", *table(held), sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
