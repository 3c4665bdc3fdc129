"""A stand-in for the model: summaries that depend on the parameters in a known way, at once."""

from collections.abc import Mapping

import numpy as np

from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.summaries import INSTRUMENT, SET_FOR_ALL, periods
from simulation.analyses.calibration.targets import calibration_targets
from simulation.model.parameters import Parameters

VALUE = {target.name: target.value for target in calibration_targets()}


def pretend(
    plan: Plan, parameters: Parameters, replication: int, nuisance: Mapping[str, int] | None = None
) -> dict[str, float]:
    """Return summaries that equal the published figures at the middle of the ranges, moved by three parameters.

    G7 rises by 20 points per unit of the intercept of job entry, whatever the period; F5 by 20 per unit of the slope
    of belief; G11 by 1,000 per unit of the chance of a change.
    """
    luck = np.random.default_rng([7, replication]).standard_normal(len(VALUE))
    found = {name: value + 0.1 * luck[number] for number, (name, value) in enumerate(VALUE.items())}
    found["G7"] += 20.0 * (parameters.job_entry.intercept + 5.85)
    found["F5"] += 20.0 * (parameters.job_entry.belief - 0.9)
    found["G11"] += 1000.0 * (parameters.caseworkers.change_probability - 0.05)
    spread = {"horizon": ("G7", "G11"), "interval": ("E1", "E2", "E3", "E4"), "belief_horizon": ("F12",)}
    for nuisance, names in spread.items():
        for name in names:
            value = found.pop(name)
            kinds = (SET_FOR_ALL, INSTRUMENT) if name == "F12" else (name,)
            found.update({f"{kind}@{quarter}": value for kind in kinds for quarter in periods(plan, nuisance)})
    return found
