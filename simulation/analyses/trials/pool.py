"""The people that studies are drawn from: in each draw of the parameters, many offices, under either policy.

A study sees each client under one of the two policies alone; here both are known, from which any lottery can be drawn.
Offices differ in how easily their clients find a job. An office is of one of three kinds, below the average, at it and
above it, in the numbers that give the mean, the spread and the tails of a normal distribution (the three nodes of Gauss
and Hermite).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.trials.design import OFFICE_CLIENTS, Design
from simulation.base.threads import Cancel, in_order, never, raise_if_cancelled
from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.quantities import MEASURE_IDS, QUANTITIES, SERVED_AT
from simulation.model.outcomes.recorder import Recorder
from simulation.model.parameters import Parameters
from simulation.model.policies import load_policy
from simulation.model.state import State
from simulation.study.defaults import default_settings
from simulation.study.money.ledger import OERE, settle
from simulation.study.money.prices import Prices
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
WORKED = "quarters_worked"
OUTCOME_OF_CLIENTS: Mapping[str, Callable[[Any], Floats]] = {
    "first_job": lambda clients: clients["has_worked"].astype(np.float64),
    "in_ordinary_job": lambda clients: (clients["state"] == State.ORDINARY_JOB).astype(np.float64),
    WORKED: lambda clients: clients["n_quarters_worked"].astype(np.float64),
    "disability_pension": lambda clients: (clients["state"] == State.DISABILITY_PENSION).astype(np.float64),
}
OFFICE_KINDS = ((-math.sqrt(3.0), 1 / 6), (0.0, 2 / 3), (math.sqrt(3.0), 1 / 6))  # standard normal: node and weight
MEASURES = [QUANTITIES.index(id) for id in MEASURE_IDS]
N_OFFICES = 42  # offices simulated in a draw: 7, 28 and 7 of the three kinds


@dataclass(frozen=True)
class Pool:
    """The people of one draw of the parameters, in the order of their offices.

    `policy` and `against` are results [n, n_results]: each outcome after each follow-up, in the order of
    `Design.results`; the design's own outcome alone unless others are asked for. `worked` [n] is quarters in work by
    the end under the first less those under the other. `caseworker` [n] is each client's caseworker by a number that is
    unique over all offices; `starts` [n_offices + 1] the first client of each office and, last, the number of clients.
    `displaced` is the share of additional jobs that are taken from others. `extra` is what the office does for a client
    under `policy` and under `against` beyond usual practice, DKK over the whole follow-up. `measures` is how many
    measures a client has at a time while served, under `policy` and under `against`.
    """

    policy: Floats
    against: Floats
    worked: Floats
    caseworker: NDArray[np.int64]
    starts: NDArray[np.int64]
    displaced: float
    extra: tuple[float, float] = (0.0, 0.0)
    measures: tuple[float, float] = (0.0, 0.0)

    @property
    def truth(self) -> Floats:
        """What the policy gives instead of the other one, in each result [n_results]: jobs taken count too."""
        return np.asarray((self.policy - self.against).mean(axis=0))

    @property
    def worth(self) -> float:
        """Quarters in work a client that the policy brings everybody, once jobs taken from others are left out."""
        return float((1.0 - self.displaced) * self.worked.mean())


def pools(
    settings: Settings,
    design: Design,
    draws: Sequence[Parameters],
    n_threads: int,
    cancel: Cancel = never,
    outcomes: Sequence[str] | None = None,
) -> Generator[Pool, None, None]:
    """Yield the people of each draw, in their order. Close the generator when leaving it early.

    Args:
        settings: what is run.
        design: whose policies and follow-ups they are.
        draws: of the parameters.
        n_threads: draws simulated at a time.
        cancel: asked now and then.
        outcomes: what is read of them, each of `OUTCOMES`; None: the design's own.

    Raises:
        Cancelled: when `cancel` says so.
    """
    usual = default_settings()["baseline"]
    # What a study costs is reckoned against usual practice, a third arm where the study itself doesn't have it.
    names = list(dict.fromkeys((design.policy, design.against, usual)))
    policies = [load_policy(name, settings.own_configs) for name in names]
    prices, read = settings.prices(), outcomes or (design.outcome,)
    environments = [_environment(settings, round(weight * N_OFFICES)) for _, weight in OFFICE_KINDS]

    def run(number: int, should_stop: Cancel) -> Pool:
        parts = []
        for kind, (node, _) in enumerate(OFFICE_KINDS):
            parameters = _parameters_in_office(draws[number], node * design.office_spread)
            environment = replace(environments[kind], parameters=parameters)
            simulated = Replication(environment, policies, settings.seed, number * len(OFFICE_KINDS) + kind)
            parts.append(_follow(simulated, design, read, prices, names.index(usual), should_stop))
        return _joined(parts)

    return in_order(run, range(len(draws)), n_threads, cancel)


def _environment(settings: Settings, n_offices: int) -> Environment:
    caseworkers = replace(settings.caseworkers, n_offices=n_offices)
    population = replace(settings.population, n_clients=n_offices * OFFICE_CLIENTS)
    return replace(settings, population=population, caseworkers=caseworkers).environment()


def _parameters_in_office(parameters: Parameters, away: float) -> Parameters:
    """Return the parameters of an office whose log rate of job entry is `away` from the average."""
    entry = parameters.job_entry
    return replace(parameters, job_entry=replace(entry, intercept=entry.intercept + away))


def _follow(
    run: Replication, design: Design, outcomes: Sequence[str], prices: Prices, usual: int, should_stop: Cancel
) -> Pool:
    """Simulate a replication to its last follow-up and return its people; `usual` is the arm of usual practice."""
    clients, read = run.clients, [OUTCOME_OF_CLIENTS[outcome] for outcome in outcomes]
    recorder = Recorder(len(clients), design.follow_up, usual)
    run.record(recorder)
    office, caseworker = (clients[0][name].astype(np.int64) for name in ("office", "caseworker"))
    order = np.lexsort((caseworker, office))
    seen = []
    for quarter in range(1, design.follow_up + 1):
        raise_if_cancelled(should_stop)
        run.step(recorder)
        if quarter in design.follow_ups:
            seen.append([[outcome(of_arm)[order] for of_arm in clients[:2]] for outcome in read])
    worked, other = (OUTCOME_OF_CLIENTS[WORKED](of_arm)[order] for of_arm in clients[:2])
    starts = np.concatenate([[0], np.cumsum(np.bincount(office, minlength=len(run.office_starts) - 1))])
    by_quarter = np.array(seen)  # [n_follow_ups, n_outcomes, 2, n]
    policy, against = by_quarter.transpose(2, 3, 1, 0).reshape(2, len(order), -1)
    quantities = recorder.result().quantities[:, 1:].sum(axis=1)
    done = settle(quantities, prices)[1] / (OERE * run.n_clients)
    extra = float(done[0] - done[usual]), float(done[1] - done[usual])
    given, served = (quantities[:2, places] for places in (MEASURES, SERVED_AT))
    at_a_time = given.sum(axis=1) / np.maximum(served, 1)
    return Pool(
        policy,
        against,
        worked - other,
        caseworker[order],
        starts,
        run.environment.displaced_share,
        extra,
        (float(at_a_time[0]), float(at_a_time[1])),
    )


def _joined(parts: Sequence[Pool]) -> Pool:
    """Return groups of offices as one pool, in which every caseworker has a number of their own."""
    caseworkers, starts, n_clients, n_caseworkers = [], [np.zeros(1, np.int64)], 0, 0
    for part in parts:
        caseworkers.append(part.caseworker + n_caseworkers)
        starts.append(part.starts[1:] + n_clients)
        n_clients, n_caseworkers = n_clients + len(part.worked), n_caseworkers + int(part.caseworker.max()) + 1
    policy, against, worked = (
        np.concatenate([getattr(of, name) for of in parts]) for name in ("policy", "against", "worked")
    )
    n = [len(part.worked) for part in parts]
    extra, measures = (
        np.average([getattr(part, name) for part in parts], axis=0, weights=n) for name in ("extra", "measures")
    )
    return Pool(
        policy,
        against,
        worked,
        np.concatenate(caseworkers),
        np.concatenate(starts),
        parts[0].displaced,
        (float(extra[0]), float(extra[1])),
        (float(measures[0]), float(measures[1])),
    )
