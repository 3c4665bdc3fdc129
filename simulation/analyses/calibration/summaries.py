"""What a study would report of one simulated cohort under observed practice: every number that targets are read from.

Numbers are in the unit of their fact (percent, percentage points, places). Those over an unknown period are kept for
every period that the nuisance parameters allow, as `G7@11`; `read_targets` picks the one that a draw names. How the
study sees its clients (`STOPPING`, `PANEL`) shapes all of a run's numbers, so a run has its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.targets import Target
from simulation.analyses.validation import estimators
from simulation.analyses.validation.belief_effect import effect_of_belief
from simulation.analyses.validation.changes import job_chance_by_change
from simulation.analyses.validation.leniency import effect_by_instrument
from simulation.analyses.validation.observation import follow_observed
from simulation.analyses.validation.panels import Observation, observation, panels
from simulation.analyses.validation.places import places_moved
from simulation.analyses.validation.prediction import assessments, linear_area
from simulation.analyses.validation.waves import Waves
from simulation.model.engine.replication import Environment
from simulation.model.parameters import Parameters
from simulation.model.policies import load_policy
from simulation.study.settings import CENTRAL
from simulation.study.settings_reader import make_settings

Floats = NDArray[np.float64]
POINTS = 100.0  # a share of 1 in percent
SET_FOR_ALL, INSTRUMENT = "F12 set", "F12 instrument"  # the two estimands of F12
STOPPING, PANEL = "stopping", "panel"  # nuisance parameters: percent who stop answering a quarter, and who stops first


def periods(plan: Plan, name: str) -> range:
    """Return the periods (quarters) that a nuisance parameter runs over."""
    low, high = plan.nuisance[name]
    return range(low, high + 1)


def environments(plan: Plan, parameters: Parameters) -> tuple[Environment, Environment]:
    """Return the environment of the cohort that is followed, and the smaller one for experiments with further arms."""
    sizes = (plan.n_clients, plan.n_clients_small)
    followed, small = (_environment(plan.policy, size, plan.n_quarters, plan.caseload) for size in sizes)
    return replace(followed, parameters=parameters), replace(small, parameters=parameters)


@cache
def _environment(policy: str, n_clients: int, n_quarters: int, caseload: int) -> Environment:
    settings = make_settings(
        [policy],
        policy,
        n_clients=n_clients,
        n_quarters=n_quarters,
        n_replications=1,
        caseload=min(caseload, n_clients),
        parameter_set=CENTRAL,
    )
    return settings.environment()


def observation_in_run(nuisance: Mapping[str, int]) -> Observation:
    """Return how the study of a run observes its clients; nuisance parameters not given have their default."""
    names = list(panels())
    return observation(names[nuisance.get(PANEL, 0)], nuisance.get(STOPPING))


def simulate(
    plan: Plan, parameters: Parameters, replication: int, nuisance: Mapping[str, int] | None = None
) -> dict[str, float]:
    """Return all summaries of one cohort by name; `nuisance` are those of the run."""
    environment, small = environments(plan, parameters)
    policy, seen = load_policy(plan.policy), observation_in_run(nuisance or {})
    waves = follow_observed(environment, policy, seen, plan.seed, replication)
    after = list(periods(plan, "belief_horizon"))
    places = places_moved(small, plan.seed, replication, seen)
    by_period = {
        SET_FOR_ALL: (after, POINTS * effect_of_belief(small, policy, plan.seed, replication, after)),
        INSTRUMENT: (after, POINTS * effect_by_instrument(waves, after)),
        **{fact: (periods(plan, "interval"), places[fact][: max(periods(plan, "interval"))]) for fact in places},
    }
    found = summaries_without_period(waves)
    for quarter in periods(plan, "horizon"):
        found[f"G7@{quarter}"] = POINTS * estimators.share_with_job(waves, quarter)
        found[f"G11@{quarter}"] = POINTS * estimators.share_with_change(waves, quarter)
    for name, (quarters, values) in by_period.items():
        found.update({f"{name}@{quarter}": float(value) for quarter, value in zip(quarters, values, strict=True)})
    return found


def summaries_without_period(waves: Waves) -> dict[str, float]:
    """Return the summaries that have no unknown period: jobs by belief, answers, areas under the curve, changes."""
    jobs = estimators.job_within_a_year_by_belief(waves)
    caseworkers = estimators.answer_distribution(waves.caseworker_belief, waves.is_asked)
    clients = estimators.answer_distribution(waves.client_belief, waves.is_asked)
    assessed = assessments(waves)
    found = {
        "A12": linear_area(assessed, assessed.all_items),
        "A13": linear_area(assessed, assessed.short_form),
        "A14": linear_area(assessed, assessed.register),
        "G12": job_chance_by_change(waves),
    }
    for step in estimators.STEPS:
        found[f"F{step}"] = float(jobs[step - 1])
        found[f"F7 {step}"] = float(caseworkers[step - 1])
        found[f"F8 {step}"] = float(clients[step - 1])
    return {name: POINTS * value for name, value in found.items()}


def summary_of(target: Target, nuisance: Mapping[str, int]) -> str:
    """Return the name of the summary that a target is read from, given the nuisance parameters.

    Raises:
        KeyError: if a nuisance parameter is missing.
    """
    if target.fact in ("G7", "G11"):
        return f"{target.fact}@{nuisance['horizon']}"
    if target.fact in ("E1", "E2", "E3", "E4"):
        return f"{target.fact}@{nuisance['interval']}"
    if target.fact == "F12":
        estimand = INSTRUMENT if nuisance["belief_estimand"] else SET_FOR_ALL
        return f"{estimand}@{nuisance['belief_horizon']}"
    return target.name


def read_targets(
    targets: Sequence[Target], columns: Mapping[str, int], summaries: Floats, nuisance: Sequence[Mapping[str, int]]
) -> Floats:
    """Return what the runs give for each target [n_runs, n_targets].

    Args:
        targets: what is fitted.
        columns: column of `summaries` by name.
        summaries: [n_runs, n_summaries].
        nuisance: of each run.
    """
    picked = np.array([[columns[summary_of(target, own)] for target in targets] for own in nuisance], np.intp)
    return np.asarray(np.take_along_axis(summaries, picked, axis=1), np.float64)
