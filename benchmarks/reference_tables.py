"""What both references read off the parameters once: who takes what at the start, and how common each plan is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.interventions import COMPETENCE, HEALTH, JOB, SOCIAL
from simulation.model.parameters.groups import Parameters
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.model.population.intake import PopulationPlan

Array = NDArray[Any]


def shares_of_medicines(parameters: Parameters) -> dict[str, float]:
    """Return the share of clients who take each medicine at the start, in the order of the columns."""
    p, m = parameters.population, parameters.medication
    return {
        "anxiety": m.anxiety_share,
        "antidepressant": p.antidepressant,
        "painkiller": m.painkiller_share,
        "lifestyle": p.lifestyle,
        "antipsychotic": p.antipsychotic,
        "addiction": m.addiction_share,
    }


def index_weights(plan: PopulationPlan) -> Array:
    """Return the weights [15] of the characteristics in the register index, scaled to SD 1."""
    vector = np.array([plan.register_index.get(name, 0.0) for name in CHARACTERISTICS])
    weights: Array = vector / math.sqrt(float(vector @ plan.correlation @ vector))
    return weights


def cumulative_shares(parameters: Parameters) -> Array:
    """Return the share of clients up to each set of groups [16] (bits), among those whose plan hasn't lapsed."""
    p = parameters.practice
    with_job = [k for k in range(16) if k & JOB and k.bit_count() > 1]
    without = [k for k in range(16) if not k & JOB and k.bit_count() > 1]
    share = np.zeros(16)
    share[[0, HEALTH, SOCIAL, COMPETENCE, JOB]] = p.none, p.health, p.social, p.competence, p.job
    share[with_job] = p.combined_with_job / len(with_job)
    share[without] = p.combined_without_job / len(without)
    share /= share.sum()
    share[0] -= parameters.caseworkers.change_probability
    cumulative: Array = np.cumsum(share / share.sum())
    return cumulative
