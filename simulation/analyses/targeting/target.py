"""Who should get few places? Rules learned on some people, chosen on others, and judged on others again.

All rules are compared with drawing lots, on the same people with the same luck. The three sets have other draws of the
parameters and fresh people: on the people that a rule was chosen by, the best of several equal ones looks better than
it is. Each rule is judged again where clients respond alike, where they differ twice as much, and where effects are
given in points; what holds in one of these alone was put into the model and not found with it. All are
judged in the rival worlds too, with draws that were fitted anew in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.at_start import STANDS_IN_FOR, AtStart, at_start
from simulation.analyses.targeting.capacity import Capacity
from simulation.analyses.targeting.judged import POINTS, RESPONSES, Gain, Judged, verdict
from simulation.analyses.targeting.learn import LEARNED_FROM, learn
from simulation.analyses.targeting.objective import MONEY, Objective, people_told_of
from simulation.analyses.targeting.people import EVERYBODY
from simulation.analyses.targeting.rules import GROUP_OF, NAMED, RANDOM, Offer, Rule
from simulation.analyses.targeting.runs import CHOOSE, LEARN, REPORT, Gains, Runs, n_few, places_tried, worlds_tried
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import STATE_IDS
from simulation.model.outcomes.small_groups import suppressed, suppressed_groups
from simulation.study.contrasts.uncertainty import FEWEST_REPLICATIONS, draw_numbers
from simulation.study.money.accounts import LINES, PUBLIC, discounted_at_each
from simulation.study.money.effects import price_effects
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
NOBODY = 0.0  # places of 100: with none, as with places for everybody, all rules are the same
MOST_PRICES = 3
LEAST_CORRELATION = 0.1  # from which a fact is called a proxy for a group


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
    worth: Mapping[str, float] = field(
        default_factory=dict
    )  # worth of a unit of each outcome, where several are weighed
    floors: tuple[FloorResult, ...] = ()
    floor_cost: Gain | None = None  # how much more the chosen rule gives without the floors
    prices: tuple[PriceResult, ...] = ()  # those that matter most to the chosen rule's money, the first most
    same: Mapping[str, str] = field(default_factory=dict)  # learned rules left out: which one gives the same places
    hidden: tuple[str, ...] = ()  # groups of the user's own clients that are suppressed
    capacity: Capacity | None = None  # what the places were worked out from, where they weren't given as such

    @property
    def worlds(self) -> tuple[str, ...]:
        """The rival worlds that the rules were tried in."""
        return tuple(self.judged[0].worlds)

    def of(self, id: str) -> Judged:
        """Return a rule as judged."""
        return next(one for one in self.judged if one.rule.id == id)


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
    runs = Runs(settings, offer, places, objective, n_threads, progress, cancel)
    learned = learn(list(runs.people(LEARN, n_few(settings.n_replications), lambda one: one)))
    rules: tuple[Rule, ...] = (RANDOM, *NAMED, *learned)
    few = n_few(settings.n_replications)
    total = runs.gains(CHOOSE, rules, places, few).total
    same = same_rules(rules, total)
    kept = [number for number, rule in enumerate(rules) if rule.id not in same]
    tried = total[:, [number - 1 for number in kept[1:]], 0].mean(axis=0)
    rules = tuple(rules[number] for number in kept)
    leader = rules[1 + int(np.argmax(tried))]
    report = runs.gains(REPORT, rules, places, settings.n_replications, also_without_floors=leader)
    found = report.without_last if offer.floors else report
    rivals = {
        name: runs.gains(
            REPORT, rules, places, few, {"progression": {"response_sd": times * _response_sd(settings)}}
        ).total
        for name, times in RESPONSES.items()
    }
    seen = list(runs.people(REPORT, settings.n_replications, lambda one: at_start(one, offer, rules, places)))
    by_places = {at: runs.gains(REPORT, rules, at, few).total for at in places_tried(places)}
    by_places[places] = found.total
    worlds = {world: runs.gains(REPORT, rules, places, few, world=world).total for world in worlds_tried(settings)}
    at = rules.index(leader)
    suppressed_here = _suppressed_here(settings, seen)
    return Target(
        places,
        objective.name,
        leader.id,
        _judge_rules(runs, rules[1:], found, rivals, worlds, seen, suppressed_here),
        _curve(runs, rules[1:], by_places),
        worth=dict(objective.worth) if objective.is_weighed else {},
        floors=_floors(offer, seen, at, suppressed_here),
        floor_cost=runs.summary(report.total[:, -1:, 0] - report.total[:, at - 1 : at, 0])[0] if offer.floors else None,
        prices=_prices(settings, report.quantities[[0, at]]) if objective.name == MONEY else (),
        same=same,
        hidden=suppressed_here,
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


def _suppressed_here(settings: Settings, seen: Sequence[AtStart]) -> tuple[str, ...]:
    """Return the groups of the user's own clients that are suppressed."""
    if settings.client_table is None:
        return ()
    return suppressed_groups([settings.n_clients, *np.mean([one.n_in_groups for one in seen], axis=0)])


def _curve(runs: Runs, rules: Sequence[Rule], by_places: Mapping[float, Floats]) -> dict[str, dict[str, Gain]]:
    """Return each rule's gain by places, from gains [n_replications, n_rules, n_groups]: none with no places or all."""
    nothing = Gain(0.0, 0.0, 0.0, 0.0, 0.0)
    summaries = {at: runs.summary(gains[:, :, 0]) for at, gains in by_places.items()}
    return {
        rule.id: {
            f"{at:g}": summaries[at][number] if at in summaries else nothing
            for at in sorted((NOBODY, *summaries, EVERYBODY))
        }
        for number, rule in enumerate(rules)
    }


def _response_sd(settings: Settings) -> float:
    return float(settings.parameter_values().progression.response_sd)


def _floors(offer: Offer, seen: Sequence[AtStart], at: int, without: Sequence[str]) -> tuple[FloorResult, ...]:
    """Return each floor with the places that its group has under the rule at this place; nan of those in `without`."""
    if not offer.floors:
        return ()
    shares = 100.0 * np.mean([one.floored[at] for one in seen], axis=0)
    shares[[GROUP_OF[group] in without for group in offer.floors]] = np.nan
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


def _judge_rules(
    runs: Runs,
    rules: Sequence[Rule],
    gains_of: Gains,
    rivals: Mapping[str, Floats],
    worlds: Mapping[str, Floats],
    seen: Sequence[AtStart],
    without: Sequence[str],
) -> tuple[Judged, ...]:
    found, scale = gains_of.total, people_told_of(runs.objective.name)
    gains, usual = runs.summary(found[:, :, 0]), runs.summary(np.array([one.usual for one in seen]))
    of_rivals = {name: runs.summary(values[:, :, 0]) for name, values in rivals.items()}
    of_rivals[POINTS] = runs.summary(np.array([one.points for one in seen]))
    of_worlds = {world: runs.summary(values[:, :, 0]) for world, values in worlds.items()}
    placed = 100.0 * np.nanmean([one.placed for one in seen], axis=0)
    is_suppressed = [group in without for group in GROUPS[1:]]
    placed[:, is_suppressed] = np.nan
    correlation = np.mean([one.correlation for one in seen], axis=0)
    of_groups, regret = scale * np.nanmean(found, axis=0), scale * _regret(found[:, :, 0], runs.has_draws)
    of_groups[:, [False, *is_suppressed]] = np.nan
    outcomes = runs.objective.outcomes if runs.objective.is_weighed else ()
    parts = {
        outcome: runs.summary(part[:, :, 0], outcome) for outcome, part in zip(outcomes, gains_of.parts, strict=False)
    }
    judged = []
    for number, rule in enumerate(rules):
        of_rule = {name: values[number] for name, values in of_rivals.items()}
        facts = [fact for fact in LEARNED_FROM if fact == rule.by or any(fact in words.split() for words in rule.first)]
        pairs = {
            f"{fact}:{group}": float(correlation[LEARNED_FROM.index(fact), place])
            for fact in facts
            for place, group in enumerate(STANDS_IN_FOR)
            if group not in without
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
                worlds={world: values[number] for world, values in of_worlds.items()},
                sizes=_sizes(runs.settings, np.mean([one.sizes[number + 1] for one in seen], axis=0)),
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
