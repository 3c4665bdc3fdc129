"""An office's people at the start, their latent state drawn given their answers.

Answers are ordered categories of normals whose means depend on the latent indicators and the caseworker's leniency.
A Gibbs sampler draws in turn the normals given the latents, truncated to the answers, and the latents given the
normals. Albert and Chib (1993), "Bayesian analysis of binary and polychotomous response data".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulation.analyses.office.own import BELIEF_ITEM, N_ANSWERS, mean_of_ten
from simulation.base.compiled import as_rows
from simulation.model.draws import fill
from simulation.model.draws.decisions import Decision, Kind
from simulation.model.engine.intake import take_in
from simulation.model.engine.replication import Environment, Replication
from simulation.model.indicators import N_CARRIED
from simulation.model.parameters import Parameters
from simulation.model.parameters.record import derive
from simulation.model.policies import Policy

Floats = NDArray[np.float64]
N_TURNS = 15
SMALLEST_SD = 1e-3
NEAR_CERTAIN = 1e-12


def begin(
    environment: Environment,
    policies: Sequence[Policy],
    seed: int,
    replication: int,
    answers: Floats | None = None,
    leniency: float = 0.0,
) -> Replication:
    """Return a replication at intake.

    Args:
        environment: whose people are those of the office.
        policies: one an arm.
        seed: first word of the key of the draws.
        replication: second word.
        answers: [n, 11] of the caseworker's form that the people have given, nan where not; None = all are drawn.
        leniency: SD added to that of every caseworker.
    """
    run = Replication(environment, policies, seed, replication)
    if answers is None and leniency == 0.0:
        return run
    clients, caseworkers = run.clients[0], run.caseworkers[0]
    for column in ("trait", "leniency"):
        caseworkers[column] += leniency
    impression = None
    if answers is not None:
        rng = np.random.default_rng([seed, replication, N_TURNS])
        block, lane = divmod(int(Decision.INTAKE_SETPOINT), fill.LANES)
        normals = fill.normals(seed, replication, Kind.CLIENT, 0, block * fill.LANES, fill.LANES, 0, len(clients))
        drawn = normals[lane]
        if not environment.population.table:
            people = _matched_by_mean_answer(clients, answers)
            clients[:], drawn = clients[people], drawn[people]
        impression = _draw_latents(clients, caseworkers, environment.parameters, answers, drawn, rng)
    take_in(as_rows(clients), as_rows(caseworkers), environment.parameter_record, seed, replication)
    if answers is not None and impression is not None:
        _write_given_answers(clients, caseworkers, environment.parameters, answers, impression)
    run.clients[1:], run.caseworkers[1:] = clients, caseworkers
    return run


def _matched_by_mean_answer(clients: NDArray[Any], answers: Floats) -> NDArray[np.intp]:
    """Return which drawn client [n] takes the place of each with answers: the order of the mean answers is the same.

    Where nothing but answers is known, age, diagnoses and the like then go with them as they do in the model.
    """
    given, own = mean_of_ten(answers), clients["caseworker_answer"][:, :N_CARRIED].mean(axis=1)
    given = np.where(np.isnan(given), np.nanmean(given) if (~np.isnan(given)).any() else 0.0, given)
    people = np.empty(len(clients), np.intp)
    people[np.argsort(given, kind="stable")] = np.argsort(own, kind="stable")
    return people


@dataclass(frozen=True)
class _AnswerModel:
    """How the eleven normals behind the answers depend on the general level and the ten specific parts."""

    loads: Floats  # [11, 11] loadings: a row an answer, a column a latent
    offset: Floats  # [n, 11] what the caseworker adds
    error: Floats  # [11] SD
    low: Floats  # [n, 11] thresholds below and above each answer
    high: Floats
    is_answered: NDArray[np.bool_]  # [n, 11]


def _answer_model(caseworkers_leniency: Floats, parameters: Parameters, answers: Floats) -> _AnswerModel:
    q, belief, d = parameters.questionnaire, parameters.belief, derive(parameters)
    loading = parameters.progression.loading
    loads = np.zeros((N_ANSWERS, 1 + N_CARRIED))
    loads[:N_CARRIED, 0] = q.reliability * loading
    loads[range(N_CARRIED), range(1, 1 + N_CARRIED)] = q.reliability
    loads[BELIEF_ITEM, 0] = belief.readiness * loading * d.weight.sum()
    loads[BELIEF_ITEM, 1:] = belief.readiness * d.weight
    offset = np.repeat(q.rater_leniency * caseworkers_leniency[:, None], N_ANSWERS, axis=1)
    offset[:, BELIEF_ITEM] = belief.leniency * caseworkers_leniency
    error = np.full(N_ANSWERS, max(SMALLEST_SD, d.item_error))
    error[BELIEF_ITEM] = max(SMALLEST_SD, d.impression_sd)
    is_answered = ~np.isnan(answers)
    step = np.where(is_answered, answers, 1.0).astype(np.intp)
    cuts = np.concatenate([[-np.inf], d.caseworker_threshold, [np.inf]])
    return _AnswerModel(loads, offset, error, cuts[step - 1], cuts[step], is_answered)


def _draw_latents(
    clients: NDArray[Any],
    caseworkers: NDArray[Any],
    parameters: Parameters,
    answers: Floats,
    drawn: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Write latents drawn given the answers and what is known of each client; return the impressions [n]."""
    p, d = parameters.progression, derive(parameters)
    n = len(clients)
    own_sd = p.setpoint_sd * math.sqrt(1.0 - p.register_correlation**2)
    known = clients["setpoint"] - own_sd * drawn  # what the register tells of each client's set point
    general_variance = own_sd**2 + d.deviation_sd**2
    prior_mean = np.zeros((n, 1 + N_CARRIED))
    prior_mean[:, 0] = known
    prior_variance = np.full(1 + N_CARRIED, d.specific_sd**2)
    prior_variance[0] = general_variance
    model = _answer_model(caseworkers["leniency"][clients["caseworker"]], parameters, answers)
    latent = np.column_stack([clients["setpoint"] + clients["deviation"], clients["specific"]])
    latent, normals = _gibbs_turns(latent, prior_mean, prior_variance, model, rng)
    general, specific = latent[:, 0], latent[:, 1:]
    kept = own_sd**2 / general_variance
    setpoint = known + kept * (general - known) + math.sqrt(kept) * d.deviation_sd * rng.standard_normal(n)
    clients["setpoint"], clients["deviation"] = setpoint, general - setpoint
    clients["specific"] = specific
    clients["readiness"] = (p.loading * general[:, None] + specific) @ d.weight
    expected = latent @ model.loads[BELIEF_ITEM] + model.offset[:, BELIEF_ITEM]
    return np.asarray((normals[:, BELIEF_ITEM] - expected) / model.error[BELIEF_ITEM])


def _gibbs_turns(
    latent: Floats, prior_mean: Floats, prior_variance: Floats, model: _AnswerModel, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return latents [n, 11] and the normals behind the answers [n, 11] after `N_TURNS` turns of the Gibbs sampler."""
    patterns, of_row = np.unique(model.is_answered, axis=0, return_inverse=True)
    of_row = of_row.ravel()
    spread, load = [], []  # of each pattern: what the latents given the normals vary by, and how they follow these
    for pattern in patterns:
        loads = model.loads * pattern[:, None] / model.error[:, None] ** 2
        covariance = np.linalg.inv(np.diag(1.0 / prior_variance) + model.loads.T @ loads)
        spread.append((covariance, np.linalg.cholesky(covariance)))
        load.append(loads)
    normals = np.empty_like(latent)
    for _ in range(N_TURNS):
        normals = _truncated_normals(latent @ model.loads.T + model.offset, model, rng)
        noise = rng.standard_normal(latent.shape)
        for number, ((covariance, root), loads) in enumerate(zip(spread, load, strict=True)):
            rows = of_row == number
            precision_weighted = prior_mean[rows] / prior_variance + (normals - model.offset)[rows] @ loads
            latent[rows] = precision_weighted @ covariance + noise[rows] @ root.T
    return latent, _truncated_normals(latent @ model.loads.T + model.offset, model, rng)


def _truncated_normals(mean: Floats, model: _AnswerModel, rng: np.random.Generator) -> Floats:
    """Return normals with these means [n, 11], truncated to the thresholds of the answer where one was given."""
    low, high = ndtr((model.low - mean) / model.error), ndtr((model.high - mean) / model.error)
    low, high = np.where(model.is_answered, low, 0.0), np.where(model.is_answered, high, 1.0)
    place = low + (high - low) * rng.random(mean.shape)
    return np.asarray(mean + model.error * ndtri(np.clip(place, NEAR_CERTAIN, 1.0 - NEAR_CERTAIN)))


def _write_given_answers(
    clients: NDArray[Any], caseworkers: NDArray[Any], parameters: Parameters, answers: Floats, impression: Floats
) -> None:
    """Write the answers that were given, and the caseworkers' belief that goes with theirs."""
    is_answered = ~np.isnan(answers)
    clients["caseworker_answer"] = np.where(is_answered, answers, clients["caseworker_answer"])
    belief, d = parameters.belief, derive(parameters)
    leniency = caseworkers["leniency"][clients["caseworker"]]
    believed = belief.readiness * clients["readiness"] + belief.leniency * leniency + d.impression_sd * impression
    has = is_answered[:, BELIEF_ITEM]
    clients["impression"] = np.where(has, impression, clients["impression"])
    clients["belief"] = np.where(has, believed, clients["belief"])
