"""Job entry: a discrete-time hazard that competes with education, pension and other exits.

log rate = intercept + readiness + belief + effectiveness - (1 - trust)      (each with its coefficient)
           + what the plan adds or takes + the tightness of the labour market
"""

from __future__ import annotations

import math

from simulation.base.compiled import rule
from simulation.model.parameters.groups import JobEntry, MatchedJobs
from simulation.model.state import State

SUPPORTED_JOB, NEW_START_JOB, ORDINARY_JOB = int(State.SUPPORTED_JOB), int(State.NEW_START_JOB), int(State.ORDINARY_JOB)


@rule
def index(readiness: float, belief: float, effectiveness: float, trust: float, p: JobEntry) -> float:
    """Return what client, caseworker and their relation give to the log rate of job entry (without its constant)."""
    return p.readiness * readiness + p.belief * belief + p.effectiveness * effectiveness - p.trust * (1.0 - trust)


@rule
def contact(readiness: float, further_meetings: float, demands: float, p: JobEntry) -> float:
    """Return what meetings and demands add to the log rate. Evidence: H15 (meetings help those nearer work more).

    `further_meetings` are those beyond the usual, below 0 if there are fewer, as a share of weekly ones.
    """
    return (p.meetings + p.meetings_readiness * readiness) * further_meetings + p.demands * demands


@rule
def service(matching: float, subsidy: float, p: JobEntry) -> float:
    """Return what matching and subsidised places add to the log rate. Evidence: K2, 2.11."""
    return p.matching * matching + p.subsidy * subsidy


@rule
def log_rate(entry_index: float, plan: float, lock_in: float, has_hours: bool, tightness: float, p: JobEntry) -> float:
    """Return the log rate of entering any job, a quarter.

    `plan` is what the plan adds to the log rate; `lock_in` is the share of the week that measures take away (evidence:
    2.27).
    """
    return p.intercept + entry_index + plan + p.lock_in * lock_in + p.ordinary_hours * has_hours + tightness


@rule
def own_employer_rate(responsiveness: float, network: float, tightness: float, p: JobEntry) -> float:
    """Return the further rate of jobs by an employer whom the client found and the caseworker acts on. Evidence: M3."""
    if responsiveness == 0.0:
        return 0.0
    return responsiveness * p.own_employer * math.exp(p.own_employer_network * network + tightness)


@rule
def kind_of_job(
    is_man: bool, matching: float, subsidy: float, uniform: float, p: JobEntry, matched: MatchedJobs
) -> int:
    """Return the state that a job entry leads to. Evidence for the kinds under matching: K3..K5, by sex.

    Jobs that would have come anyway are of the usual kinds. Of those that matching and subsidised places have added,
    each in proportion to what it adds to the log rate, matching's are of the programme's kinds, the others supported.
    """
    by_matching, by_subsidy = max(0.0, p.matching * matching), max(0.0, p.subsidy * subsidy)
    ordinary, supported = p.ordinary_share, (1.0 - p.ordinary_share) * p.supported_share
    if by_matching + by_subsidy > 0.0:
        usual = math.exp(-by_matching - by_subsidy)  # share of the entries that there are without the programme
        matched_share = (1.0 - usual) * by_matching / (by_matching + by_subsidy)
        matched_ordinary = matched.ordinary_men if is_man else matched.ordinary_women
        matched_supported = matched.supported_men if is_man else matched.supported_women
        ordinary = usual * ordinary + matched_share * matched_ordinary
        supported = usual * supported + matched_share * matched_supported + (1.0 - usual - matched_share)
    if uniform < ordinary:
        return ORDINARY_JOB
    if uniform < ordinary + supported:
        return SUPPORTED_JOB
    return NEW_START_JOB
