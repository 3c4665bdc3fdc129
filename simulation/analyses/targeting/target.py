"""Who should get few places? Rules learned on some people, chosen on others, and judged on others again.

All rules are compared with drawing lots, on the same people with the same luck. The three sets have other draws of the
parameters and fresh people: on the people that a rule was chosen by, the best of several equal ones looks better than
it is. Each rule is judged again where clients respond alike, where they differ twice as much, and where effects are
given in points; what holds in one of these alone was put into the model and not found with it. The rule chosen is
judged in the rival worlds too, with draws that were fitted anew in each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.capacity import Capacity
from simulation.analyses.targeting.learn import LEARNED_FROM, learn
from simulation.analyses.targeting.objective import MONEY, Objective, direction, displaced, people_told_of
from simulation.analyses.targeting.people import EVERYBODY, People, Sample, people
from simulation.analyses.targeting.rules import FLOOR_GROUPS, GROUP_OF, NAMED, RANDOM, Offer, Rule
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.engine.replication import Observe
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import QUANTITIES, STATE_IDS
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.outcomes.small_groups import hidden_groups, suppressed
from simulation.model.policies.elements.seen import FACTS, all_hold, conditions_of
from simulation.study.contrasts.uncertainty import A_DRAW, draw_numbers, parts_of, probability_above
from simulation.study.money.accounts import LINES, PUBLIC, discounted_at_each
from simulation.study.money.clients import ClientAccounts
from simulation.study.money.effects import price_effects
from simulation.study.posterior import rival_worlds
from simulation.study.replications import Study, replications
from simulation.study.settings import LARGEST_SEED, Settings
from simulation.study.worlds import USUAL

Floats = NDArray[np.float64]
FEWEST_REPLICATIONS = 8
REPORT, CHOOSE, LEARN = 0, 1, 2  # added to the seed
CURVE = (5.0, 35.0, 60.0, 80.0)  # places of 100 that every rule is tried with beside those asked for
NOBODY = 0.0  # places of 100: with none, as with places for everybody, all rules are the same
RESPONSES = {"alike": 0.0, "doubled": 2.0}  # times the central SD of the response
POINTS = "points"  # the measure gives every client the same gain, times the client's own response
RIVALS = (*RESPONSES, POINTS)
AHEAD, BUILT_IN, OPEN, BEHIND, TOO_FEW = "ahead", "built_in", "open", "behind", "too_few"
WITHOUT_FLOORS = "without_floors"  # name of the policy that gives places by the rule chosen, without any floor
MOST_PRICES = 3
LEAST_CORRELATION = 0.1  # from which a fact is said to stand in for a group
STANDS_IN_FOR = ("sex=man", "non_western=yes", "psychiatric=yes")


@dataclass(frozen=True)
class Gain:
    """What a rule gives beyond drawing lots, of every 100 people (money: of each), with both intervals.

    It is positive where the rule does better, also in what is better the less there is of it.
    """

    value: float
    low: float
    high: float
    cred_low: float = float("nan")
    cred_high: float = float("nan")
    share_above: float = float("nan")  # of the draws in which it is above zero

    @property
    def is_above(self) -> bool:
        """Whether the interval of luck lies above zero."""
        return self.low > 0.0

    @property
    def mirrored(self) -> Gain:
        """The same with gains for losses."""
        return Gain(-self.value, -self.high, -self.low, -self.cred_high, -self.cred_low, 1.0 - self.share_above)


@dataclass(frozen=True)
class Judged:
    """A rule as judged on people that it wasn't learned or chosen from."""

    rule: Rule
    gain: Gain
    rivals: Mapping[str, Gain]  # where clients respond alike, twice as differently, and with effects in points
    usual: Gain  # computed as the rival POINTS is, with the effects of the model: what that one is compared with
    regret: float  # behind the best rule of each draw, on average, of every 100 people
    placed: Mapping[str, float]  # of every 100 people of a group, how many get a place at the start
    gain_of: Mapping[str, float]  # of every 100 people of a group, against drawing lots
    stand_ins: Mapping[str, float]  # "fact:group" and their correlation
    verdict: str
    parts: Mapping[str, Gain] = field(default_factory=dict)  # by outcome, where several are weighed
    sizes: tuple[float, ...] = ()  # of every 100 people at the start, how many are in each group of a learned rule

    @property
    def is_built_in(self) -> bool:
        """Whether a lead over drawing lots, or a lag behind them, is gone in a rival."""
        if self.verdict == BEHIND:
            rivals = {name: rival.mirrored for name, rival in self.rivals.items()}
            return bool(rivals_without_gain(self.gain.mirrored, self.usual.mirrored, rivals))
        return self.verdict == BUILT_IN


@dataclass(frozen=True)
class FloorResult:
    """A group's floor, and of every 100 places at the start how many the group has under the rule chosen."""

    group: str
    least: float
    placed: float
    without: float  # if there were no floors


@dataclass(frozen=True)
class PriceResult:
    """What the rule chosen gives in public money beyond drawing lots with one price at either end of its range."""

    price: str
    low: float  # DKK, or a share, as the price is
    high: float
    at_low: float  # DKK a client
    at_high: float


@dataclass(frozen=True)
class Target:
    """The rules as judged, and everything shown with them."""

    places: float
    objective: str
    leader: str  # the rule that was chosen, on other people than it is judged on
    judged: tuple[Judged, ...]
    curve: Mapping[str, Mapping[str, Gain]]  # by rule and places, from none to all: the gain over drawing lots
    worth: Mapping[str, float] = field(default_factory=dict)  # of a unit of each outcome, where several are weighed
    floors: tuple[FloorResult, ...] = ()
    floor_cost: Gain | None = None  # what the rule chosen gives more without the floors
    prices: tuple[PriceResult, ...] = ()  # those that matter most to the chosen rule's money, the first most
    worlds: Mapping[str, Gain] = field(default_factory=dict)  # by rival world: the gain of the rule chosen there
    same: Mapping[str, str] = field(default_factory=dict)  # learned rules left out: which one gives the same places
    hidden: tuple[str, ...] = ()  # groups of one's own clients that are too small to tell of
    capacity: Capacity | None = None  # what the places were worked out from, where they weren't given as such

    def of(self, id: str) -> Judged:
        """Return a rule as judged."""
        return next(one for one in self.judged if one.rule.id == id)


def n_steps(settings: Settings, places: float) -> int:
    """Return how many replications `target` runs in all."""
    few = n_few(settings.n_replications)
    tried = len(RESPONSES) + len(_worlds_tried(settings)) + len(_places_tried(places))
    return 2 * few + 2 * settings.n_replications + tried * few


def _worlds_tried(settings: Settings) -> tuple[str, ...]:
    """Return the rival worlds that the rule chosen is tried in: none without draws, or where another world is asked."""
    return rival_worlds() if settings.runs_over_draws and settings.world_names == (USUAL,) else ()


def _places_tried(places: float) -> tuple[float, ...]:
    """Return the places of 100 that rules are tried with beside those asked for."""
    return tuple(at for at in CURVE if at != places)


def n_few(n_replications: int) -> int:
    """Return how many replications the smaller parts have: an even number, two for each draw."""
    return max(2, n_replications // 4 * 2)


def target(
    settings: Settings,
    offer: Offer,
    places: float,
    objective: Objective,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Target:
    """Return which rules give more than drawing lots, and whether that was found or built in.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if there are too few replications.
    """
    if settings.n_replications < FEWEST_REPLICATIONS:
        raise InputError("too_short", name="n_replications", value=settings.n_replications, low=FEWEST_REPLICATIONS)
    work = _Work(settings, offer, places, objective, n_threads, progress, cancel)
    learned = learn(list(work.people(LEARN, n_few(settings.n_replications), lambda one: one)))
    rules: tuple[Rule, ...] = (RANDOM, *NAMED, *learned)
    few = n_few(settings.n_replications)
    total = work.gains(CHOOSE, rules, places, few).total
    same = same_rules(rules, total)
    kept = [number for number, rule in enumerate(rules) if rule.id not in same]
    tried = total[:, [number - 1 for number in kept[1:]], 0].mean(axis=0)
    rules = tuple(rules[number] for number in kept)
    leader = rules[1 + int(np.argmax(tried))]
    report = work.gains(REPORT, rules, places, settings.n_replications, also_without_floors=leader)
    found = report.without_last if offer.floors else report
    rivals = {
        name: work.gains(
            REPORT, rules, places, few, {"progression": {"response_sd": times * _response_sd(settings)}}
        ).total
        for name, times in RESPONSES.items()
    }
    seen = list(work.people(REPORT, settings.n_replications, lambda one: _statistics_of(one, offer, rules, places)))
    by_places = {at: work.gains(REPORT, rules, at, few).total for at in _places_tried(places)}
    by_places[places] = found.total
    worlds = {
        world: work.summary(work.gains(REPORT, (RANDOM, leader), places, few, world=world).total[:, :, 0])[0]
        for world in _worlds_tried(settings)
    }
    at = rules.index(leader)
    hidden = _hidden(settings, seen)
    return Target(
        places,
        objective.name,
        leader.id,
        _judge_rules(work, rules[1:], found, rivals, seen, hidden),
        _curve(work, rules[1:], by_places),
        worth=dict(objective.worth) if objective.is_weighed else {},
        floors=_floors(offer, seen, at, hidden),
        floor_cost=work.summary(report.total[:, -1:, 0] - report.total[:, at - 1 : at, 0])[0] if offer.floors else None,
        prices=_prices(settings, report.quantities[[0, at]]) if objective.name == MONEY else (),
        worlds=worlds,
        same=same,
        hidden=hidden,
    )


def same_rules(rules: Sequence[Rule], tried: Floats) -> dict[str, str]:
    """Return the learned rules that gave everybody the same as an earlier one, each with that one.

    `tried` [n_replications, n_rules - 1, n_groups] is what each rule gave beyond the first: equal to the last digit
    only where the same people have the places throughout.
    """
    found: dict[str, str] = {}
    for number, rule in enumerate(rules):
        for before, other in enumerate(rules[1:number], 1):
            is_learned = bool(rule.first and other.first) and other.id not in found
            if is_learned and np.array_equal(tried[:, number - 1], tried[:, before - 1], equal_nan=True):
                found[rule.id] = other.id
                break
    return found


def _hidden(settings: Settings, seen: Sequence[_RuleStatistics]) -> tuple[str, ...]:
    """Return the groups that nothing is told of: those of one's own clients that are too small."""
    if settings.client_table is None:
        return ()
    return hidden_groups([settings.n_clients, *np.mean([one.n_in_groups for one in seen], axis=0)])


def _curve(work: _Work, rules: Sequence[Rule], by_places: Mapping[float, Floats]) -> dict[str, dict[str, Gain]]:
    """Return each rule's gain by places, from gains [n_replications, n_rules, n_groups]: none with no places or all."""
    nothing = Gain(0.0, 0.0, 0.0, 0.0, 0.0)
    summaries = {at: work.summary(gains[:, :, 0]) for at, gains in by_places.items()}
    return {
        rule.id: {
            f"{at:g}": summaries[at][number] if at in summaries else nothing
            for at in sorted((NOBODY, *summaries, EVERYBODY))
        }
        for number, rule in enumerate(rules)
    }


def _response_sd(settings: Settings) -> float:
    return float(settings.parameter_values().progression.response_sd)


class _Work:
    """Runs the parts of `target` one after the other and counts their replications for `progress`."""

    def __init__(
        self,
        settings: Settings,
        offer: Offer,
        places: float,
        objective: Objective,
        n_threads: int,
        progress: Progress,
        cancel: Cancel,
    ) -> None:
        self.settings, self.offer, self.objective = settings, offer, objective
        self._n_threads, self._progress, self._cancel = n_threads, progress, cancel
        self._n_done, self._n_asked = 0, n_steps(settings, places)
        self.has_draws, self._prices = settings.runs_over_draws, settings.prices()
        n, few = settings.n_replications // 2, n_few(settings.n_replications) // 2
        draws = settings.posterior_draws(n + 1 + 2 * few) if self.has_draws else ()
        self._draws = {REPORT: draws[: n + 1], CHOOSE: draws[n + 1 : n + 1 + few], LEARN: draws[n + 1 + few :]}

    def sample(
        self,
        which: int,
        n_replications: int,
        given: Mapping[str, Mapping[str, float]] | None = None,
        world: str | None = None,
    ) -> Sample:
        """Return one of the sets REPORT, CHOOSE and LEARN; `given` parameters replace its own.

        In a rival `world` its draws are that world's, fitted anew.
        """
        settings = self.settings
        environment, draws = settings.environment(), self._draws[which]
        if world is not None:
            settings = replace(settings, world_names=(world,))
            environment, draws = settings.environment(), settings.posterior_draws(n_replications // A_DRAW)
        if given:
            own = {
                **settings.parameters,
                **{group: {**settings.parameters.get(group, {}), **of} for group, of in given.items()},
            }
            changed = replace(settings, parameters=own)
            environment = changed.environment()
            draws = changed.posterior_draws(len(draws)) if draws else ()
        return Sample(environment, draws, (settings.seed + which) % (LARGEST_SEED + 1), n_replications, self._prices)

    def people[Found](self, which: int, n_replications: int, take: Callable[[People], Found]) -> list[Found]:
        """Return what is taken of each replication's people."""
        found = []
        sample = self.sample(which, n_replications)
        with closing(people(sample, self.offer, self.objective, self._n_threads, self._cancel)) as all_people:
            for one in all_people:
                found.append(take(one))
                self._step()
        return found

    def gains(
        self,
        which: int,
        rules: Sequence[Rule],
        places: float,
        n_replications: int,
        given: Mapping[str, Mapping[str, float]] | None = None,
        also_without_floors: Rule | None = None,
        world: str | None = None,
    ) -> _Gains:
        """Return each rule's gain over the first one, net of displacement.

        Where there are floors, the rule `also_without_floors` is simulated once more without them, as the last one.
        """
        sample = self.sample(which, n_replications, given, world)
        policies = [self.offer.policy(rule, places) for rule in rules]
        if also_without_floors is not None and self.offer.floors:
            policies.append(replace(self.offer.without_floors.policy(also_without_floors, places), name=WITHOUT_FLOORS))
        study = Study(sample.environment, tuple(policies), policies[0].name, n_replications, sample.seed)
        study = replace(study, draws=sample.draws)
        accounts: dict[int, ClientAccounts] = {}

        def observer_of(number: int) -> Observe:
            accounts[number] = ClientAccounts(sample.prices, sample.environment.n_quarters)
            return accounts[number].observe

        parts = np.empty((len(self.objective.worth), n_replications, len(policies) - 1, len(GROUPS)))
        quantities = np.zeros((len(policies), sample.environment.n_quarters, len(QUANTITIES)), np.int64)
        observe = observer_of if self.objective.has_money else None
        with closing(replications(study, self._n_threads, cancel=self._cancel, observer_of=observe)) as results:
            for number, result in enumerate(results):
                of_groups = accounts.pop(number).of_groups() if self.objective.has_money else None
                for place, outcome in enumerate(self.objective.outcomes):
                    level = result.mean[:, -1, :, OUTCOME_IDS.index(outcome)] if outcome != MONEY else of_groups
                    assert level is not None  # noqa: S101 (money is observed where it counts)
                    kept = 1.0 - displaced(outcome, sample.environment_of(number))
                    parts[place, number] = direction(outcome) * (level[1:] - level[0]) * kept
                quantities += result.quantities[:, 1:]
                self._step()
        return _Gains(self.objective.total(parts), parts, quantities)

    def summary(self, values: Floats, outcome: str | None = None) -> list[Gain]:
        """Return the mean gain of each rule with its intervals, from gains a person [n_replications, n_rules].

        `outcome` says whose unit they are in; None: the objective's.
        """
        draws = draw_numbers(len(values)) if self.has_draws else None
        parts, by_draw = parts_of(people_told_of(outcome or self.objective.name) * values, draws)
        above = probability_above(by_draw) if draws else np.full(values.shape[1], np.nan)
        unknown = np.full(values.shape[1], np.nan)
        luck = (parts.mean, parts.mean - parts.half_width, parts.mean + parts.half_width)
        known = (parts.cred_low, parts.cred_high) if draws else (unknown, unknown)
        return [Gain(*map(float, numbers)) for numbers in zip(*luck, *known, above, strict=True)]

    def _step(self) -> None:
        self._n_done += 1
        self._progress(self._n_done, self._n_asked)


@dataclass(frozen=True)
class _Gains:
    """Gains over the first rule, and what was counted under each."""

    total: Floats  # [n_replications, n_rules - 1, n_groups] in the objective
    parts: Floats  # [n_parts, n_replications, n_rules - 1, n_groups] in each outcome that it is made of
    quantities: NDArray[np.int64]  # [n_rules, n_quarters, n_quantities] of all replications

    @property
    def without_last(self) -> _Gains:
        """The same without the last rule."""
        return _Gains(self.total[:, :-1], self.parts[:, :, :-1], self.quantities[:-1])


@dataclass(frozen=True)
class _RuleStatistics:
    """Statistics of each rule over the people of one replication."""

    usual: Floats  # [n_rules] gain over drawing lots by those placed at the start, a client
    points: Floats  # [n_rules] the same if the measure gave all the same number of points, times their response
    placed: Floats  # [n_rules, n_groups] share of each group with a place
    correlation: Floats  # [n_facts, n_stand_ins]
    floored: Floats  # [n_rules, n_floors, 2] share of the places that each floor's group has, and has without floors
    sizes: tuple[Floats, ...]  # by rule: [n_groups of the rule] share of all people in each
    n_in_groups: Floats  # [n_groups] members of each


def _statistics_of(one: People, offer: Offer, rules: Sequence[Rule], places: float) -> _RuleStatistics:
    chosen = np.array([offer.element(rule, places).with_place(one.view) for rule in rules])
    kept = 1.0 - one.displaced
    in_points = (one.effect - one.cost).mean() * one.response / one.response.mean() + one.cost
    usual, points = (
        (chosen[1:] * effect).mean(axis=1) - chosen[1:].mean(axis=1) * effect.mean()
        for effect in (one.effect, in_points)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        placed = (chosen.astype(np.float64) @ one.is_in.T) / one.is_in.sum(axis=1)
    groups = np.array([one.is_in[GROUPS.index(name) - 1] for name in STANDS_IN_FOR], np.float64)
    facts = np.array([FACTS[fact](one.view) for fact in LEARNED_FROM])
    return _RuleStatistics(
        kept * usual,
        kept * points,
        placed,
        _correlations(facts, groups),
        _floored(one, offer, rules, places),
        tuple(np.array([_share_in(one, words) for words in rule.first]) for rule in rules),
        one.is_in.sum(axis=1).astype(np.float64),
    )


def _share_in(one: People, words: str) -> float:
    """Return the share of people of whom the conditions of a group hold."""
    return float(all_hold(one.view, conditions_of("first", words)).mean())


def _floored(one: People, offer: Offer, rules: Sequence[Rule], places: float) -> Floats:
    """Return the share of all places that each floor's group has, with floors and without [n_rules, n_floors, 2]."""
    conditions = [conditions_of("floor", FLOOR_GROUPS[group]) for group in offer.floors]
    is_in = np.array([all_hold(one.view, of) for of in conditions], np.float64).reshape(len(conditions), one.view.n)
    offers = (offer, offer.without_floors) if offer.floors else ()
    chosen = [[of.element(rule, places).with_place(one.view) for of in offers] for rule in rules]
    placed = np.array(chosen, np.float64).reshape(len(rules), len(offers), one.view.n)
    n_placed = np.maximum(placed.sum(axis=2), 1.0)  # no places: nobody has any
    return np.asarray((placed @ is_in.T / n_placed[:, :, None]).swapaxes(1, 2))


def _floors(offer: Offer, seen: Sequence[_RuleStatistics], at: int, hidden: Sequence[str]) -> tuple[FloorResult, ...]:
    """Return each floor with the places that its group has under the rule at this place; nan of hidden groups."""
    if not offer.floors:
        return ()
    shares = 100.0 * np.mean([one.floored[at] for one in seen], axis=0)
    shares[[GROUP_OF[group] in hidden for group in offer.floors]] = np.nan
    return tuple(
        FloorResult(group, least, float(placed), float(without))
        for (group, least), (placed, without) in zip(offer.floors.items(), shares, strict=True)
    )


def _prices(settings: Settings, quantities: NDArray[np.int64]) -> tuple[PriceResult, ...]:
    """Return the prices that matter most to a rule's public money against drawing lots, one moved at a time.

    Args:
        settings: whose prices all others are.
        quantities: [2, n_quarters, n_quantities] by drawing lots and under the rule, of all replications.
    """
    n_clients = int(quantities[0, 0, : len(STATE_IDS)].sum())
    rows = price_effects(
        lambda cases: discounted_at_each(quantities, cases, n_clients),
        settings.prices(),
        ("lots", "rule"),
        0,
        LINES,
    )
    ids = ("price", "price_low", "price_high", "difference_at_low", "difference_at_high")
    found = [
        (swing, PriceResult(str(price), *map(float, numbers)))
        for payer, swing, price, *numbers in zip(rows["payer"], rows["swing"], *(rows[id] for id in ids), strict=True)
        if payer == PUBLIC
    ]
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0])[:MOST_PRICES])


def _correlations(one: Floats, other: Floats) -> Floats:
    """Return the correlation of each row with each row of the other; 0 where a row doesn't vary or isn't known."""
    known = ~np.isnan(one).any(axis=0)
    first, second = (rows[:, known] - rows[:, known].mean(axis=1, keepdims=True) for rows in (one, other))
    size = np.sqrt((first**2).sum(axis=1))[:, None] * np.sqrt((second**2).sum(axis=1))
    found: Floats = np.divide(first @ second.T, size, out=np.zeros(size.shape), where=size > 0.0)
    return found


def _judge_rules(
    work: _Work,
    rules: Sequence[Rule],
    gains_of: _Gains,
    rivals: Mapping[str, Floats],
    seen: Sequence[_RuleStatistics],
    hidden: Sequence[str],
) -> tuple[Judged, ...]:
    found, scale = gains_of.total, people_told_of(work.objective.name)
    gains, usual = work.summary(found[:, :, 0]), work.summary(np.array([one.usual for one in seen]))
    of_rivals = {name: work.summary(values[:, :, 0]) for name, values in rivals.items()}
    of_rivals[POINTS] = work.summary(np.array([one.points for one in seen]))
    placed = 100.0 * np.nanmean([one.placed for one in seen], axis=0)
    is_hidden = [group in hidden for group in GROUPS[1:]]
    placed[:, is_hidden] = np.nan
    correlation = np.mean([one.correlation for one in seen], axis=0)
    of_groups, regret = scale * np.nanmean(found, axis=0), scale * _regret(found[:, :, 0], work.has_draws)
    of_groups[:, [False, *is_hidden]] = np.nan
    outcomes = work.objective.outcomes if work.objective.is_weighed else ()
    parts = {
        outcome: work.summary(part[:, :, 0], outcome) for outcome, part in zip(outcomes, gains_of.parts, strict=False)
    }
    judged = []
    for number, rule in enumerate(rules):
        of_rule = {name: values[number] for name, values in of_rivals.items()}
        facts = [fact for fact in LEARNED_FROM if fact == rule.by or any(fact in words.split() for words in rule.first)]
        pairs = {
            f"{fact}:{group}": float(correlation[LEARNED_FROM.index(fact), place])
            for fact in facts
            for place, group in enumerate(STANDS_IN_FOR)
            if group not in hidden
        }
        judged.append(
            Judged(
                rule=rule,
                gain=gains[number],
                rivals=of_rule,
                usual=usual[number],
                regret=float(regret[number]),
                placed=dict(zip(GROUPS[1:], map(float, placed[number + 1]), strict=True)),
                gain_of=dict(zip(GROUPS[1:], map(float, of_groups[number, 1:]), strict=True)),
                stand_ins={name: value for name, value in pairs.items() if abs(value) >= LEAST_CORRELATION},
                verdict=verdict(gains[number], usual[number], of_rule),
                parts={outcome: of_part[number] for outcome, of_part in parts.items()},
                sizes=_sizes(work.settings, np.mean([one.sizes[number + 1] for one in seen], axis=0)),
            )
        )
    return tuple(judged)


def _sizes(settings: Settings, shares: Floats) -> tuple[float, ...]:
    """Return of every 100 people how many are in each group of a rule, from shares [n_groups] of all.

    Of one's own clients the groups that are too small are nan; all others, who come last, are a group too.
    """
    shown = 100.0 * shares
    if settings.client_table is not None and len(shares):
        counts = settings.n_clients * np.append(shares, 1.0 - shares.sum())
        shown[suppressed(np.rint(counts))[:-1]] = np.nan
    return tuple(shown.tolist())


def _regret(gains: Floats, has_draws: bool) -> Floats:
    """Return how far each rule is behind the best one of each draw (drawing lots among them), on average."""
    numbers = np.array(draw_numbers(len(gains)) if has_draws else [0] * len(gains))
    by_draw = np.array([gains[numbers == number].mean(axis=0) for number in np.unique(numbers)])
    best = np.maximum(by_draw.max(axis=1), 0.0)
    return np.asarray((best[:, None] - by_draw).mean(axis=0))


def verdict(gain: Gain, usual: Gain, rivals: Mapping[str, Gain]) -> str:
    """Return what is to be said of a rule.

    behind: its gain is below zero; built in: above it, but mostly gone in a rival; open: drawing lots may do as well,
    by luck or by what isn't known; ahead: above zero in both intervals and in every rival; too few: neither of these
    can be told with so few draws or replications. `usual` is what the rival with effects in points is held against.
    """
    if gain.high < 0.0:
        return BEHIND
    if not gain.is_above:
        return OPEN
    if rivals_without_gain(gain, usual, rivals):
        return BUILT_IN
    if gain.cred_low <= 0.0:
        return OPEN
    is_told = not np.isnan(gain.cred_low) and all(rival.is_above for rival in rivals.values())
    return AHEAD if is_told else TOO_FEW


def rivals_without_gain(gain: Gain, usual: Gain, rivals: Mapping[str, Gain]) -> tuple[str, ...]:
    """Return the rivals in which most of a gain is gone.

    In them less than half of the gain is left: either the whole interval lies below half, or the gain does and its
    interval isn't above zero.
    """
    found = []
    for name, rival in rivals.items():
        half = (usual if name == POINTS else gain).value / 2.0
        if rival.high < half or (rival.value < half and not rival.is_above):
            found.append(name)
    return tuple(found)
