"""The answer block of `tilltro target`: the same in the terminal and on the page."""

from __future__ import annotations

import math

from simulation.analyses.targeting.asked import as_settings
from simulation.analyses.targeting.judged import AHEAD, BUILT_IN, RIVALS, Judged, rivals_without_gain
from simulation.analyses.targeting.objective import MONEY, direction
from simulation.analyses.targeting.target import Target
from simulation.base.texts import text
from simulation.base.texts.labels import number_of_clients
from simulation.base.texts.numbers import format_number, format_plain
from simulation.model.policies import load_policy
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Finding, Strip, boxes_of, made_by, or_hidden
from simulation.report.answer.sentence import HUNDRED, decimals_for, rounded
from simulation.report.answer.words import meaning, time_words
from simulation.report.charts.strip import Mark, Words
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.notes import price_words
from simulation.report.targeting.numbers import as_given, gain_words
from simulation.report.targeting.sentences import capital, floor_label, joined, sentence
from simulation.study.changes import changes, run_size
from simulation.study.worlds import load_world


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
        sentence=capital(_said(asked, leader)),
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
            [*given.items(), *more, *run_size(settings), *changes(settings)],
            settings.seed,
            language,
        ),
    )


def _put_in(asked: Asked, leader: Judged) -> list[str]:
    """Return what was put in and not found: the worths given, and a lead that is gone in a rival."""
    found = []
    if asked.target.worth:
        worths = [
            f"{asked.say(f'worths.{id}')}: {as_given(worth, asked.language)}"
            for id, worth in asked.target.worth.items()
        ]
        found.append(asked.say("put_in_worth", worths="; ".join(worths)))
    if leader.verdict == BUILT_IN:
        why = "why_built_in" if asked.is_about_jobs else "why_built_in_other"
        found.append(asked.say(why, where=_where_gone(asked, leader)))
    return found


def _mark(asked: Asked, judged: Judged) -> Mark:
    gain = judged.gain
    (middle,), (low, high) = asked.as_answered(gain.value), asked.as_answered(gain.cred_low, gain.cred_high)
    return Mark(
        capital(asked.say(f"rules.{judged.rule.id}")),
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
    return joined(
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
    decimals = decimals_for(*asked.as_answered(leader.gain.value))
    shown += [
        f"{capital(asked.say(f'rivals.{name}'))}: {gain_words(asked, leader.rivals[name].value, decimals)}."
        for name in RIVALS
    ]
    if leader.rule.first:
        shown.append(asked.say("rule_is", sentence=sentence(asked, leader.rule)))
    return [
        *shown,
        *_in_worlds(asked, decimals),
        *_parts(asked, leader),
        *_floor_cost(asked, leader),
        *price_words(asked)[:1],
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
    leader = asked.target.of(asked.target.leader)
    worlds = leader.worlds
    if not worlds:
        return []
    lines = [
        f"{load_world(world).label[asked.language]}: {gain_words(asked, gain.value, decimals)}."
        for world, gain in worlds.items()
    ]
    return [asked.say("worlds_ahead", n=leader.n_worlds_ahead, all=len(worlds)), *lines]


def _parts(asked: Asked, leader: Judged) -> list[str]:
    """Return what the chosen rule's gain is made of, where several outcomes are weighed."""
    found = []
    for outcome, gain in leader.parts.items():
        numbers = (gain.value, gain.cred_low, gain.cred_high)
        if direction(outcome) < 0.0:
            numbers = (-gain.value, -gain.cred_high, -gain.cred_low)
        shown = or_hidden(*numbers, asked.language)
        found.append(f"{capital(asked.unit_of(outcome))}: {shown}.")
    return [asked.say("parts_heading"), *found] if found else []


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
    (middle,), (low, high) = asked.as_answered(cost.value), asked.as_answered(cost.cred_low, cost.cred_high)
    shown = or_hidden(middle, low, high, asked.language)
    unit = asked.unit_of(asked.target.objective, asked.per)
    return [*got, asked.say("floor_cost", rule=asked.say(f"rules.{leader.rule.id}"), unit=unit, shown=shown)]


def _isnt_said(asked: Asked) -> list[str]:
    usual = [text(f"answer.not_said.{key}", asked.language) for key in ("who", "model", "proof")]
    return [*usual[:2], asked.say("not_said_money")] if MONEY in asked.objective.outcomes else usual
