"""The people that studies are drawn from: in each draw of the parameters, many offices, under either policy.

A study sees each client under one of the two policies alone; here both are known, from which any lottery can be drawn.
Offices differ in how easily their clients find a job. An office is of one of three kinds, below the average, at it and
above it, in the numbers that give the mean, the spread and the tails of a normal distribution (the three nodes of Gauss
and Hermite).
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.trials.design import OFFICE_CLIENTS, Design
from simulation.base.threads import Cancel, in_order, never, raise_if_cancelled
from simulation.model.engine.replication import Environment, Replication
from simulation.model.outcomes.of_clients import of_each_client
from simulation.model.outcomes.quantities import MEASURE_IDS, QUANTITIES, SERVED_AT
from simulation.model.outcomes.recorder import Recorder
from simulation.model.parameters import Parameters
from simulation.model.policies import load_policy
from simulation.study.defaults import default_settings
from simulation.study.money.ledger import OERE, settle
from simulation.study.money.prices import Prices
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
Quantities = NDArray[np.int64]
WORKED = "quarters_worked"
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
            parts.append(_follow(simulated, design, read, names.index(usual), should_stop))
        return _joined(parts, prices, names.index(usual))

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
    run: Replication, design: Design, outcomes: Sequence[str], usual: int, should_stop: Cancel
) -> tuple[Pool, Quantities]:
    """Simulate a replication to its last follow-up; `usual` is the arm of usual practice.

    Returns:
        Its people, without `extra` and `measures`, and what each arm was given [n_policies, n_quantities].
    """
    clients = run.clients
    recorder = Recorder(len(clients), design.follow_up, usual)
    run.record(recorder)
    office, caseworker = (clients[0][name].astype(np.int64) for name in ("office", "caseworker"))
    order = np.lexsort((caseworker, office))
    seen = []
    for quarter in range(1, design.follow_up + 1):
        raise_if_cancelled(should_stop)
        run.step(recorder)
        if quarter in design.follow_ups:
            seen.append([of_each_client(clients[:2], outcome)[:, order] for outcome in outcomes])
    worked, other = of_each_client(clients[:2], WORKED)[:, order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(office, minlength=len(run.office_starts) - 1))])
    by_quarter = np.array(seen)  # [n_follow_ups, n_outcomes, 2, n]
    policy, against = by_quarter.transpose(2, 3, 1, 0).reshape(2, len(order), -1)
    people = Pool(policy, against, worked - other, caseworker[order], starts, run.environment.displaced_share)
    return people, recorder.result().quantities[:, 1:].sum(axis=1)


def _joined(followed: Sequence[tuple[Pool, Quantities]], prices: Prices, usual: int) -> Pool:
    """Return groups of offices as one pool, in which every caseworker has a number of their own.

    Args:
        followed: what `_follow` gave of each group.
        prices: at which the quantities of all groups are settled, together.
        usual: the arm of usual practice.
    """
    parts = [people for people, _ in followed]
    caseworkers, starts, n_clients, n_caseworkers = [], [np.zeros(1, np.int64)], 0, 0
    for part in parts:
        caseworkers.append(part.caseworker + n_caseworkers)
        starts.append(part.starts[1:] + n_clients)
        n_clients, n_caseworkers = n_clients + len(part.worked), n_caseworkers + int(part.caseworker.max()) + 1
    policy, against, worked = (
        np.concatenate([getattr(of, name) for of in parts]) for name in ("policy", "against", "worked")
    )
    n = np.array([len(part.worked) for part in parts])
    quantities = np.array([of_group for _, of_group in followed])  # [n_groups, n_policies, n_quantities]
    done = settle(quantities, prices)[1] / (OERE * n)[:, None]
    given, served = (quantities[:, :2, places] for places in (MEASURES, SERVED_AT))
    extra = np.average(done[:, :2] - done[:, usual, None], axis=0, weights=n)
    measures = np.average(given.sum(axis=2) / np.maximum(served, 1), axis=0, weights=n)
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
