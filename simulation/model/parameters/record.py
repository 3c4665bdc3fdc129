"""Parameters as the compiled rules read them: one record of numbers, with what follows from them worked out once."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.doses import WEEKLY
from simulation.model.evidence import fact
from simulation.model.indicators import CARRIED, N_CARRIED, Indicator
from simulation.model.interventions import JOB
from simulation.model.parameters import central, portfolios
from simulation.model.parameters.groups import Parameters
from simulation.model.parameters.practice import N_KINDS, observed_shares
from simulation.model.state import Medicine

BEST_QUARTER = 1.2711  # mean of the top quarter of a standard normal: how effective the best quarter of caseworkers is


@dataclass(frozen=True)
class Derived:
    """What follows from the parameters; shapes as given."""

    weight: NDArray[np.float64]  # [10] of the indicators in readiness, scaled so that readiness has SD 1 at the start
    strength: NDArray[np.float64]  # [552] how many times a single measure of the group, by row of `portfolios`
    spread: NDArray[np.float64]  # [552, 10] how a push of 1 reaches the indicators, by row of `portfolios`
    lock_in: NDArray[np.float64]  # [552] share of a full week, by row of `portfolios`
    employer_contact: NDArray[np.float64]  # [552] 0..1, by row of `portfolios`
    push_job_focus: float  # SD of readiness a quarter
    push_accompanying: float  # by each other group that accompanies job focus
    push_without_job_focus: float  # by all measures together
    push_everywhere: float  # SD a quarter of every indicator, whatever the portfolio
    push_without_measure: float  # SD a quarter of every indicator
    hope: NDArray[np.float64]  # [10] 1 for the indicators that the caseworker's belief carries over to
    usual_meetings: float  # share of weekly ones
    best_effectiveness: float  # SD: mean of the best quarter of caseworkers
    specific_sd: float
    specific_shock: float
    deviation_sd: float
    impression_sd: float
    client_error: float  # SD of the error in the client's answers
    item_error: float  # SD of the error in the caseworker's answers on the ten carried indicators
    client_threshold: NDArray[np.float64]  # [4]
    caseworker_threshold: NDArray[np.float64]  # [4]
    distress_sd: float
    medicine_start: NDArray[np.float64]  # [6] log rate a quarter at mean distress
    medicine_distress: NDArray[np.float64]  # [6] log rate per SD of distress


@cache
def thresholds(fact_id: str) -> tuple[float, ...]:
    """Return the four cuts of a standard normal that give the answer distribution of a fact (F7 or F8).

    The published shares are divided by their sum (F7's is 100.1).
    """
    published = np.array(fact(fact_id).as_share())
    cumulative = np.cumsum(published / published.sum())[:4]
    return tuple(NormalDist().inv_cdf(float(share)) for share in cumulative)


def _cuts(fact_id: str) -> NDArray[np.float64]:
    cuts = np.array(thresholds(fact_id))
    cuts.setflags(write=False)
    return cuts


def _by_medicine(parameters: Parameters, what: str) -> NDArray[np.float64]:
    values = np.array([getattr(parameters.medication, f"{medicine.name.lower()}_{what}") for medicine in Medicine])
    values.setflags(write=False)
    return values


def stationary_sd(shock: float, return_rate: float) -> float:
    """Return the SD of x' = (1 - return_rate) x + shock * normal in the long run."""
    kept = 1.0 - return_rate
    return shock / math.sqrt(1.0 - kept * kept)


def _raw_readiness_sd(parameters: Parameters, weights: NDArray[np.float64], general_sd: float) -> float:
    loading = parameters.progression.loading
    specific_sd = math.sqrt(1.0 - loading**2)
    general = float(np.sum(weights)) * loading * general_sd
    return math.sqrt(general**2 + specific_sd**2 * float(np.sum(weights**2)))


def readiness_push(kind: int, parameters: Parameters) -> float:
    """Return the push on readiness (SD a quarter) of one measure in each of the groups in `kind` (bits).

    Job focus is what makes the other groups work (evidence: E8). Without it all measures share one small push.
    """
    p = parameters.progression
    if kind == 0:
        return p.gain_without_measure
    if kind & JOB:
        return p.gain_job_focus + p.gain_accompanying * (kind.bit_count() - 1)
    return p.gain_without_job_focus


def selection_bias(kind: int, parameters: Parameters) -> float:
    """Return how much further (SD a quarter) those given measures of these groups (bits) would have moved anyway.

    Only what is particular to their kind; what is common to all goes with `causal_share`.
    """
    p = parameters.progression
    if kind == 0:
        return 0.0
    if kind & JOB:
        return p.selection_job_focus + p.selection_accompanying * (kind.bit_count() - 1)
    return p.selection_without_job_focus


def _pushes(parameters: Parameters, weight: NDArray[np.float64]) -> dict[str, float]:
    """Return the pushes that portfolios are made of: what is caused, which is what is published less selection.

    The causal share draws what a portfolio gives towards what observed practice gives on average, or away from it; the
    selection of its kind is taken off. What practice gives on average is known whoever was chosen for what, so both
    differences, like the push of taking part in nothing, are spread over all ten indicators of everybody.
    """
    p, shares = parameters.progression, observed_shares(parameters.practice)
    usual = float(shares @ [readiness_push(kind, parameters) for kind in range(N_KINDS)])
    selected = float(shares @ [selection_bias(kind, parameters) for kind in range(N_KINDS)])
    everywhere = ((1.0 - p.causal_share) * usual + selected) / float(np.sum(weight))
    return {
        "push_job_focus": p.causal_share * p.gain_job_focus - p.selection_job_focus,
        "push_accompanying": p.causal_share * p.gain_accompanying - p.selection_accompanying,
        "push_without_job_focus": p.causal_share * p.gain_without_job_focus - p.selection_without_job_focus,
        "push_everywhere": everywhere,
        "push_without_measure": everywhere + p.causal_share * p.gain_without_measure / float(np.sum(weight)),
    }


def _hope() -> NDArray[np.float64]:
    hope = np.zeros(N_CARRIED)
    hope[[Indicator.OWN_BELIEF, Indicator.JOB_SEARCH]] = 1.0
    hope.setflags(write=False)
    return hope


@lru_cache(maxsize=8)
def derive(parameters: Parameters) -> Derived:
    """Work out what follows from the parameters."""
    p, questionnaire, belief = parameters.progression, parameters.questionnaire, parameters.belief
    deviation_sd = stationary_sd(p.deviation_shock, p.return_rate)
    specific_sd = math.sqrt(1.0 - p.loading**2)
    raw = np.array([getattr(parameters.weights, indicator.id) for indicator in CARRIED])
    general_sd = math.sqrt(p.setpoint_sd**2 + deviation_sd**2)
    weight = raw / _raw_readiness_sd(parameters, raw, general_sd)
    weight.setflags(write=False)
    kept = 1.0 - p.return_rate
    reliability = questionnaire.reliability
    return Derived(
        weight=weight,
        strength=portfolios.strength(p.second_measure),
        spread=portfolios.spread(weight, p.second_measure),
        lock_in=portfolios.lock_in(),
        employer_contact=portfolios.employer_contact(),
        **_pushes(parameters, weight),
        hope=_hope(),
        usual_meetings=parameters.practice.meetings / WEEKLY,
        best_effectiveness=BEST_QUARTER,
        specific_sd=specific_sd,
        specific_shock=specific_sd * math.sqrt(1.0 - kept**2),
        deviation_sd=deviation_sd,
        impression_sd=math.sqrt(max(0.0, 1.0 - belief.readiness**2 - belief.leniency**2)),
        client_error=math.sqrt(1.0 - reliability**2),
        item_error=math.sqrt(max(0.0, 1.0 - reliability**2 - questionnaire.rater_leniency**2)),
        client_threshold=_cuts("F8"),
        caseworker_threshold=_cuts("F7"),
        distress_sd=stationary_sd(parameters.distress.shock, parameters.distress.return_rate),
        medicine_start=_by_medicine(parameters, "start"),
        medicine_distress=_by_medicine(parameters, "distress"),
    )


def _names(record: Any) -> list[str]:
    return [field.name for field in fields(record)]


def _groups(parameters: Parameters) -> tuple[Any, ...]:
    """Return the groups of parameters and, last, what follows from them."""
    return (*(getattr(parameters, name) for name in _names(Parameters)), derive(parameters))


def _values(group: Any) -> tuple[Any, ...]:
    return tuple(getattr(group, name) for name in _names(group))


@cache
def _record_type() -> np.dtype[Any]:
    """Return the type of the record, the same whatever the values."""
    names, types = (*_names(Parameters), "derived"), []
    for group in _groups(central()):
        columns = zip(_names(group), _values(group), strict=True)
        types.append(np.dtype([(name, "f8", np.shape(value)) for name, value in columns], align=True))
    return np.dtype(list(zip(names, types, strict=True)))


def as_record(parameters: Parameters) -> np.recarray:  # type: ignore[type-arg]
    """Return the parameters as a record array [1]: `record[0].trust.gain`, `record[0].derived.weight[3]`."""
    record = np.array([tuple(_values(group) for group in _groups(parameters))], _record_type())
    return record.view(np.recarray)
