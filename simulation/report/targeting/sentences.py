"""Rules, facts and groups in words, as a caseworker would put them."""

from __future__ import annotations

import math
from functools import reduce

from simulation.analyses.targeting.rules import GROUP_OF, Rule
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import group_label
from simulation.base.texts.numbers import format_number
from simulation.model.policies.elements.seen import Condition, conditions_of
from simulation.report.targeting.asked import Asked
from simulation.study.client_table import HIGHEST_ANSWER, LOWEST_ANSWER

CLIENTS_OWN = "client_"
OF_THEIR_OWN = ("age", "quarters_on_benefit", "unskilled")  # facts whose conditions have words of their own
SUMS = ("index", "client_index")  # of ten answers


def sentence(asked: Asked, rule: Rule) -> str:
    """Return a rule in one sentence, without its stop."""
    if not rule.first:
        return asked.say(f"rules.{rule.id}") + asked.say("lottery_among")
    groups = [
        joined(asked, [_condition(asked, condition) for condition in conditions_of("first", words)])
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


def floor_label(asked: Asked, group: str) -> str:
    """Return what the group of a floor is called."""
    return group_label(GROUP_OF[group], asked.language)


def joined(asked: Asked, words: list[str]) -> str:
    """Return words joined by "and"."""
    return reduce(lambda one, other: asked.say("and", one=one, other=other), words)


def capital(words: str) -> str:
    """Return words with a capital at the beginning."""
    return words[:1].upper() + words[1:]
