"""The answers of `tilltro target` in words: the same in the terminal and on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from simulation.analyses.targeting.asked import as_settings
from simulation.analyses.targeting.objective import MONEY, Objective, direction, single, weighed
from simulation.analyses.targeting.people import EVERYBODY
from simulation.analyses.targeting.rules import BY_SEX, GROUP_OF, Rule
from simulation.analyses.targeting.target import (
    AHEAD,
    BUILT_IN,
    NOBODY,
    RIVALS,
    Gain,
    Judged,
    Target,
    n_few,
    rivals_without_gain,
)
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import group_label, hidden_note, number_of_clients
from simulation.base.texts.numbers import format_interval, format_number, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.outcomes.displacement import JOB_OUTCOMES
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.policies import load_policy
from simulation.model.policies.elements.seen import Condition, conditions_of
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Finding, Strip, boxes_of, made_by, or_hidden
from simulation.report.answer.sentence import HUNDRED, counted_per, decimals_for, rounded
from simulation.report.answer.words import count_words, meaning, time_words
from simulation.report.charts.strip import Mark, Words
from simulation.study.changes import changes, size
from simulation.study.client_table import HIGHEST_ANSWER, LOWEST_ANSWER
from simulation.study.money.prices import catalogue as prices
from simulation.study.settings import Settings
from simulation.study.worlds import load_world

CLIENTS_OWN = "client_"
OF_THEIR_OWN = ("age", "quarters_on_benefit", "unskilled")  # facts whose conditions have words of their own
SUMS = ("index", "client_index")  # of ten answers
OF_PEOPLE = ("quarters_worked", "first_job", "any_ordinary_hours", "anxiety_medication")  # told of so many people


@dataclass(frozen=True)
class Asked:
    """What was asked, with what was found."""

    target: Target
    settings: Settings
    policy: str
    against: str
    language: str
    content_hash: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of this report."""
        return text(f"decide.target.{key}", self.language, **values)

    @property
    def objective(self) -> Objective:
        """What the rules are judged by."""
        return weighed(self.target.worth) if self.target.worth else single(self.target.objective)

    @property
    def is_about_jobs(self) -> bool:
        """Whether gains come from jobs, at least in part: public money does."""
        return any(outcome in (MONEY, *JOB_OUTCOMES) for outcome in self.objective.outcomes)

    @property
    def unit(self) -> str:
        """What gains are counted in: in tables always of 100 people."""
        return self.unit_of(self.target.objective)

    def unit_of(self, outcome: str, per: int = HUNDRED) -> str:
        """Return what gains in an outcome are counted in."""
        return self.say(f"unit.{outcome}", per=format_number(per, 0, self.language))

    @cached_property
    def per(self) -> int:
        """Of how many people the answer tells: of 1,000 where no rule makes a difference of 2 in 100."""
        if self.target.objective not in OF_PEOPLE:
            return HUNDRED
        gains = [judged.gain for judged in self.target.judged]
        return counted_per(*(end / HUNDRED for gain in gains for end in (gain.value, gain.cred_low, gain.cred_high)))

    def told(self, *gains: float) -> tuple[float, ...]:
        """Return gains, or the ends of an interval of them, as the answer tells them, as `difference`."""
        return tuple(self.per / HUNDRED * value for value in self.difference(*gains))

    @cached_property
    def decimals(self) -> int:
        """With how many decimals tables tell gains: with one more than the largest needs, money as it is."""
        gains = [judged.gain for judged in self.target.judged]
        least = min((decimals_for(gain.value, gain.low, gain.high) for gain in gains), default=0)
        return max(least, 0) if self.target.objective == MONEY else least + 1

    @property
    def is_less_better(self) -> bool:
        """Whether the rules are judged by something that is better the less there is of it."""
        return direction(self.target.objective) < 0.0

    @property
    def unit_of_gain(self) -> str:
        """What gains are counted in where they are positive for the better: in the workbook, as in the tables."""
        return self.say("fewer_is_gain", unit=self.unit) if self.is_less_better else self.unit

    def difference(self, *gains: float) -> tuple[float, ...]:
        """Return gains, or the ends of an interval of them, as differences from drawing lots, the lowest first."""
        return tuple(0.0 - gain for gain in reversed(gains)) if self.is_less_better else gains


def finding(asked: Asked) -> Finding:
    """Return the answer block: the rules on one strip, how far each comes beyond drawing lots."""
    settings, language, target = asked.settings, asked.language, asked.target
    leader, time = target.of(target.leader), time_words(settings.n_quarters, language)
    marks = tuple(_mark(asked, judged) for judged in sorted(target.judged, key=lambda judged: -judged.gain.value))
    unit = asked.unit_of(target.objective, asked.per)
    key = f"{asked.say('strip.unit', unit=unit, time=time)}; {text('answer.strip.key', language)}"
    given = {"policy": asked.policy, "against": asked.against, **_capacity_typed(target)}
    more = as_settings(asked.objective, {floor.group: floor.least for floor in target.floors})
    return Finding(
        title=asked.say("title"),
        sentence=_capital(_said(asked, leader)),
        put_in=" ".join(_put_in(asked, leader)),
        strip=Strip(
            marks,
            Words(
                asked.say("strip.title", unit=unit, time=time),
                "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
                asked.say("strip.zero"),
                text("answer.axis_fewer", language),
                text("answer.axis_more", language),
                language,
            ),
            f"{key}; {asked.say('strip.key_put_in')}" if any(mark.is_hollow for mark in marks) else key,
            asked.say("strip.put_in"),
        ),
        boxes=boxes_of(language, _was_asked(asked), _would_change(asked, leader), _isnt_said(asked)),
        made=made_by(
            "target",
            [*given.items(), *more, *size(settings), *changes(settings)],
            settings.seed,
            language,
        ),
    )


def _put_in(asked: Asked, leader: Judged) -> list[str]:
    """Return what was put in and not found: the worths given, and a lead that is gone in a rival."""
    found = []
    if asked.target.worth:
        worths = [
            f"{asked.say(f'worths.{id}')}: {_as_given(worth, asked.language)}"
            for id, worth in asked.target.worth.items()
        ]
        found.append(asked.say("put_in_worth", worths="; ".join(worths)))
    if leader.verdict == BUILT_IN:
        why = "why_built_in" if asked.is_about_jobs else "why_built_in_other"
        found.append(asked.say(why, where=_where_gone(asked, leader)))
    return found


def _as_given(number: float, language: str) -> str:
    """Return a number with all its digits."""
    written = np.format_float_positional(number, trim="-")
    return format_number(number, len(written.partition(".")[2]), language)


def _mark(asked: Asked, judged: Judged) -> Mark:
    gain = judged.gain
    (middle,), (low, high) = asked.told(gain.value), asked.told(gain.cred_low, gain.cred_high)
    return Mark(
        _capital(asked.say(f"rules.{judged.rule.id}")),
        middle,
        low,
        high,
        or_hidden(middle, low, high, asked.language),
        judged.rule.id == asked.target.leader,
        judged.is_built_in,
    )


def _said(asked: Asked, leader: Judged) -> str:
    gain = leader.gain
    ends = (gain.low, gain.high) if math.isnan(gain.cred_low) else (gain.cred_low, gain.cred_high)
    told = rounded(*(asked.per / HUNDRED * number for number in (gain.value, *ends)))
    numbers = {
        name: format_number(getattr(told, name), max(told.decimals, 0), asked.language)
        for name in ("middle", "low", "high")
    }
    key = "ahead_fewer" if leader.verdict == AHEAD and asked.is_less_better else leader.verdict
    unit = asked.unit_of(asked.target.objective, asked.per)
    return asked.say(f"said.{key}", rule=asked.say(f"rules.{leader.rule.id}"), unit=unit, **numbers)


def _where_gone(asked: Asked, leader: Judged) -> str:
    """Return in which rivals hardly anything is left of the chosen rule's gain."""
    return _joined(
        asked,
        [asked.say(f"rivals.{name}") for name in rivals_without_gain(leader.gain, leader.usual, leader.rivals)],
    )


def _was_asked(asked: Asked) -> list[str]:
    settings, target = asked.settings, asked.target
    clients = number_of_clients(settings.n_clients, settings.population.inflow, asked.language)
    return [
        asked.say(
            "question",
            places=format_number(target.places, 0 if target.places == round(target.places) else 1, asked.language),
            policy=asked.settings.policy_label(asked.policy, asked.language),
            against=asked.settings.policy_label(asked.against, asked.language),
        ),
        *(meaning(load_policy(name, settings.own_configs), asked.language) for name in (asked.policy, asked.against)),
        *_capacity(asked),
        *_floors_asked(asked),
        asked.say("judged_on", clients=clients),
        *not_as_usual(settings, asked.language),
    ]


def _would_change(asked: Asked, leader: Judged) -> list[str]:
    shown = [asked.say("rivals_heading", rule=asked.say(f"rules.{leader.rule.id}"))]
    decimals = decimals_for(*asked.told(leader.gain.value))
    shown += [
        f"{_capital(asked.say(f'rivals.{name}'))}: {_told(asked, leader.rivals[name].value, decimals)}."
        for name in RIVALS
    ]
    if leader.rule.first:
        shown.append(asked.say("rule_is", sentence=sentence(asked, leader.rule)))
    return [
        *shown,
        *_in_worlds(asked, decimals),
        *_parts(asked, leader),
        *_floor_cost(asked, leader),
        *_price_words(asked)[:1],
    ]


def _capacity_typed(target: Target) -> dict[str, str]:
    """Return how many places there are, as it is typed."""
    return {"places": f"{target.places:g}"} if target.capacity is None else target.capacity.as_settings


def _capacity(asked: Asked) -> list[str]:
    """Return how the places follow from money or hours; nothing where they were given as places."""
    capacity = asked.target.capacity
    if capacity is None:
        return []
    language = asked.language
    shown = {
        "amount": format_plain(capacity.amount, language),
        "a_place": format_plain(capacity.a_place, language),
        "n": format_number(capacity.n_places, 1, language),
        "clients": format_number(capacity.n_clients, 0, language),
        "places": format_number(capacity.places, 1, language),
    }
    said = [asked.say(f"capacity.{capacity.kind}", **shown)]
    return [*said, asked.say("capacity.reckoned")] if capacity.is_reckoned else said


def _in_worlds(asked: Asked, decimals: int) -> list[str]:
    """Return in how many rival worlds the chosen rule is ahead of drawing lots, and by how much in each."""
    worlds = asked.target.worlds
    if not worlds:
        return []
    lines = [
        f"{load_world(world).label[asked.language]}: {_told(asked, gain.value, decimals)}."
        for world, gain in worlds.items()
    ]
    n = sum(gain.is_above for gain in worlds.values())
    return [asked.say("worlds_ahead", n=n, all=len(worlds)), *lines]


def _told(asked: Asked, value: float, decimals: int) -> str:
    """Return a gain as the answer tells it, more or fewer."""
    (told,) = asked.told(value)
    return count_words(round(told, decimals), asked.language, decimals)


def _parts(asked: Asked, leader: Judged) -> list[str]:
    """Return what the chosen rule's gain is made of, where several outcomes are weighed."""
    found = []
    for outcome, gain in leader.parts.items():
        numbers = (gain.value, gain.cred_low, gain.cred_high)
        if direction(outcome) < 0.0:
            numbers = (-gain.value, -gain.cred_high, -gain.cred_low)
        shown = or_hidden(*numbers, asked.language)
        found.append(f"{_capital(asked.unit_of(outcome))}: {shown}.")
    return [asked.say("parts_heading"), *found] if found else []


def floor_label(asked: Asked, group: str) -> str:
    """Return what the group of a floor is called."""
    return group_label(GROUP_OF[group], asked.language)


def _floors_asked(asked: Asked) -> list[str]:
    """Return which floors every rule keeps to."""
    return [
        asked.say("floor_is", group=floor_label(asked, floor.group), least=format_plain(floor.least, asked.language))
        for floor in asked.target.floors
    ]


def _floor_cost(asked: Asked, leader: Judged) -> list[str]:
    """Return what the floors give their groups and what they cost."""
    cost = asked.target.floor_cost
    if cost is None:
        return []
    got = [
        asked.say(
            "floor_got",
            group=floor_label(asked, floor.group),
            placed=format_number(floor.placed, 0, asked.language),
            without=format_number(floor.without, 0, asked.language),
        )
        for floor in asked.target.floors
        if not math.isnan(floor.placed)
    ]
    (middle,), (low, high) = asked.told(cost.value), asked.told(cost.cred_low, cost.cred_high)
    shown = or_hidden(middle, low, high, asked.language)
    unit = asked.unit_of(asked.target.objective, asked.per)
    return [*got, asked.say("floor_cost", rule=asked.say(f"rules.{leader.rule.id}"), unit=unit, shown=shown)]


def _price_words(asked: Asked) -> list[str]:
    """Return what the prices that matter most make of the chosen rule's gain, the first the most."""
    return [
        asked.say(
            "price",
            price=prices()[found.price].label[asked.language],
            price_unit=phrase(prices()[found.price].unit, asked.language),
            low=format_plain(found.low, asked.language),
            high=format_plain(found.high, asked.language),
            at_low=_told(asked, found.at_low, decimals_for(found.at_low)),
            at_high=_told(asked, found.at_high, decimals_for(found.at_high)),
        )
        for found in asked.target.prices
    ]


def _isnt_said(asked: Asked) -> list[str]:
    usual = [text(f"answer.not_said.{key}", asked.language) for key in ("who", "model", "proof")]
    return [*usual[:2], asked.say("not_said_money")] if MONEY in asked.objective.outcomes else usual


def value(asked: Asked, gain: Gain) -> str:
    """Return a gain."""
    return format_number(asked.difference(gain.value)[0], asked.decimals, asked.language, sign=True)


def luck(asked: Asked, gain: Gain) -> str:
    """Return the interval of luck."""
    return _interval(asked, gain.low, gain.high)


def credible(asked: Asked, gain: Gain) -> str:
    """Return the interval over the draws; empty where it isn't known."""
    is_known = not math.isnan(gain.cred_low)
    return _interval(asked, gain.cred_low, gain.cred_high) if is_known else ""


def _interval(asked: Asked, low: float, high: float) -> str:
    low, high = asked.difference(low, high)
    return format_interval(low, high, asked.decimals, asked.language, sign=True)


def share(asked: Asked, gain: Gain) -> str:
    """Return the share of draws in which a rule is ahead, in percent."""
    return "–" if math.isnan(gain.share_above) else f"{format_number(100.0 * gain.share_above, 0, asked.language)} %"


def sentence(asked: Asked, rule: Rule) -> str:
    """Return a rule in one sentence, without its stop."""
    if not rule.first:
        return asked.say(f"rules.{rule.id}") + asked.say("lottery_among")
    groups = [
        _joined(asked, [_condition(asked, condition) for condition in conditions_of("first", words)])
        for words in rule.first
    ]
    sizes = next((judged.sizes for judged in asked.target.judged if judged.rule.id == rule.id), ())
    for number, size_of_group in enumerate(sizes):
        if math.isnan(size_of_group):  # too few of one's own clients
            continue
        shown = format_number(size_of_group, 0, asked.language)
        groups[number] = asked.say("group_size", group=groups[number], size=shown)
    parts = [asked.say("group_then" if number else "group_first", group=group) for number, group in enumerate(groups)]
    return "; ".join([*parts, asked.say("others_last")]) + asked.say("lottery_among")


def _condition(asked: Asked, condition: Condition) -> str:
    """Return a condition as a caseworker would put it: an answer by the steps of its scale."""
    end, bound, fact = "over" if condition.is_over else "up_to", round(condition.bound), condition.fact
    if fact in OF_THEIR_OWN:
        return asked.say(f"conditions.{fact}.{end}", bound=bound)
    step = bound + 1 if condition.is_over else bound  # the nearest answer of which it holds
    is_last = step == (HIGHEST_ANSWER if condition.is_over else LOWEST_ANSWER)
    key = end if fact in SUMS else f"answer.{'only' if is_last else end}"
    return asked.say(f"conditions.{key}", fact=fact_label(asked, fact), bound=bound, step=step)


def fact_label(asked: Asked, fact: str) -> str:
    """Return what a fact is called."""
    if fact in catalogue("decide.target.facts"):
        return asked.say(f"facts.{fact}")
    is_own = fact.startswith(CLIENTS_OWN)
    indicator = text(f"predict.indicators.{fact.removeprefix(CLIENTS_OWN)}", asked.language)
    return asked.say("by_client" if is_own else "by_caseworker", indicator=indicator)


def curve_rows(asked: Asked) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of what each rule gives with more or fewer places."""
    curve = asked.target.curve
    places = places_tried(asked)
    heads = [asked.say("columns.rule"), *(format_plain(float(at), asked.language) for at in places)]
    rows = [
        [asked.say(f"rules.{rule}"), *(value(asked, of_rule[at]) for at in places)] for rule, of_rule in curve.items()
    ]
    return heads, rows


def places_tried(asked: Asked) -> list[str]:
    """Return the places of 100 that rules differ with: not none, nor places for everybody."""
    return [places for places in next(iter(asked.target.curve.values())) if float(places) not in (NOBODY, EVERYBODY)]


def worlds_title(asked: Asked) -> str:
    """Return what the table of rival worlds is called."""
    return asked.say("tables.worlds", rule=asked.say(f"rules.{asked.target.leader}"), unit=asked.unit)


def world_rows(asked: Asked) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of what the rule chosen gives in the model as it is and in each rival world."""
    heads = [asked.say(f"columns.{name}") for name in ("world", "gain", "share")]
    worlds = asked.target.worlds
    gains = {asked.say("usual"): asked.target.of(asked.target.leader).gain} if worlds else {}
    gains |= {load_world(world).label[asked.language]: gain for world, gain in worlds.items()}
    rows = [[label, f"{value(asked, gain)} ({luck(asked, gain)})", share(asked, gain)] for label, gain in gains.items()]
    return heads, rows


def notes(asked: Asked) -> list[str]:
    """Return what else a reader should know."""
    target, settings = asked.target, asked.settings
    outcomes = asked.objective.outcomes
    has_jobs = any(outcome in JOB_OUTCOMES for outcome in outcomes)
    found = [
        asked.say(
            "notes.sets",
            replications=settings.n_replications,
            clients=format_number(settings.n_clients, 0, asked.language),
            seed=settings.seed,
        ),
        asked.say("notes.few", few=n_few(settings.n_replications), replications=settings.n_replications),
        *([asked.say("notes.net" if MONEY not in outcomes else "notes.net_of_jobs")] if has_jobs else []),
        asked.say("notes.points" if asked.is_about_jobs else "notes.points_other"),
        *([asked.say("notes.money")] if MONEY in outcomes else []),
        *_price_words(asked)[1:],
        *([asked.say("notes.floors")] if target.floors else []),
        _facts_used(asked),
    ]
    found += _stand_ins(asked)
    found += [
        asked.say("notes.same", rule=asked.say(f"rules.{rule}"), other=asked.say(f"rules.{other}"))
        for rule, other in target.same.items()
    ]
    if target.hidden:
        found.append(hidden_note(len(target.hidden), SMALLEST_GROUP, asked.language))
    if settings.population.inflow == 0:
        found.append(asked.say("notes.same_start"))
    return found


def _stand_ins(asked: Asked) -> list[str]:
    """Return each fact of a rule that goes with sex, origin or diagnosis, with the rules that use it."""
    pairs: dict[str, float] = {}
    rules: dict[str, list[str]] = {}
    for judged in asked.target.judged:
        for pair, correlation in judged.stand_ins.items():
            pairs[pair] = correlation  # the same people, whichever rule uses the fact
            rules.setdefault(pair, []).append(asked.say(f"rules.{judged.rule.id}"))
    found = []
    for pair, correlation in pairs.items():
        fact, _, group = pair.partition(":")
        shown = format_number(correlation, 2, asked.language, sign=True)
        label = group_label(group, asked.language)
        used_by = "; ".join(rules[pair])
        found.append(asked.say("notes.stand_in", fact=fact_label(asked, fact), group=label, value=shown, rules=used_by))
    return found


def _facts_used(asked: Asked) -> str:
    """Return what rules go by, and that a floor uses sex where one was asked for."""
    by_sex = [floor_label(asked, floor.group) for floor in asked.target.floors if floor.group in BY_SEX]
    if not by_sex:
        return asked.say("notes.facts")
    return asked.say("notes.facts_by_sex", groups=_joined(asked, by_sex))


def again(asked: Asked, is_kept: bool = True) -> str:
    """Return how to run the rule chosen as a policy, which stands in a folder of results if `is_kept`."""
    if is_kept:
        return asked.say("notes.again", rule=asked.target.leader, folder="...")
    return asked.say("notes.again_saved", rule=asked.target.leader, against=asked.against)


def _joined(asked: Asked, words: list[str]) -> str:
    return reduce(lambda one, other: asked.say("and", one=one, other=other), words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
