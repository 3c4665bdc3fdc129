"""Parameters of what is around the mechanisms: clients, questionnaire, usual practice, caseworkers, labour market."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.parameters.group import Group


@dataclass(frozen=True)
class Weights(Group):
    """Parameters of `configs/parameters/weights.yaml`: one an indicator, in the order of `Indicator`."""

    group = "weights"

    knowledge: float
    concentration: float
    own_belief: float
    goals: float
    contact: float
    cooperation: float
    network: float
    everyday_life: float
    health: float
    job_search: float


@dataclass(frozen=True)
class Questionnaire(Group):
    """Parameters of `configs/parameters/questionnaire.yaml`."""

    group = "questionnaire"

    reliability: float
    rater_leniency: float
    non_response: float


@dataclass(frozen=True)
class Caseworkers(Group):
    """Parameters of `configs/parameters/caseworkers.yaml`."""

    group = "caseworkers"

    change_probability: float
    sorting: float
    leniency_effectiveness: float


@dataclass(frozen=True)
class Practice(Group):
    """Parameters of `configs/parameters/practice.yaml`."""

    group = "practice"

    persistence: float
    none: float
    health: float
    social: float
    competence: float
    job: float
    combined_with_job: float
    combined_without_job: float
    selection: float
    meetings: float


@dataclass(frozen=True)
class Population(Group):
    """Parameters of `configs/parameters/population.yaml`."""

    group = "population"

    unskilled: float
    non_western: float
    psychiatric: float
    musculoskeletal: float
    digestive: float
    antidepressant: float
    lifestyle: float
    antipsychotic: float
    convicted_men: float
    work_share: float
    ever_worked: float
    age: float
    men: float


@dataclass(frozen=True)
class LabourMarket(Group):
    """Parameters of `configs/parameters/labour_market.yaml`."""

    group = "labour_market"

    displacement: float
    displacement_slope: float
