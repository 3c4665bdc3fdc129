"""What an office can expect of policies, before and after its levels are adapted to its own figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.analyses.office.adapt import (
    Adapted,
    Spread,
    adapt,
    calibrated_shares,
    mean_belief,
    of_office,
    on_scale,
    own_on_scale,
    own_shares,
)
from simulation.analyses.office.course import Course, course
from simulation.analyses.office.own import (
    BELIEF,
    BELIEF_ITEM,
    CHANGES,
    FIGURES,
    JOBS,
    KINDS,
    SPREAD_OF_ANSWERS,
    Office,
)
from simulation.analyses.office.people import begin
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, in_order, never, no_progress, raise_if_cancelled
from simulation.model.engine.replication import Environment
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import MAIN_OUTCOME, OUTCOME_IDS
from simulation.model.outcomes.small_groups import suppressed
from simulation.model.parameters import Parameters
from simulation.model.policies import Policy, load_policy
from simulation.study.contrasts.uncertainty import (
    FEWEST_REPLICATIONS,
    draw_numbers,
    middle,
    parts_of,
    probability_above,
)
from simulation.study.defaults import USUAL_PRACTICE
from simulation.study.money.periods import QUARTERS_A_YEAR
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
SHOWN_OUTCOMES = (MAIN_OUTCOME, "quarters_worked")
BEFORE, AFTER = STAGES = ("before", "after")
FITS, UNUSUAL, CONTRADICTS, UNREACHED, DISAGREES = "fits", "unusual", "contradicts", "unreached", "disagrees"
TWO_SIDED = 1.96  # standard deviations that hold 95 %
SOLVE = 1  # added to the seed where intercepts are solved


@dataclass(frozen=True)
class Span:
    """A number and the interval that holds 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One of the office's figures, with prediction intervals (noise included) before and after adapting."""

    name: str
    own: float
    before: Span
    after: Span
    weight: float  # weight of the office's own figure against the calibrated level
    verdict: str


@dataclass(frozen=True)
class Effect:
    """A policy against the baseline in one outcome at the last quarter, of every 100 people."""

    policy: str
    outcome: str
    stage: str
    baseline: Span  # the level under the baseline, noise included
    level: Span
    difference: Span  # with the Monte-Carlo interval
    cred_low: float  # over the draws; nan where not known
    cred_high: float
    share_above: float
    seen: Span  # the difference between two such groups, each with its own noise, as an office would see it


@dataclass(frozen=True)
class Expected:
    """What an office can expect."""

    n: int
    is_made_up: bool
    figures: tuple[Figure, ...]
    effects: tuple[Effect, ...]
    courses: tuple[Course, ...]
    levels: Mapping[str, Mapping[str, float]]  # the middle of the adapted parameters, by group and name
    leniency: float
    n_draws: int
    examples: tuple[str, ...] = ()  # which of the office's files still hold what the templates do
    n_replaced: int = 0  # forms left out, as a later row has the same client on the same day


def n_steps(n_replications: int, has_forms: bool) -> int:
    """Return how many steps `expected` counts: draws adapted, replications before and after, and those of forms."""
    return n_draws(n_replications) + (3 if has_forms else 2) * n_replications


def n_draws(n_replications: int) -> int:
    """Return how many draws so many replications run over."""
    return draw_numbers(n_replications)[-1] + 1


@dataclass(frozen=True, eq=False)
class Setup:
    """What is simulated for an office: environment, policies and draws of the parameters."""

    settings: Settings
    office: Office
    spread: Spread
    environment: Environment
    draws: tuple[Parameters, ...]
    policies: tuple[Policy, ...]  # usual practice first, then the baseline, if it is another one

    def environment_of(self, parameters: Parameters) -> Environment:
        """Return the office's environment with other parameters."""
        return replace(self.environment, parameters=parameters)

    def number_of(self, replication: int) -> int:
        """Return the number of the draw that a replication takes."""
        return draw_numbers(self.settings.n_replications)[replication]


def set_up(settings: Settings, office: Office, spread: Spread) -> Setup:
    """Return what is simulated for an office.

    Raises:
        InputError: if there are too few replications or quarters.
    """
    if settings.n_replications < FEWEST_REPLICATIONS:
        raise InputError("too_short", name="n_replications", value=settings.n_replications, low=FEWEST_REPLICATIONS)
    if settings.n_quarters < QUARTERS_A_YEAR:
        raise InputError("too_short", name="n_quarters", value=settings.n_quarters, low=QUARTERS_A_YEAR)
    known = {} if settings.client_table is None else settings.client_table.columns
    environment = of_office(settings.environment(), office.n, known, settings.caseworkers.caseload)
    draws = settings.draws() or (settings.parameter_values(),) * n_draws(settings.n_replications)
    names = dict.fromkeys((USUAL_PRACTICE, settings.baseline, *settings.policies))
    policies = tuple(load_policy(name, settings.own_configs) for name in names)
    return Setup(settings, office, spread, environment, draws, policies)


def expected(
    settings: Settings,
    office: Office,
    spread: Spread,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Expected:
    """Return what an office can expect.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if there are too few replications or quarters.
    """
    setup = set_up(settings, office, spread)
    n_asked, n_done = n_steps(settings.n_replications, office.questionnaires is not None), 0

    def step() -> None:
        nonlocal n_done
        n_done += 1
        progress(n_done, n_asked)

    adapted = adapt_all_draws(setup, n_threads, cancel, step)
    unmoved = tuple(Adapted(draw, 0.0, {}, {}) for draw in setup.draws)
    before = simulate_stage(setup, unmoved, None, n_threads, cancel, step)
    after = simulate_stage(setup, adapted, office.answers, n_threads, cancel, step)
    courses = course(setup, adapted, n_threads, cancel, step) if office.questionnaires is not None else ()
    return Expected(
        n=office.n,
        is_made_up=office.is_made_up,
        examples=office.examples,
        n_replaced=0 if office.questionnaires is None else office.questionnaires.n_replaced,
        figures=(*_figures(setup, adapted, before, after), *_measures(setup, adapted)),
        effects=tuple(
            effect
            for stage, found in zip(STAGES, (before, after), strict=True)
            for effect in _effects(setup, found, stage)
        ),
        courses=courses,
        levels=_levels(adapted, office),
        leniency=float(np.median([one.leniency for one in adapted])),
        n_draws=len(setup.draws),
    )


def adapt_all_draws(setup: Setup, n_threads: int, cancel: Cancel, step: Callable[[], None]) -> tuple[Adapted, ...]:
    """Return every draw adapted to the office."""
    seed, usual = setup.settings.seed + SOLVE, setup.policies[0]

    def one(draw: int, _: Cancel) -> Adapted:
        return adapt(setup.environment_of(setup.draws[draw]), setup.office, usual, setup.spread, seed, draw)

    found = []
    with closing(in_order(one, range(len(setup.draws)), n_threads, cancel)) as all_draws:
        for adapted in all_draws:
            found.append(adapted)
            step()
    return tuple(found)


def simulate_stage(
    setup: Setup,
    adapted: Sequence[Adapted],
    answers: Floats | None,
    n_threads: int,
    cancel: Cancel,
    step: Callable[[], None],
) -> Floats:
    """Return the means of all outcomes [n_replications, n_policies, n_quarters + 1, n_outcomes] and, last, mean belief.

    The last outcome is the mean answer on belief (1..5) of everybody at intake, whatever the quarter.
    """
    settings = setup.settings

    def one(replication: int, should_stop: Cancel) -> Floats:
        draw = adapted[setup.number_of(replication)]
        environment = setup.environment_of(draw.parameters)
        run = begin(environment, setup.policies, settings.seed, replication, answers, draw.leniency)
        belief = float(run.clients[0]["caseworker_answer"][:, BELIEF_ITEM].mean())
        recorder = Recorder(len(setup.policies), settings.n_quarters, 0, environment.earnings)
        run.record(recorder)
        for _ in range(settings.n_quarters):
            raise_if_cancelled(should_stop)
            run.step(recorder)
        mean = recorder.result().mean[:, :, GROUPS.index("all"), :]
        return np.concatenate([mean, np.full((*mean.shape[:2], 1), belief)], axis=2)

    found = []
    with closing(in_order(one, range(settings.n_replications), n_threads, cancel)) as results:
        for mean in results:
            found.append(mean)
            step()
    return np.array(found)


def span(values: Floats) -> Span:
    """Return the mean of values [n] and the middle 95 % of them."""
    low, high = middle(values)
    return Span(float(values.mean()), float(low), float(high))


def _simulated_figure(name: str, found: Floats) -> Floats:
    """Return a figure of the first year under usual practice, as each replication has it [n_replications]."""
    if name == BELIEF:
        return np.asarray(found[:, 0, 0, -1])
    outcome = MAIN_OUTCOME if name == JOBS else "caseworker_changes"
    times = 100.0 if name == JOBS else 1.0
    return np.asarray(times * found[:, 0, QUARTERS_A_YEAR, OUTCOME_IDS.index(outcome)])


def _figures(setup: Setup, adapted: Sequence[Adapted], before: Floats, after: Floats) -> list[Figure]:
    figures = []
    rng = np.random.default_rng([setup.settings.seed, len(FIGURES)])
    for name in FIGURES:
        if name not in setup.office.figures:
            continue
        given = setup.office.figures[name]
        is_fixed = name == BELIEF and setup.office.answers is not None
        values = [_simulated_figure(name, found) for found in (before, after)]
        if is_fixed:  # the simulated people have the answers that were given, which must not predict themselves
            values[1] = np.array([_fresh_belief(one, given.n, rng) for one in adapted])
        spans = [span(found) for found in values]
        verdict = _verdict(setup, name, adapted, values[1])
        figures.append(Figure(name, given.value, spans[0], spans[1], _mean_weight(adapted, name), verdict))
    return figures


def _fresh_belief(adapted: Adapted, n: float, rng: np.random.Generator) -> float:
    level = mean_belief(adapted.parameters, adapted.leniency)
    return float(level + SPREAD_OF_ANSWERS / np.sqrt(n) * rng.standard_normal())


def _mean_weight(adapted: Sequence[Adapted], name: str) -> float:
    return float(np.mean([one.weight[name] for one in adapted]))


def _verdict(setup: Setup, name: str, adapted: Sequence[Adapted], after: Floats) -> str:
    """Return how an office's figure agrees with the model: FITS, UNUSUAL, CONTRADICTS, UNREACHED or DISAGREES."""
    given = setup.office.figures[name]
    if name in setup.office.disagree:
        return DISAGREES
    if sum(name in one.unreached for one in adapted) > len(adapted) // 2:
        return UNREACHED
    if _is_outside(name, given.value, after):
        return CONTRADICTS
    places = np.array([on_scale(name, one.expected[name]) for one in adapted])
    own, error = own_on_scale(name, given)
    sd = float(np.sqrt(places.var() + setup.spread.of(name) ** 2 + error**2))
    return UNUSUAL if abs(own - places.mean()) > TWO_SIDED * sd else FITS


def _is_outside(name: str, own: float, simulated: Floats) -> bool:
    """Say whether a figure lies outside 95 % of simulated ones [n], however few these are."""
    within = span(simulated)
    places = np.array([on_scale(name, value) for value in simulated])
    room = float(stdtrit(len(places) - 1, 0.975)) * float(places.std(ddof=1)) * float(np.sqrt(1.0 + 1.0 / len(places)))
    return bool(not within.low <= own <= within.high and abs(on_scale(name, own) - places.mean()) > room)


def _measures(setup: Setup, adapted: Sequence[Adapted]) -> list[Figure]:
    """Return the shares of each kind of portfolio, of 100, as figures; those of too few people are left out."""
    office = setup.office
    if not office.measures:
        return []
    rng = np.random.default_rng([setup.settings.seed, len(KINDS)])
    usual = np.array([calibrated_shares(draw) for draw in setup.draws])
    moved = np.array([calibrated_shares(one.parameters) for one in adapted])
    n = max(1, round(office.n_measures))
    own = np.mean([own_shares(draw, office) for draw in setup.draws], axis=0)
    figures = []
    drawn = [np.array([rng.multinomial(n, shares) for shares in of]) / n for of in (usual, moved)]
    is_suppressed = suppressed(np.rint(own * n))
    for number, kind in enumerate(KINDS):
        if kind not in office.measures or is_suppressed[number]:
            continue
        before, after = (span(100.0 * shares[:, number]) for shares in drawn)
        value = 100.0 * office.measures[kind]
        outside = _is_outside(BELIEF, value, 100.0 * drawn[1][:, number])  # on their own scale
        verdict = CONTRADICTS if outside else FITS
        figures.append(Figure(kind, value, before, after, n / (n + setup.spread.measures), verdict))
    return figures


def _effects(setup: Setup, found: Floats, stage: str) -> list[Effect]:
    names = [policy.name for policy in setup.policies]
    base = names.index(setup.settings.baseline)
    draws = draw_numbers(len(found))
    effects = []
    for policy in setup.settings.policies:
        if policy == setup.settings.baseline:
            continue
        for outcome in SHOWN_OUTCOMES:
            values = 100.0 * found[:, :, -1, OUTCOME_IDS.index(outcome)]
            level, usual = values[:, names.index(policy)], values[:, base]
            parts, by_draw = parts_of((level - usual)[:, None], draws)
            mean, half = float(parts.mean[0]), float(parts.half_width[0])
            effects.append(
                Effect(
                    policy,
                    outcome,
                    stage,
                    span(usual),
                    span(level),
                    Span(mean, mean - half, mean + half),
                    float(parts.cred_low[0]),
                    float(parts.cred_high[0]),
                    float(probability_above(by_draw)[0]),
                    span(level - usual[_others(draws)]),
                )
            )
    return effects


def _others(draws: Sequence[int]) -> NDArray[np.intp]:
    """Return for each replication another one of the same draw, with other people and noise [n_replications]."""
    numbers = np.array(draws)
    return np.array(
        [
            np.flatnonzero(numbers == number)[-1 - int(place)]
            for number, place in zip(numbers, _n_before_in_draw(numbers), strict=True)
        ]
    )


def _n_before_in_draw(numbers: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return how many replications of the same draw stand before each."""
    return np.array([int((numbers[:row] == number).sum()) for row, number in enumerate(numbers)])


def _levels(adapted: Sequence[Adapted], office: Office) -> dict[str, dict[str, float]]:
    """Return the middle of each parameter that was adapted, by group and name."""
    names: dict[str, list[str]] = {}
    if JOBS in office.figures:
        names["job_entry"] = ["intercept"]
    if CHANGES in office.figures:
        names["caseworkers"] = ["change_probability"]
    if office.measures:
        names["practice"] = list(KINDS)
    return {
        group: {
            name: float(np.median([getattr(getattr(one.parameters, group), name) for one in adapted])) for name in of
        }
        for group, of in names.items()
    }
