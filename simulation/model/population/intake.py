"""The population at intake (quarter 0): who the clients are, how ready they are, and with which caseworker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import as_rows
from simulation.model.draws import fill
from simulation.model.draws.decisions import (
    FIRST_INTAKE_NORMAL,
    FIRST_INTAKE_UNIFORM,
    N_INTAKE_NORMALS,
    N_INTAKE_UNIFORMS,
    Decision,
    Kind,
)
from simulation.model.indicators import N_CARRIED
from simulation.model.parameters.groups import Parameters
from simulation.model.parameters.record import derive
from simulation.model.population import characteristics as who
from simulation.model.population.caseworkers import draw_caseworkers, first_caseworker, n_offices_for, office_starts
from simulation.model.population.rows import YES_NO, ages_at_death, write_latents, write_register
from simulation.model.state import CLIENT

Floats = NDArray[np.float64]
ROWS_A_BLOCK = 4096  # clients drawn at a time: the draws take little memory and stay in the cache
QUARTERS_LOOKED_BACK = 12.0  # the three years of `work_share`


@dataclass(frozen=True)
class PopulationPlan:
    """What a population is drawn from.

    `table` holds known characteristics [n_clients] by name; what it lacks is drawn, and so is what is nan there.
    """

    n_clients: int
    correlation: Floats
    register_index: Mapping[str, float]
    n_caseworkers: int
    n_offices: int
    table: Mapping[str, Floats] | None = None
    n_arriving: int = 0  # further clients a quarter, whatever the policy
    n_quarters: int = 0  # in which they arrive

    @property
    def n_rows(self) -> int:
        """Number of client rows: those there from the start, then those who arrive, quarter by quarter."""
        return self.n_clients + self.n_arriving * self.n_quarters


@dataclass(frozen=True)
class Population:
    """Clients [n_clients] and caseworkers [n_caseworkers] at intake, and the first caseworker row of each office."""

    clients: NDArray[Any]
    caseworkers: NDArray[Any]
    office_starts: NDArray[np.int64]


def _draw_register(plan: PopulationPlan, parameters: Parameters, clients: NDArray[Any], independent: Floats) -> Floats:
    """Write the fixed characteristics and starting medicines; return the register index [n]."""
    normals = who.correlate(independent, plan.correlation)
    known = plan.table or {}
    if any(np.isnan(values).any() for values in known.values()):
        normals, age, work_share, has = _with_gaps(plan, parameters, known, normals)
    else:
        normals, age, work_share, has = _register(plan, parameters, known, normals)
    write_register(as_rows(clients), age, work_share, has)
    return who.register_index(normals, plan.register_index, plan.correlation)


def _with_gaps(
    plan: PopulationPlan, parameters: Parameters, known: Mapping[str, Floats], normals: Floats
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return what `_register` does where some values are nan: those are drawn, as they go with what is known of a row.

    Rows of which the same is known are taken together; a row's draws are those that it has without a table.
    """
    n = normals.shape[1]
    gaps = np.array([np.isnan(values) for values in known.values()])
    patterns, of_row = np.unique(gaps, axis=1, return_inverse=True)
    whole, age, work_share = normals.copy(), np.empty(n), np.empty(n)
    has = np.empty((len(YES_NO), n), np.bool_)
    for number, is_gap in enumerate(patterns.T):
        rows = np.flatnonzero(of_row.ravel() == number)
        there = {name: values[rows] for (name, values), gap in zip(known.items(), is_gap, strict=True) if not gap}
        found = _register(plan, parameters, there, np.ascontiguousarray(normals[:, rows]))
        whole[:, rows], age[rows], work_share[rows], has[:, rows] = found
    return whole, age, work_share, has


def _register(
    plan: PopulationPlan, parameters: Parameters, known: Mapping[str, Floats], normals: Floats
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return the normals [15, n] as they go with what is known, age, share of time worked [n] and yes/no [13, n]."""
    by_name = dict(zip(who.CHARACTERISTICS, normals, strict=True))
    p, shares = parameters.population, who.shares(parameters)
    behind = {}
    for name, values in known.items():
        if name in shares:
            behind[name] = who.normal_of(values > 0, by_name[name], shares[name])
        elif name == "age":
            behind[name] = who.normal_of_age(values, p.age)
        else:
            behind[name] = who.normal_of_work_share(values, by_name[name], p.work_share, p.ever_worked)
    if behind:
        normals = who.adjust_to_known(normals, behind, plan.correlation)
        by_name = dict(zip(who.CHARACTERISTICS, normals, strict=True))
    age = known.get("age", who.age_of(by_name["age"], p.age))
    work_share = known.get("work_share", who.work_share_of(by_name["work_share"], p.work_share, p.ever_worked))
    has = np.empty((len(YES_NO), normals.shape[1]), np.bool_)
    for row, name in enumerate(YES_NO):
        has[row] = known[name] > 0 if name in known else who.has(by_name[name], shares[name])
    if "convicted" not in known:
        has[YES_NO.index("convicted")] &= has[YES_NO.index("man")]  # published of men only
    return normals, age, work_share, has


def response_of(normal: Floats, sd: float) -> Floats:
    """Return the factor on what measures give a client: log-normal, mean 1, this SD."""
    log_sd = math.sqrt(math.log(1.0 + sd * sd))
    return np.asarray(np.exp(log_sd * normal - 0.5 * log_sd**2), np.float64)


def trust_of(tenure: Floats, gain: float, change_probability: float) -> Floats:
    """Return the trust that has grown with the present caseworker; `tenure` [n] are uniforms.

    Quarters with the caseworker are as constant turnover leaves them: P(at least k) = (1 - change_probability)**k.
    """
    stays = 1.0 - change_probability
    if not 0.0 < stays < 1.0:
        return np.full(len(tenure), float(stays == 1.0 and gain > 0.0))
    return np.minimum(1.0, gain * np.floor(np.log(tenure) / math.log(stays)))


def _draw_latents(parameters: Parameters, clients: NDArray[Any], index: Floats, draws: Floats, tenure: Floats) -> None:
    """Write the latent state at intake, each part in its long-run distribution."""
    p, d, derived = parameters.progression, parameters.distress, derive(parameters)

    def normal(decision: int) -> Floats:
        row: Floats = draws[decision - FIRST_INTAKE_NORMAL]
        return row

    own = math.sqrt(1.0 - p.register_correlation**2)
    setpoint = p.setpoint_sd * (p.register_correlation * index + own * normal(Decision.INTAKE_SETPOINT))
    deviation = derived.deviation_sd * normal(Decision.INTAKE_DEVIATION)
    first = Decision.INTAKE_SPECIFIC - FIRST_INTAKE_NORMAL
    specific = derived.specific_sd * draws[first : first + N_CARRIED]
    readiness = derived.weight.sum() * p.loading * (setpoint + deviation)
    for k in range(N_CARRIED):
        readiness += derived.weight[k] * specific[k]
    level = np.where(clients["is_psychiatric"], d.level_psychiatric, d.level_other)
    write_latents(
        as_rows(clients),
        setpoint,
        response_of(normal(Decision.INTAKE_RESPONSE), p.response_sd),
        deviation,
        specific,
        readiness,
        trust_of(tenure, parameters.trust.gain, parameters.caseworkers.change_probability),
        level,
        level + derived.distress_sd * normal(Decision.INTAKE_DISTRESS),
    )


def _draw_block(
    plan: PopulationPlan,
    parameters: Parameters,
    seed: int,
    replication: int,
    starts: NDArray[np.int64],
    clients: NDArray[Any],
    first: int,
) -> None:
    """Write the clients of one block, of which the first is row `first` of them all."""
    n, n_offices = len(clients), len(starts) - 1
    draws = fill.normals(seed, replication, Kind.CLIENT, 0, FIRST_INTAKE_NORMAL, N_INTAKE_NORMALS, first, n)
    u = fill.uniforms(seed, replication, Kind.CLIENT, 0, FIRST_INTAKE_UNIFORM, N_INTAKE_UNIFORMS, first, n)
    known = {name: values[first : first + n] for name, values in (plan.table or {}).items()}
    index = _draw_register(replace(plan, table=known), parameters, clients, draws[: len(who.CHARACTERISTICS)])
    _draw_latents(parameters, clients, index, draws, u[Decision.INTAKE_TENURE - FIRST_INTAKE_UNIFORM])
    clients["trust"][max(0, plan.n_clients - first) :] = 0.0  # who arrives later has only just met the caseworker
    office = (u[Decision.INTAKE_OFFICE - FIRST_INTAKE_UNIFORM] * n_offices).astype(np.int64)
    chance = draws[Decision.INTAKE_ASSIGNMENT - FIRST_INTAKE_NORMAL]
    clients["office"] = office
    clients["caseworker"] = first_caseworker(
        clients["readiness"], chance, office, starts, parameters.caseworkers.sorting
    )
    clients["age_at_death"] = ages_at_death(
        clients["age"], parameters.exits.mortality, u[Decision.INTAKE_DEATH - FIRST_INTAKE_UNIFORM]
    )
    # The time not worked in the last three years counts as time on benefit.
    clients["quarters_on_benefit"] = np.round(QUARTERS_LOOKED_BACK * (1.0 - clients["work_share"]))


def draw_population(
    plan: PopulationPlan,
    parameters: Parameters,
    seed: int,
    replication: int,
    clients: NDArray[Any] | None = None,
) -> Population:
    """Return the population of a replication before its first questionnaire; (seed, replication) is the draws' key.

    The clients are written into `clients` [n_rows] if given, whatever it holds.
    """
    n = plan.n_rows
    clients = np.empty(n, CLIENT) if clients is None else clients
    clients.view(np.uint8).fill(0)
    if plan.n_arriving > 0:
        clients["arrival"][plan.n_clients :] = 1 + np.arange(n - plan.n_clients) // plan.n_arriving
    n_offices = n_offices_for(plan.n_caseworkers, plan.n_offices)
    caseworkers = draw_caseworkers(
        plan.n_caseworkers, n_offices, parameters.caseworkers.leniency_effectiveness, seed, replication
    )
    starts = office_starts(plan.n_caseworkers, n_offices)
    for first in range(0, n, ROWS_A_BLOCK):
        _draw_block(plan, parameters, seed, replication, starts, clients[first : first + ROWS_A_BLOCK], first)
    caseworkers["caseload"] = np.bincount(clients["caseworker"][: plan.n_clients], minlength=len(caseworkers))
    size = np.diff(starts)
    of_office = np.add.reduceat(caseworkers["caseload"].astype(np.float64), starts[:-1]) / size
    caseworkers["usual_caseload"] = np.repeat(of_office, size)
    return Population(clients, caseworkers, starts)
