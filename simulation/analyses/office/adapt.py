"""Shrink levels of the model towards an office's own figures; effects aren't changed.

Each draw of the calibrated parameters gives an expected level for an office of these people. The level is shrunk
towards the office's own figure: the more people the figure rests on, and the larger the assumed spread between offices,
the greater its weight. The rest of that spread stays as uncertainty. Intercepts are then solved for which simulated
observed practice has the level. Nothing else of a draw changes and no draw gains or loses weight, so that the figures
have no influence on effects (a "cut", as in Plummer 2015, "Cuts in Bayesian graphical models").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from simulation.analyses.office.own import BELIEF, CHANGES, JOBS, KINDS, SPREAD_OF_ANSWERS, Given, Office
from simulation.analyses.office.people import begin
from simulation.base.errors import InputError
from simulation.base.resources import configs, read_yaml
from simulation.model.engine.replication import Environment
from simulation.model.parameters import Parameters, entry
from simulation.model.parameters.record import derive
from simulation.model.policies import Policy
from simulation.model.population.intake import PopulationPlan
from simulation.study.money.periods import QUARTERS_A_YEAR

Floats = NDArray[np.float64]
N_SOLVED = 3_000  # people, at least, on whom intercepts are solved
MOST_STEPS = 5
NEAR_ENOUGH = 0.02  # distance from the level sought, on its scale: far below an office's noise
LEAST, MOST = 1e-4, 0.9999  # shares that have a finite place on their scale
MOST_LENIENCY = 4.0  # SD


@dataclass(frozen=True)
class Spread:
    """How much levels differ between offices: an assumption."""

    jobs: float  # SD of the log rate
    changes: float  # SD of the log
    belief: float  # SD of the mean answer
    measures: float  # people

    def of(self, name: str) -> float:
        """Return the spread of one of the figures, on its scale."""
        return float({JOBS: self.jobs, CHANGES: self.changes, BELIEF: self.belief}[name])


def assumed_spread(times: float) -> Spread:
    """Return the assumed spread multiplied by `times`; the shares of measures then count as fewer people."""
    content: Mapping[str, float] = read_yaml(configs().joinpath("office.yaml"))
    scaled = {name: times * float(content[name]) for name in (JOBS, CHANGES, BELIEF)}
    return Spread(**scaled, measures=float(content["measures"]) / times**2)


@dataclass(frozen=True, eq=False)
class Adapted:
    """A draw with levels moved: parameters, what is added to leniency, and what couldn't be reached."""

    parameters: Parameters
    leniency: float
    expected: Mapping[str, float]  # what the draw expects of such an office before its own figures, by figure
    weight: Mapping[str, float]  # weight of the office's own figure, by figure
    unreached: tuple[str, ...] = ()


def on_scale(name: str, value: float) -> float:
    """Return a figure on the scale on which offices differ: log rate of jobs, log of changes, mean answer."""
    if name == JOBS:
        return math.log(-math.log1p(-min(MOST, max(LEAST, value / 100.0))))
    return math.log(max(LEAST, value)) if name == CHANGES else value


def own_on_scale(name: str, given: Given) -> tuple[float, float]:
    """Return a figure of the office's own on the scale of `on_scale`, and its standard error there, never 0."""
    value, n = given.value, given.n
    if name == JOBS:
        share = (value / 100.0 * n + 0.5) / (n + 1.0)
        slope = (1.0 - share) * -math.log1p(-share)
        return on_scale(JOBS, 100.0 * share), math.sqrt(share * (1.0 - share) / n) / slope
    if name == CHANGES:
        rate = value + 0.5 / n
        return on_scale(CHANGES, rate), 1.0 / math.sqrt(rate * n)
    return value, SPREAD_OF_ANSWERS / math.sqrt(n)


def shrunk(name: str, given: Given, expected: float, spread: float, luck: float) -> tuple[float, float]:
    """Return a level of the office, on its scale, and the weight of its own figure.

    `expected` is the draw's, on the scale; `luck` a standard normal for what still isn't known of the level.
    """
    own, error = own_on_scale(name, given)
    weight = spread**2 / (spread**2 + error**2) if spread > 0.0 else 0.0
    return expected + weight * (own - expected) + math.sqrt(1.0 - weight) * spread * luck, weight


def adapt(environment: Environment, office: Office, usual: Policy, spread: Spread, seed: int, draw: int) -> Adapted:
    """Return one draw adapted to an office; `environment` has the draw's parameters and the office's people."""
    rng = np.random.default_rng([seed, draw])
    luck = {name: float(rng.standard_normal()) for name in (JOBS, CHANGES, BELIEF)}
    expected: dict[str, float] = {}
    weight: dict[str, float] = {}
    unreached: list[str] = []
    enlarged = _enlarged(environment, office)
    if office.measures:
        enlarged = _with(enlarged, "practice", **_practice(enlarged.parameters, office, spread, rng))
    leniency = 0.0
    if BELIEF in office.figures:
        expected[BELIEF] = mean_belief(enlarged.parameters, 0.0)
        place, weight[BELIEF] = shrunk(BELIEF, office.figures[BELIEF], expected[BELIEF], spread.belief, luck[BELIEF])
        leniency, is_reached = _leniency(enlarged.parameters, place)
        unreached += [] if is_reached else [BELIEF]
    year = _Year(enlarged, usual, office, leniency, seed, draw)
    if CHANGES in office.figures:
        expected[CHANGES] = year.changes(enlarged)
        place, weight[CHANGES] = shrunk(
            CHANGES, office.figures[CHANGES], on_scale(CHANGES, expected[CHANGES]), spread.changes, luck[CHANGES]
        )
        enlarged, is_reached = _solve_changes(enlarged, year, place)
        unreached += [] if is_reached else [CHANGES]
    if JOBS in office.figures:
        expected[JOBS] = year.jobs(enlarged)
        place, weight[JOBS] = shrunk(
            JOBS, office.figures[JOBS], on_scale(JOBS, expected[JOBS]), spread.jobs, luck[JOBS]
        )
        enlarged, is_reached = _solve_jobs(enlarged, year, place, on_scale(JOBS, expected[JOBS]))
        unreached += [] if is_reached else [JOBS]
    return Adapted(enlarged.parameters, leniency, expected, weight, tuple(unreached))


class _Year:
    """Simulates a year under observed practice, always with the same people and the same random numbers."""

    def __init__(
        self, enlarged: Environment, usual: Policy, office: Office, leniency: float, seed: int, draw: int
    ) -> None:
        self._usual, self._leniency, self._seed, self._draw = usual, leniency, seed, draw
        self._answers = None if office.answers is None else _repeat_rows(office.answers, enlarged.population.n_clients)
        self._fitted: NDArray[Any] | None = None  # the people as they begin: fitting them to answers takes longest

    def _run(self, environment: Environment) -> tuple[float, float]:
        is_first = self._fitted is None
        answers = self._answers if is_first else None
        run = begin(environment, (self._usual,), self._seed, self._draw, answers, self._leniency)
        if self._answers is not None and self._fitted is None:
            self._fitted = run.clients[0].copy()
        elif self._fitted is not None:
            run.clients[0] = self._fitted
        for _ in range(QUARTERS_A_YEAR):
            run.step()
        clients = run.clients[0]
        return 100.0 * float(clients["has_worked"].mean()), float(clients["n_caseworker_changes"].mean())

    def jobs(self, environment: Environment) -> float:
        """Return first jobs in the year of 100 people."""
        return self._run(environment)[0]

    def changes(self, environment: Environment) -> float:
        """Return changes of caseworker a person."""
        return self._run(environment)[1]


def _repeat_rows(rows: Floats, n: int) -> Floats:
    return np.asarray(np.resize(rows, (n, *rows.shape[1:])))


def _enlarged(environment: Environment, office: Office) -> Environment:
    """Return an environment with the office's people repeated until noise hardly matters."""
    plan = environment.population
    times = -(-N_SOLVED // office.n)
    known = {name: np.tile(values, times) for name, values in (plan.table or {}).items()}
    larger = replace(
        plan,
        n_clients=times * plan.n_clients,
        n_caseworkers=times * plan.n_caseworkers,
        table=known or None,
        n_quarters=QUARTERS_A_YEAR,
    )
    return replace(environment, population=larger, n_quarters=QUARTERS_A_YEAR)


def _with(environment: Environment, group: str, **values: float) -> Environment:
    """Return the environment with some parameters of a group changed."""
    return replace(environment, parameters=changed(environment.parameters, group, **values))


def changed(parameters: Parameters, group: str, **values: float) -> Parameters:
    """Return parameters with some of a group changed."""
    return replace(parameters, **{group: replace(getattr(parameters, group), **values)})


def calibrated_shares(parameters: Parameters) -> Floats:
    """Return the shares of the kinds of portfolio, in the order of KINDS, adding up to 1."""
    shares = np.array([getattr(parameters.practice, kind) for kind in KINDS])
    return np.asarray(shares / shares.sum())


def own_shares(parameters: Parameters, office: Office) -> Floats:
    """Return the office's shares by KINDS; those that it doesn't give share what is left as the draw has them."""
    usual = calibrated_shares(parameters)
    is_given = np.array([kind in office.measures for kind in KINDS])
    given = np.array([office.measures.get(kind, 0.0) for kind in KINDS])
    left, others = max(0.0, 1.0 - given.sum()), usual[~is_given].sum()
    own = np.where(is_given, given, usual * (left / others if others > 0.0 else 0.0))
    return np.asarray(own / own.sum())


def _practice(parameters: Parameters, office: Office, spread: Spread, rng: np.random.Generator) -> dict[str, float]:
    """Return shares of the kinds, a Dirichlet draw: the calibrated ones count as people beside the office's."""
    weighed = spread.measures * calibrated_shares(parameters) + office.n_measures * own_shares(parameters, office)
    shares = rng.dirichlet(np.maximum(weighed, 1e-3))
    shares = np.maximum(shares, 1e-6)
    shares[KINDS.index("none")] = max(shares[KINDS.index("none")], entry("practice.none").allowed[0])
    shares /= shares.sum()
    return dict(zip(KINDS, map(float, shares), strict=True))


def mean_belief(parameters: Parameters, leniency: float) -> float:
    """Return the mean answer on belief at intake of people as they are drawn, with caseworkers so much more lenient."""
    return 1.0 + float(ndtr(parameters.belief.leniency * leniency - derive(parameters).caseworker_threshold).sum())


def _leniency(parameters: Parameters, place: float) -> tuple[float, bool]:
    """Return the leniency that gives a mean answer on belief, and whether there is one within bounds."""
    ends = [mean_belief(parameters, end) for end in (-MOST_LENIENCY, MOST_LENIENCY)]
    if not ends[0] < place < ends[1]:
        return (-MOST_LENIENCY if place <= ends[0] else MOST_LENIENCY), False
    found = brentq(lambda shift: mean_belief(parameters, shift) - place, -MOST_LENIENCY, MOST_LENIENCY)
    return float(found), True


def _solve_changes(enlarged: Environment, year: _Year, place: float) -> tuple[Environment, bool]:
    """Return the environment with changes of caseworker at a place on their scale, and whether it is reached."""
    low, high = entry("caseworkers.change_probability").allowed
    for _ in range(MOST_STEPS):
        found = on_scale(CHANGES, year.changes(enlarged))
        if abs(found - place) <= NEAR_ENOUGH:
            return enlarged, True
        now = enlarged.parameters.caseworkers.change_probability
        wanted = min(float(high), max(float(low), max(now, LEAST) * math.exp(place - found)))
        if wanted == now:
            break
        enlarged = _with(enlarged, "caseworkers", change_probability=wanted)
    return enlarged, abs(on_scale(CHANGES, year.changes(enlarged)) - place) <= 5.0 * NEAR_ENOUGH


def _solve_jobs(enlarged: Environment, year: _Year, place: float, found: float) -> tuple[Environment, bool]:
    """Return the environment with jobs at a place on their scale, by secants, and whether it is reached."""
    low, high = map(float, entry("job_entry.intercept").allowed)
    at, slope = enlarged.parameters.job_entry.intercept, 1.0
    for _ in range(MOST_STEPS):
        if abs(found - place) <= NEAR_ENOUGH:
            return enlarged, True
        wanted = min(high, max(low, at + (place - found) / slope))
        if wanted == at:
            return enlarged, False
        enlarged = _with(enlarged, "job_entry", intercept=wanted)
        before, found = found, on_scale(JOBS, year.jobs(enlarged))
        slope = min(2.0, max(0.3, (found - before) / (wanted - at)))
        at = wanted
    return enlarged, abs(found - place) <= 5.0 * NEAR_ENOUGH


def of_office(environment: Environment, n: int, known: Mapping[str, Floats], caseload: int) -> Environment:
    """Return an environment with the people of one office.

    Raises:
        InputError: if a caseworker is to have more clients than there are.
    """
    if caseload > n:
        raise InputError("caseload_too_large", caseload=caseload, n_clients=n)
    plan: PopulationPlan = replace(
        environment.population, n_clients=n, n_caseworkers=-(-n // caseload), n_offices=1, table=dict(known) or None
    )
    return replace(environment, population=plan)
