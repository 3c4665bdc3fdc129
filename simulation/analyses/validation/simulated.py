"""What the model gives for the facts of the registry: each as its source computed it, in the unit it is published in.

Estimators that the sources ran on their panel run on the panel that `observation.py` makes of the simulated cohort.
A fact whose period the source doesn't state is read at the quarter that the registry names (`read_after`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation import estimators, exits, prediction, quartiles
from simulation.analyses.validation.belief_effect import belief_effects, in_usd
from simulation.analyses.validation.changes import job_chance_by_change, job_rate_after_change
from simulation.analyses.validation.leniency import gain_with_believing_caseworker
from simulation.analyses.validation.observation import follow_observed
from simulation.analyses.validation.panels import Observation
from simulation.analyses.validation.places import places_moved
from simulation.analyses.validation.waves import Waves, follow
from simulation.model.engine.replication import Environment
from simulation.model.evidence import fact, load_facts
from simulation.model.policies import Policy, load_policy

Estimates = Mapping[str, NDArray[np.float64]]  # by fact id, [number of figures in the fact]
PERCENT = 100.0
PROGRAMME = "sms"  # the policy that K2..K6 are of
QUARTILES = ("G1", "G2", "G3", "G4")
QUARTERS_NEEDED = max(item.quarter for item in load_facts().values() if item.read_after)  # quarters that all facts need


def estimates(environment: Environment, policy: Policy, seen: Observation, seed: int, replication: int) -> Estimates:
    """Return what one replication gives for every fact that can be compared, the causal ones included.

    Raises:
        ValueError: if the environment's horizon is shorter than the facts need.
    """
    if environment.n_quarters < QUARTERS_NEEDED:
        raise ValueError(f"the facts need at least {QUARTERS_NEEDED} quarters")
    cohort = from_cohort(follow_observed(environment, policy, seen, seed, replication))
    return {**cohort, **from_experiments(environment, policy, seen, seed, replication)}


def from_cohort(waves: Waves) -> Estimates:
    """Return what one cohort's follow-up data give."""
    last = fact("G7").quarter
    by_belief = estimators.job_within_a_year_by_belief(waves)
    found = {f"F{step}": by_belief[step - 1] for step in estimators.STEPS}
    found |= {
        "F7": estimators.answer_distribution(waves.caseworker_belief, waves.is_asked),
        "F8": estimators.answer_distribution(waves.client_belief, waves.is_asked),
        "G7": estimators.share_with_job(waves, last),
        "G11": estimators.share_with_change(waves, fact("G11").quarter),
        "G12": job_chance_by_change(waves, fact("G12").quarter),
        "G13": job_rate_after_change(waves, fact("G12").quarter),
        "F11": gain_with_believing_caseworker(waves, [fact("F11").quarter]),
        **dict(zip(QUARTILES, quartiles.in_sample(waves, last), strict=True)),
    }
    assessed = prediction.assessments(waves)
    areas = prediction.areas(assessed)
    plain = {
        "A10": prediction.n_listed_among_strongest(assessed),
        "A15": prediction.belief_rank(assessed),
        "I-18": estimators.forms_a_client(waves),
        "D-3": areas.pop("D-3"),  # published as an area, the others in percent
    }
    return {
        **{name: PERCENT * np.atleast_1d(value) for name, value in {**found, **areas}.items()},
        **{name: np.atleast_1d(value) for name, value in plain.items()},
    }


def from_experiments(
    environment: Environment, policy: Policy, seen: Observation, seed: int, replication: int
) -> Estimates:
    """Return what needs other policies or the same people twice: belief (F12, F13), places (E1..E4), SMS (K)."""
    horizons = [fact("F12").quarter, fact("F13").quarter]
    effects = belief_effects(environment, policy, seed, replication, horizons)
    places = places_moved(environment, seed, replication, seen)
    found = {name: moved[[fact(name).quarter - 1]] for name, moved in places.items()}
    in_programme = follow(environment, load_policy(PROGRAMME), seed, replication, fact("G7").quarter)
    ways = exits.exit_shares(in_programme, fact("G7").quarter) | exits.kinds_of_job(in_programme, fact("G7").quarter)
    return {
        "F12": PERCENT * effects.jobs[:1],
        "F13": in_usd(effects.earnings[1:]),
        "E8": found["E2"],
        **found,
        **{name: PERCENT * np.atleast_1d(shares) for name, shares in ways.items()},
    }
