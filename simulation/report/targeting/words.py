"""The answers of `tilltro target` in words: the same in the terminal and on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

from simulation.analyses.targeting.rules import Rule
from simulation.analyses.targeting.target import BUILT_IN, Gain, Target, gone
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import group_label
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.policies.elements.seen import Condition, conditions_of
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


def answer(asked: Asked) -> list[str]:
    """Return the question and its answer, a sentence or a few a line."""
    target = asked.target
    leader = target.of(target.leader)
    label = asked.say(f"rules.{leader.rule.id}")
    lost = gone(leader.gain, leader.usual, leader.rivals) if leader.verdict == BUILT_IN else ()
    where = [asked.say(f"rivals.{name}") for name in lost]
    lines = [
        asked.say(
            "question",
            places=format_number(target.places, 0 if target.places == round(target.places) else 1, asked.language),
            policy=asked.settings.policy_label(asked.policy, asked.language),
            against=asked.settings.policy_label(asked.against, asked.language),
        ),
        _capital(
            asked.say(
                f"said.{leader.verdict}",
                rule=label,
                value=with_intervals(asked, leader.gain),
                where=_joined(asked, where) if where else "",
            )
        ),
    ]
    if leader.rule.first:
        lines.append(asked.say("rule_is", sentence=sentence(asked, leader.rule)))
    return lines


def with_intervals(asked: Asked, gain: Gain) -> str:
    """Return a gain with both intervals."""
    known = credible(asked, gain) or asked.say("not_told")
    ahead = "" if math.isnan(gain.share_above) else asked.say("share", share=share(asked, gain))
    numbers = {"value": value(asked, gain), "luck": luck(asked, gain), "known": known}
    return asked.say("interval", **numbers, unit=asked.unit, share=ahead)


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
