"""The parameters of the model, a frozen record a mechanism.

Values, units, ranges, sources and meanings stand in one place, the catalogue `configs/parameters/<group>.yaml`; the
names here are checked against it (tests/model/parameters). Every record checks itself on construction.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.base.errors import InputError
from simulation.model.parameters.circumstances import (
    Caseworkers,
    LabourMarket,
    Population,
    Practice,
    Questionnaire,
    Weights,
)
from simulation.model.parameters.group import Group


@dataclass(frozen=True)
class Progression(Group):
    """Parameters of `configs/parameters/progression.yaml`."""

    group = "progression"

    loading: float
    setpoint_sd: float
    register_correlation: float
    deviation_shock: float
    return_rate: float
    gain_job_focus: float
    gain_accompanying: float
    gain_without_job_focus: float
    gain_without_measure: float
    causal_share: float
    selection_job_focus: float
    selection_accompanying: float
    selection_without_job_focus: float
    response_sd: float
    match: float
    snowball: float
    second_measure: float


@dataclass(frozen=True)
class Belief(Group):
    """Parameters of `configs/parameters/belief.yaml`."""

    group = "belief"

    readiness: float
    leniency: float
    support: float
    contagion: float


@dataclass(frozen=True)
class Leniency(Group):
    """Parameters of `configs/parameters/leniency.yaml`."""

    group = "leniency"

    building: float
    victories: float
    sparring: float
    experience: float
    speed: float


@dataclass(frozen=True)
class Trust(Group):
    """Parameters of `configs/parameters/trust.yaml`."""

    group = "trust"

    gain: float
    gain_close_relation: float
    loss_from_demands: float
    loss_from_sanction: float


@dataclass(frozen=True)
class JobEntry(Group):
    """Parameters of `configs/parameters/job_entry.yaml`."""

    group = "job_entry"

    intercept: float
    readiness: float
    belief: float
    effectiveness: float
    trust: float
    ordinary_hours: float
    meetings: float
    ordinary_share: float
    supported_share: float
    job_loss: float
    demands: float
    meetings_readiness: float
    lock_in: float
    matching: float
    subsidy: float
    own_employer: float
    own_employer_network: float


@dataclass(frozen=True)
class ClientTime(Group):
    """Parameters of `configs/parameters/client_time.yaml`."""

    group = "client_time"

    effect: float
    by_contact: float
    by_belief: float


@dataclass(frozen=True)
class MatchedJobs(Group):
    """Parameters of `configs/parameters/matched_jobs.yaml`."""

    group = "matched_jobs"

    ordinary_women: float
    supported_women: float
    ordinary_men: float
    supported_men: float


@dataclass(frozen=True)
class Incentives(Group):
    """Parameters of `configs/parameters/incentives.yaml`."""

    group = "incentives"

    bonus: float
    benefit_cut: float
    near: float
    steepness: float


@dataclass(frozen=True)
class Hours(Group):
    """Parameters of `configs/parameters/hours.yaml`."""

    group = "hours"

    intercept: float
    index: float
    employer_contact: float
    ending: float


@dataclass(frozen=True)
class Exits(Group):
    """Parameters of `configs/parameters/exits.yaml`."""

    group = "exits"

    other_exit: float
    withdrawal_factor: float
    pension_application: float
    award_share: float
    pension_distress: float
    education: float
    education_readiness: float
    education_end: float
    pension_age: float
    mortality: float


@dataclass(frozen=True)
class Distress(Group):
    """Parameters of `configs/parameters/distress.yaml`."""

    group = "distress"

    return_rate: float
    level_psychiatric: float
    level_other: float
    shock: float
    demands_psychiatric: float
    demands_other: float
    sanction_psychiatric: float
    sanction_other: float
    lasting_share: float
    activity: float
    belief: float
    refusal: float
    benefit_cut: float


@dataclass(frozen=True)
class Medication(Group):
    """Parameters of `configs/parameters/medication.yaml`."""

    group = "medication"

    anxiety_share: float
    painkiller_share: float
    addiction_share: float
    anxiety_start: float
    antidepressant_start: float
    painkiller_start: float
    lifestyle_start: float
    antipsychotic_start: float
    addiction_start: float
    anxiety_distress: float
    antidepressant_distress: float
    painkiller_distress: float
    lifestyle_distress: float
    antipsychotic_distress: float
    addiction_distress: float
    stop: float


@dataclass(frozen=True)
class Sanctions(Group):
    """Parameters of `configs/parameters/sanctions.yaml`."""

    group = "sanctions"

    non_compliance: float


@dataclass(frozen=True)
class Parameters:
    """All parameters of the model.

    Raises:
        InputError: on construction, if parts of one thing come to more than the whole.
    """

    progression: Progression
    weights: Weights
    belief: Belief
    leniency: Leniency
    trust: Trust
    job_entry: JobEntry
    client_time: ClientTime
    matched_jobs: MatchedJobs
    incentives: Incentives
    hours: Hours
    exits: Exits
    distress: Distress
    medication: Medication
    sanctions: Sanctions
    questionnaire: Questionnaire
    caseworkers: Caseworkers
    practice: Practice
    population: Population
    labour_market: LabourMarket

    def __post_init__(self) -> None:
        _check_parts(self.belief, ("readiness", "leniency"))
        _check_parts(self.questionnaire, ("reliability", "rater_leniency"))
        _check_shares(self.client_time, ("by_contact", "by_belief"))
        _check_shares(self.matched_jobs, ("ordinary_women", "supported_women"))
        _check_shares(self.matched_jobs, ("ordinary_men", "supported_men"))


def _check_parts(group: Group, names: tuple[str, ...]) -> None:
    """Check that the squares of these parts, each a correlation with a whole of SD 1, don't add up to more than 1."""
    if sum(getattr(group, name) ** 2 for name in names) > 1.0:
        paths = " and ".join(f"parameters.{group.group}.{name}" for name in names)
        raise InputError("parts_above_whole", names=paths)


def _check_shares(group: Group, names: tuple[str, ...]) -> None:
    """Check that these shares of one whole don't add up to more than 1."""
    if sum(getattr(group, name) for name in names) > 1.0:
        paths = " and ".join(f"parameters.{group.group}.{name}" for name in names)
        raise InputError("shares_above_whole", names=paths)
