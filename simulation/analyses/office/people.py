"""An office's people at the start: what nobody sees of them is drawn as it goes with their answers.

The answers are cuts of normals that follow the latent indicators, the caseworker's leniency and error, so what is
latent is drawn in turns (a Gibbs sampler: the normals given the latents, cut off at the answers; the latents given the
normals). Albert and Chib (1993), "Bayesian analysis of binary and polychotomous response data".
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
            people = _those_who_answer_alike(clients, answers)
            clients[:], drawn = clients[people], drawn[people]
        impression = _fit_latents(clients, caseworkers, environment.parameters, answers, drawn, rng)
    take_in(as_rows(clients), as_rows(caseworkers), environment.parameter_record, seed, replication)
    if answers is not None and impression is not None:
        _let_stand(clients, caseworkers, environment.parameters, answers, impression)
    run.clients[1:], run.caseworkers[1:] = clients, caseworkers
    return run


def _those_who_answer_alike(clients: NDArray[Any], answers: Floats) -> NDArray[np.intp]:
    """Return which drawn client [n] takes the place of each with answers: the order of the mean answers is the same.

    Where nothing but answers is known, age, diagnoses and the like then go with them as they do in the model.
    """
    given, own = mean_of_ten(answers), clients["caseworker_answer"][:, :N_CARRIED].mean(axis=1)
    given = np.where(np.isnan(given), np.nanmean(given) if (~np.isnan(given)).any() else 0.0, given)
    people = np.empty(len(clients), np.intp)
    people[np.argsort(given, kind="stable")] = np.argsort(own, kind="stable")
    return people


@dataclass(frozen=True)
class _Form:
    """How the eleven normals behind the answers follow from the general level and the ten specific parts."""

    loads: Floats  # [11, 11]
    offset: Floats  # [n, 11] what the caseworker adds
    error: Floats  # [11] SD
    low: Floats  # [n, 11] cuts below and above each answer
    high: Floats
    is_answered: NDArray[np.bool_]  # [n, 11]


def _form(caseworkers_leniency: Floats, parameters: Parameters, answers: Floats) -> _Form:
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
    return _Form(loads, offset, error, cuts[step - 1], cuts[step], is_answered)


def _fit_latents(
    clients: NDArray[Any],
    caseworkers: NDArray[Any],
    parameters: Parameters,
    answers: Floats,
    drawn: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Write latents that go with the answers and what is known of each client; return the impressions [n]."""
    p, d = parameters.progression, derive(parameters)
    n = len(clients)
    own_sd = p.setpoint_sd * math.sqrt(1.0 - p.register_correlation**2)
    known = clients["setpoint"] - own_sd * drawn  # what the register tells of each client's set point
    general_variance = own_sd**2 + d.deviation_sd**2
    prior_mean = np.zeros((n, 1 + N_CARRIED))
    prior_mean[:, 0] = known
    prior_variance = np.full(1 + N_CARRIED, d.specific_sd**2)
    prior_variance[0] = general_variance
    form = _form(caseworkers["leniency"][clients["caseworker"]], parameters, answers)
    latent = np.column_stack([clients["setpoint"] + clients["deviation"], clients["specific"]])
    latent, normals = _in_turns(latent, prior_mean, prior_variance, form, rng)
    general, specific = latent[:, 0], latent[:, 1:]
    kept = own_sd**2 / general_variance
    setpoint = known + kept * (general - known) + math.sqrt(kept) * d.deviation_sd * rng.standard_normal(n)
    clients["setpoint"], clients["deviation"] = setpoint, general - setpoint
    clients["specific"] = specific
    clients["readiness"] = (p.loading * general[:, None] + specific) @ d.weight
    expected = latent @ form.loads[BELIEF_ITEM] + form.offset[:, BELIEF_ITEM]
    return np.asarray((normals[:, BELIEF_ITEM] - expected) / form.error[BELIEF_ITEM])


def _in_turns(
    latent: Floats, prior_mean: Floats, prior_variance: Floats, form: _Form, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return latents [n, 11] and the normals behind the answers [n, 11] after some turns."""
    patterns, of_row = np.unique(form.is_answered, axis=0, return_inverse=True)
    of_row = of_row.ravel()
    spread, load = [], []  # of each pattern: what the latents given the normals vary by, and how they follow these
    for pattern in patterns:
        loads = form.loads * pattern[:, None] / form.error[:, None] ** 2
        covariance = np.linalg.inv(np.diag(1.0 / prior_variance) + form.loads.T @ loads)
        spread.append((covariance, np.linalg.cholesky(covariance)))
        load.append(loads)
    normals = np.empty_like(latent)
    for _ in range(N_TURNS):
        normals = _cut_off(latent @ form.loads.T + form.offset, form, rng)
        noise = rng.standard_normal(latent.shape)
        for number, ((covariance, root), loads) in enumerate(zip(spread, load, strict=True)):
            rows = of_row == number
            pull = prior_mean[rows] / prior_variance + (normals - form.offset)[rows] @ loads
            latent[rows] = pull @ covariance + noise[rows] @ root.T
    return latent, _cut_off(latent @ form.loads.T + form.offset, form, rng)


def _cut_off(mean: Floats, form: _Form, rng: np.random.Generator) -> Floats:
    """Return normals about these means [n, 11], between the cuts of the answer where there is one."""
    low, high = ndtr((form.low - mean) / form.error), ndtr((form.high - mean) / form.error)
    low, high = np.where(form.is_answered, low, 0.0), np.where(form.is_answered, high, 1.0)
    place = low + (high - low) * rng.random(mean.shape)
    return np.asarray(mean + form.error * ndtri(np.clip(place, NEAR_CERTAIN, 1.0 - NEAR_CERTAIN)))


def _let_stand(
    clients: NDArray[Any], caseworkers: NDArray[Any], parameters: Parameters, answers: Floats, impression: Floats
) -> None:
    """Write the answers that were given, and the belief behind the last of them."""
    is_answered = ~np.isnan(answers)
    clients["caseworker_answer"] = np.where(is_answered, answers, clients["caseworker_answer"])
    belief, d = parameters.belief, derive(parameters)
    leniency = caseworkers["leniency"][clients["caseworker"]]
    believed = belief.readiness * clients["readiness"] + belief.leniency * leniency + d.impression_sd * impression
    has = is_answered[:, BELIEF_ITEM]
    clients["impression"] = np.where(has, impression, clients["impression"])
    clients["belief"] = np.where(has, believed, clients["belief"])
