"""The answers of `tilltro target` in words: the same in the terminal and on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

from simulation.analyses.targeting.rules import Rule
from simulation.analyses.targeting.target import BUILT_IN, RIVALS, Gain, Judged, Target, gone
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import group_label, number_of_clients
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.policies import load_policy
from simulation.model.policies.elements.seen import Condition, conditions_of
from simulation.report.answer.block import other_worlds
from simulation.report.answer.finding import Finding, Strip, boxes_of, in_whole, made_by
from simulation.report.answer.sentence import rounded_outwards
from simulation.report.answer.words import count_words, meaning, time_words
from simulation.report.charts.strip import Mark, Words
from simulation.study.changes import changes, size
from simulation.study.settings import Settings

CLIENTS_OWN = "client_"


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
    def unit(self) -> str:
        """What gains are counted in."""
        return self.say(f"unit.{self.target.objective}")


def finding(asked: Asked) -> Finding:
    """Return the answer block: the rules on one strip, how far each comes beyond drawing lots."""
    settings, language, target = asked.settings, asked.language, asked.target
    leader, time = target.of(target.leader), time_words(settings.n_quarters, language)
    marks = tuple(_mark(asked, judged) for judged in sorted(target.judged, key=lambda judged: -judged.gain.value))
    key = f"{asked.say('strip.unit', unit=asked.unit, time=time)}; {text('answer.strip.key', language)}"
    given = {"policy": asked.policy, "against": asked.against, "places": f"{target.places:g}"}
    return Finding(
        title=asked.say("title"),
        sentence=_capital(_said(asked, leader)),
        put_in=asked.say("why_built_in", where=_where_gone(asked, leader)) if leader.verdict == BUILT_IN else "",
        strip=Strip(
            marks,
            Words(
                asked.say("strip.title", unit=asked.unit, time=time),
                "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
                asked.say("strip.zero"),
                text("answer.axis_fewer", language),
                text("answer.axis_more", language),
                language,
            ),
            f"{key}; {asked.say('strip.key_put_in')}" if any(mark.is_hollow for mark in marks) else key,
            asked.say("strip.put_in"),
        ),
        boxes=boxes_of(language, _was_asked(asked), _would_change(asked, leader), _isnt_said(language)),
        made=made_by(
            "target",
            [*given.items(), ("objective", target.objective), *size(settings), *changes(settings)],
            settings.seed,
            language,
        ),
    )


def _mark(asked: Asked, judged: Judged) -> Mark:
    gain = judged.gain
    is_known = not math.isnan(gain.cred_low)
    shown = (
        in_whole(gain.value, gain.cred_low, gain.cred_high, asked.language)
        if is_known
        else text("answer.short.hidden", asked.language)
    )
    return Mark(
        _capital(asked.say(f"rules.{judged.rule.id}")),
        gain.value,
        gain.cred_low,
        gain.cred_high,
        shown,
        judged.rule.id == asked.target.leader,
        judged.is_built_in,
    )


def _said(asked: Asked, leader: Judged) -> str:
    gain = leader.gain
    low, high = (gain.low, gain.high) if math.isnan(gain.cred_low) else (gain.cred_low, gain.cred_high)
    bottom, top = rounded_outwards(low, high)
    numbers = {"middle": min(max(round(gain.value), bottom), top), "low": bottom, "high": top}
    return asked.say(f"said.{leader.verdict}", rule=asked.say(f"rules.{leader.rule.id}"), unit=asked.unit, **numbers)


def _where_gone(asked: Asked, leader: Judged) -> str:
    """Return in which rivals hardly anything is left of the chosen rule's gain."""
    return _joined(asked, [asked.say(f"rivals.{name}") for name in gone(leader.gain, leader.usual, leader.rivals)])


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
        asked.say("judged_on", clients=clients),
        *other_worlds(settings, asked.language),
    ]


def _would_change(asked: Asked, leader: Judged) -> list[str]:
    shown = [asked.say("rivals_heading", rule=asked.say(f"rules.{leader.rule.id}"))]
    shown += [f"{_capital(asked.say(f'rivals.{name}'))}: {whole(asked, leader.rivals[name].value)}." for name in RIVALS]
    return [*shown, asked.say("rule_is", sentence=sentence(asked, leader.rule))] if leader.rule.first else shown


def whole(asked: Asked, value: float) -> str:
    """Return a gain in whole numbers."""
    return count_words(round(value), asked.language)


def _isnt_said(language: str) -> list[str]:
    return [text(f"answer.not_said.{key}", language) for key in ("who", "model", "proof")]


def value(asked: Asked, gain: Gain) -> str:
    """Return a gain."""
    return format_number(gain.value, 1, asked.language, sign=True)


def luck(asked: Asked, gain: Gain) -> str:
    """Return the interval of luck."""
    return format_interval(gain.low, gain.high, 1, asked.language, sign=True)


def credible(asked: Asked, gain: Gain) -> str:
    """Return the interval over the draws; empty where it isn't known."""
    is_known = not math.isnan(gain.cred_low)
    return format_interval(gain.cred_low, gain.cred_high, 1, asked.language, sign=True) if is_known else ""


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
    parts = [asked.say("group_then" if number else "group_first", group=group) for number, group in enumerate(groups)]
    return "; ".join([*parts, asked.say("others_last")]) + asked.say("lottery_among")


def _condition(asked: Asked, condition: Condition) -> str:
    key = "over" if condition.is_over else "up_to"
    return asked.say(
        key, fact=fact_label(asked, condition.fact), bound=format_number(condition.bound, 0, asked.language)
    )


def fact_label(asked: Asked, fact: str) -> str:
    """Return what a fact is called."""
    if fact in catalogue("decide.target.facts"):
        return asked.say(f"facts.{fact}")
    is_own = fact.startswith(CLIENTS_OWN)
    indicator = text(f"predict.indicators.{fact.removeprefix(CLIENTS_OWN)}", asked.language)
    return asked.say("by_client" if is_own else "by_caseworker", indicator=indicator)


def notes(asked: Asked) -> list[str]:
    """Return what else a reader should know."""
    target, settings = asked.target, asked.settings
    leader = target.of(target.leader)
    found = [
        asked.say(
            "notes.sets",
            replications=settings.n_replications,
            clients=format_number(settings.n_clients, 0, asked.language),
            seed=settings.seed,
        ),
        asked.say("notes.net"),
        asked.say("notes.points"),
        asked.say("notes.facts"),
    ]
    for pair, correlation in leader.stand_ins.items():
        fact, _, group = pair.partition(":")
        shown = format_number(correlation, 2, asked.language, sign=True)
        label = group_label(group, asked.language)
        found.append(asked.say("notes.stand_in", fact=fact_label(asked, fact), group=label, value=shown))
    if settings.population.inflow == 0:
        found.append(asked.say("notes.same_start"))
    return found


def again(asked: Asked) -> str:
    """Return how to run the rule chosen as a policy."""
    return asked.say("notes.again", rule=asked.target.leader, folder="...")


def _joined(asked: Asked, words: list[str]) -> str:
    return reduce(lambda one, other: asked.say("and", one=one, other=other), words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
