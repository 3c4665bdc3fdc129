"""The parameters of who the people are: their characteristics, medicine and caseworkers, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.parameters.group import Group


@dataclass(frozen=True)
class Medication(Group):
    """Parameters of `configs/parameters/medication.yaml`."""

    group = "medication"

    anxiety_share: float
    painkiller_share: float
    anxiety_start: float
    antidepressant_start: float
    painkiller_start: float
    lifestyle_start: float
    antipsychotic_start: float
    anxiety_distress: float
    antidepressant_distress: float
    painkiller_distress: float
    lifestyle_distress: float
    antipsychotic_distress: float
    stop: float


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
