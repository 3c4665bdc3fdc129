"""Parameters that tests compute with by hand: values of their own, whatever calibration gives.

They are those that a comparison draws; every other parameter has its central value.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.model.parameters import Parameters, build_parameters

VALUES: Mapping[str, Mapping[str, float]] = {
    "belief": {
        "readiness": 0.27,
        "leniency": 0.275,
        "contagion": 0.04,
        "support": 0.3,
    },
    "caseworkers": {
        "change_probability": 0.051,
        "sorting": -0.2,
    },
    "client_time": {
        "effect": 0.05,
    },
    "distress": {
        "return_rate": 0.3,
        "activity": -0.05,
        "belief": -0.1,
        "demands_psychiatric": 0.6,
        "demands_other": 0.1,
        "sanction_psychiatric": 0.1,
        "lasting_share": 0.35,
    },
    "exits": {
        "other_exit": 0.004,
        "pension_application": -5.08,
        "pension_distress": 0.7,
        "education": -6.0,
        "withdrawal_factor": 1.5,
    },
    "hours": {
        "intercept": -3.6,
        "index": 0.6,
        "employer_contact": 0.95,
        "ending": 0.25,
    },
    "incentives": {
        "bonus": 0.3,
        "benefit_cut": 0.2,
    },
    "job_entry": {
        "intercept": -5.85,
        "readiness": 1.5,
        "belief": 1.03,
        "effectiveness": 0.25,
        "trust": 1.0,
        "ordinary_hours": 0.7,
        "lock_in": -0.2,
        "job_loss": 0.07,
        "meetings": 0.1,
        "meetings_readiness": 0.1,
        "matching": 0.2,
        "subsidy": 0.25,
        "own_employer": 0.001,
        "ordinary_share": 0.6,
    },
    "leniency": {
        "building": 0.5,
        "sparring": 0.5,
    },
    "medication": {
        "anxiety_start": -4.6,
        "anxiety_distress": 0.6,
        "stop": 0.04,
    },
    "practice": {
        "persistence": 0.5,
    },
    "progression": {
        "loading": 0.75,
        "setpoint_sd": 0.714,
        "register_correlation": 0.7,
        "deviation_shock": 0.5,
        "return_rate": 0.3,
        "gain_job_focus": 0.02,
        "gain_accompanying": 0.105,
        "gain_without_job_focus": -0.01,
        "gain_without_measure": -0.06,
        "causal_share": 1.0,
        "selection_job_focus": 0.0,
        "selection_accompanying": 0.0,
        "selection_without_job_focus": 0.0,
        "response_sd": 0.4,
        "match": 0.5,
        "second_measure": 0.5,
    },
    "questionnaire": {
        "reliability": 0.85,
        "rater_leniency": 0.25,
    },
    "sanctions": {
        "non_compliance": 0.2,
    },
    "trust": {
        "gain": 0.125,
        "gain_close_relation": 0.125,
        "loss_from_demands": 0.25,
        "loss_from_sanction": 0.05,
    },
}


def given(changes: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, dict[str, float]]:
    """Return the values by group and name, with `changes` in their place."""
    values = {group: dict(of_group) for group, of_group in VALUES.items()}
    for group, changed in (changes or {}).items():
        values.setdefault(group, {}).update(changed)
    return values


def given_parameters(changes: Mapping[str, Mapping[str, float]] | None = None) -> Parameters:
    """Return the model's parameters at these values."""
    return build_parameters(given(changes))
