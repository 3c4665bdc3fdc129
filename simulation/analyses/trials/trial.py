"""What a study would find and teach, by its size and how long its clients are followed, over the draws and the rivals.

The estimand is the effect of the programme on everybody who could be given it, jobs taken from others included, as the
study's own registers would show it if all took part; who takes part is drawn by lot among all, so that the effect on
those who do (`Design.estimand`) is as large, and only the estimate differs. `worth` is net of the jobs taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import nan

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.trials.costs import Cost, cost_of
from simulation.analyses.trials.design import Design
from simulation.analyses.trials.estimate import simulate_study
from simulation.analyses.trials.pool import pools
from simulation.analyses.trials.teach import (
    chance_to_tell_apart,
    narrowing,
    residuals,
    worth_of_knowing,
    worth_of_study,
)
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.parameters import Parameters, entry
from simulation.study.posterior import rival_worlds
from simulation.study.settings import Settings
from simulation.study.unknowns import unknowns

Floats = NDArray[np.float64]
FEWEST_DRAWS, N_STUDIES = 20, 4  # studies drawn of each draw's people
N_DRAWS_OF_RIVAL = 20  # draws of each rival
POWER, TOLD = 0.8, 0.9  # bars: of power, and of the chance of telling the ends of the unknown apart
PRIORS = {"halved": 0.5, "stated": 1.0, "doubled": 2.0}  # times the spread of the calibrated draws
NORMAL_95, NORMAL_80 = 1.96, 0.8416
STUDY_STREAM = 20_161


@dataclass(frozen=True)
class Cell:
    """What studies of one size find after one time, in the unit of the outcome a client; shares are 0 to 1."""

    clients: int
    follow_up: int
    estimate: float  # mean
    low: float  # the middle 95 % of what would be published
    high: float
    truth: float  # mean effect if all took part
    coverage: float  # of the usual 95 % interval: how often it holds the effect if all took part
    power: float  # share of studies whose interval leaves out 0 on the right side
    wrong_sign: float  # share of those whose interval leaves out 0, on the wrong side; nan where there are none
    exaggeration: float  # their mean size over that of the effect; nan where there are none
    detectable: float  # effect that such a study finds four times in five


@dataclass(frozen=True)
class Lesson:
    """What a study of one size teaches at the end of its follow-up; mappings are by `PRIORS`."""

    clients: int
    power: Mapping[str, float]
    told: Mapping[str, float]  # how often it tells the two ends of the unknown from each other
    narrowing_unknown: float  # share of the variance that it takes away
    narrowing_effect: float
    worth: Mapping[str, float]  # quarters in work a client at stake that choosing after it brings


@dataclass(frozen=True)
class Reading:
    """What would be published, at the design's own size, if the draws or a rival were right."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Trial:
    """What studies of a design would find, teach and cost."""

    design: Design
    cells: tuple[Cell, ...]
    lessons: tuple[Lesson, ...]
    costs: tuple[Cost, ...]  # one for each of the lessons
    ends: tuple[float, float]  # the two values of the unknown that the study is to distinguish
    rivals: Mapping[str, Reading]
    worth_of_knowing: float  # quarters in work a client at stake: no study brings more
    effect: float  # quarters in work a client that the policy brings, net, on average over the draws
    net: float  # effect in the end if all take part, without jobs taken from others; nan for what isn't a job
    n_draws: int
    value: float  # value of a quarter in work, DKK: a quarter's benefit at its price
    measures: tuple[float, float]  # measures at a time per client served, under the policy and under the other

    @property
    def smallest_worth_doing(self) -> int | None:
        """The smallest size that teaches enough for its cost by all `PRIORS`; None where none does."""
        pairs = zip(self.costs, self.least_at_stake, strict=True)
        is_enough = (one.clients for one, least in pairs if least is not None and least <= self.design.at_stake)
        return next(is_enough, None)

    @property
    def least_at_stake(self) -> tuple[int | None, ...]:
        """How many people the choice must concern for each size to be worth its cost by all `PRIORS`."""
        pairs = zip(self.lessons, self.costs, strict=True)
        return tuple(cost.least_at_stake(lesson.worth.values(), self.value) for lesson, cost in pairs)

    def cost(self, clients: int) -> Cost:
        """Return what a study with this many clients costs."""
        return next(one for one in self.costs if one.clients == clients)

    def smallest(self, what: str, bar: float) -> int | None:
        """Return the smallest size whose `power` or `told` reaches the bar by all `PRIORS`; None where none does."""
        return next((one.clients for one in self.lessons if min(getattr(one, what).values()) >= bar), None)


def n_steps(settings: Settings) -> int:
    """Return how many draws are simulated in all."""
    return n_draws(settings) + N_DRAWS_OF_RIVAL * len(rival_worlds())


def n_draws(settings: Settings) -> int:
    """Return over how many draws of the parameters a study is simulated."""
    return settings.n_replications


def trial(
    settings: Settings,
    design: Design,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Trial:
    """Return what a study would find and teach.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if there are too few draws, or the unknown isn't one of those that are drawn.
    """
    draws = draws_for(settings, design)
    unknown = np.array([value_of(draw, design.unknown) for draw in draws])
    sizes, ends = design.sizes, ends_of(design.unknown)
    work = _Work(n_steps(settings), n_threads, progress, cancel)
    usual = work.studies(settings, design, draws, sizes)
    rivals = {}
    for world in rival_worlds():
        there = replace(settings, world_names=(world,))
        of_rival = work.studies(there, design, there.posterior_draws(N_DRAWS_OF_RIVAL), (design.clients,))
        rivals[world] = _reading(of_rival.estimate[:, 0, :, -1])
    lessons = tuple(
        _lesson(size, usual.truth[:, -1], usual.worth, unknown, usual.at(place, -1), ends)
        for place, size in enumerate(sizes)
    )
    effect, net = float(usual.worth.mean()), float(usual.net.mean())
    known = worth_of_knowing(usual.worth)
    costs = tuple(cost_of(design, size, usual.extra) for size in sizes)
    return Trial(
        design=design,
        cells=_cells(design, sizes, usual),
        lessons=lessons,
        costs=costs,
        ends=ends,
        rivals=rivals,
        worth_of_knowing=known,
        effect=effect,
        net=net,
        n_draws=len(draws),
        value=float(settings.prices()["benefit"]),
        measures=(float(usual.measures[:, 0].mean()), float(usual.measures[:, 1].mean())),
    )


def draws_for(settings: Settings, design: Design) -> tuple[Parameters, ...]:
    """Return the draws over which a study is simulated.

    Raises:
        InputError: if there are too few, or the unknown is the same in all of them.
    """
    n = n_draws(settings)
    if n < FEWEST_DRAWS:
        raise InputError("too_short", name="n_replications", value=n, low=FEWEST_DRAWS)
    draws = settings.posterior_draws(n)
    if not draws:
        raise InputError("not_allowed", name="parameters", value="central", allowed="posterior")
    if len({value_of(draw, design.unknown) for draw in draws}) == 1:
        raise InputError("unknown_held", value=design.unknown)
    return draws


def ends_of(path: str) -> tuple[float, float]:
    """Return the two values of an unknown that a study is to distinguish: none and all, or the ends of its range."""
    named = {stop.name: stop.values[path] for stop in unknowns()[path].stops} if path in unknowns() else {}
    return (named["none"], named["all"]) if {"none", "all"} <= set(named) else (entry(path).low, entry(path).high)


def value_of(draw: Parameters, path: str) -> float:
    """Return a parameter of a draw; `path` is group.name."""
    group, name = path.split(".")
    return float(getattr(getattr(draw, group), name))


@dataclass(frozen=True)
class _Results:
    """What studies find in each draw.

    `estimate`, `error` and `half_width` are [n_draws, n_sizes, n_studies, n_follow_ups], `truth` is
    [n_draws, n_follow_ups], `worth` and `net` (the last truth without jobs taken from others) [n_draws], `extra` (what
    the office does for a client beyond usual practice, under either policy, DKK) and `measures` (that a client has at a
    time) [n_draws, 2].
    """

    truth: Floats
    worth: Floats
    net: Floats
    extra: Floats
    measures: Floats
    estimate: Floats
    error: Floats
    half_width: Floats

    def at(self, size: int, follow_up: int) -> tuple[Floats, Floats]:
        """Return estimates and half widths [n_draws, n_studies] of a size after a follow-up."""
        return self.estimate[:, size, :, follow_up], self.half_width[:, size, :, follow_up]


class _Work:
    """Simulates draws one after the other, counts them for `progress`, and keeps no people of a draw in memory."""

    def __init__(self, n_steps: int, n_threads: int, progress: Progress, cancel: Cancel) -> None:
        self._n_asked, self._n_done = n_steps, 0
        self._n_threads, self._progress, self._cancel = n_threads, progress, cancel

    def studies(
        self, settings: Settings, design: Design, draws: Sequence[Parameters], sizes: Sequence[int]
    ) -> _Results:
        """Return what studies of these sizes find in each draw."""
        truth, worth, net, extra, measures, found = [], [], [], [], [], []
        with closing(pools(settings, design, draws, self._n_threads, self._cancel)) as people:
            for number, pool in enumerate(people):
                rng = np.random.default_rng([settings.seed, STUDY_STREAM, number])
                truth.append(pool.truth)
                worth.append(pool.worth)
                extra.append(pool.extra)
                measures.append(pool.measures)
                net.append(after_displacement(float(pool.truth[-1]), design.outcome, pool.displaced))
                found.append([[simulate_study(pool, design, size, rng) for _ in range(N_STUDIES)] for size in sizes])
                self._n_done += 1
                self._progress(self._n_done, self._n_asked)
        parts = [
            np.array([[[getattr(one, name) for one in of_size] for of_size in of_draw] for of_draw in found])
            for name in ("estimate", "error", "half_width")
        ]
        return _Results(*(np.array(values) for values in (truth, worth, net, extra, measures)), *parts)


def _cells(design: Design, sizes: Sequence[int], seen: _Results) -> tuple[Cell, ...]:
    found = []
    for place, size in enumerate(sizes):
        for read, quarter in enumerate(design.follow_ups):
            estimate, half = seen.at(place, read)
            found.append(cell(size, quarter, seen.truth[:, read], estimate, half, seen.error[:, place, :, read]))
    return tuple(found)


def cell(size: int, follow_up: int, truth: Floats, estimate: Floats, half: Floats, error: Floats) -> Cell:
    """Return what studies of one kind find.

    Args:
        size: clients of both arms.
        follow_up: quarters.
        truth: in each draw [n].
        estimate: of its studies [n, m].
        half: of their intervals [n, m].
        error: their standard errors [n, m].
    """
    is_told = np.abs(estimate) > half
    is_wrong = is_told & (np.sign(estimate) != np.sign(truth)[:, None])
    n_told, size_of_truth = int(is_told.sum()), float(np.abs(truth).mean())
    low, high = np.quantile(estimate, (0.025, 0.975))
    return Cell(
        clients=size,
        follow_up=follow_up,
        estimate=float(estimate.mean()),
        low=float(low),
        high=float(high),
        truth=float(truth.mean()),
        coverage=float((np.abs(estimate - truth[:, None]) <= half).mean()),
        power=float((is_told & ~is_wrong).mean()),
        wrong_sign=float(is_wrong.sum() / n_told) if n_told else nan,
        exaggeration=float(np.abs(estimate[is_told]).mean() / size_of_truth)
        if n_told and size_of_truth
        else float("nan"),
        detectable=float((NORMAL_95 + NORMAL_80) * error.mean()),
    )


def _lesson(
    size: int,
    truth: Floats,
    worth: Floats,
    unknown: Floats,
    found: tuple[Floats, Floats],
    ends: tuple[float, float],
) -> Lesson:
    estimate, half = found
    n_draws, n_studies = estimate.shape
    draw = np.repeat(np.arange(n_draws), n_studies)
    flat = estimate.ravel()
    power, told, brings = {}, {}, {}
    for name, spread in PRIORS.items():
        # Were less or more unknown, draws would lie nearer to their middle or farther, luck staying as it is.
        moved = (spread - 1.0) * (truth - truth.mean())
        there = truth + moved
        is_told = np.abs(estimate + moved[:, None]) > half
        power[name] = float((is_told & (np.sign(estimate + moved[:, None]) == np.sign(there)[:, None])).mean())
        moved_worth = worth + (spread - 1.0) * (worth - worth.mean())
        brings[name] = worth_of_study(moved_worth[draw], (estimate + moved[:, None]).ravel(), draw)
        others = (spread - 1.0) * residuals(truth, unknown)
        told[name] = chance_to_tell_apart(unknown[draw], flat + others[draw], *ends)
    return Lesson(
        clients=size,
        power=power,
        told=told,
        narrowing_unknown=narrowing(unknown[draw], flat, draw),
        narrowing_effect=narrowing(truth[draw], flat, draw),
        worth=brings,
    )


def _reading(estimates: Floats) -> Reading:
    low, high = np.quantile(estimates, (0.025, 0.975))
    return Reading(float(estimates.mean()), float(low), float(high))
