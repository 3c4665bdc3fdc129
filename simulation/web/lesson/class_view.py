"""What the five steps of the class show, in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from simulation.analyses.stories.chronicle import Chronicle
from simulation.base.texts import catalogue, text
from simulation.base.texts.numbers import format_number
from simulation.model.policies import load_policy
from simulation.report.answer.block import Part
from simulation.report.answer.sentence import HUNDRED
from simulation.report.answer.words import count_words, people_words, short_label
from simulation.report.charts.icons import Group, icons
from simulation.web.lesson.answers import OF_CLASS, of_class
from simulation.web.lesson.charts import dot_rows, guesses, stops_strip, unstyled
from simulation.web.lesson.data import shipped
from simulation.web.lesson.people import LOOKS, chronicle
from simulation.web.lesson.scenes import BELIEFS, COORDINATED, MARKETS, STAIRCASE, STOPS, class_scenes, stop_label

STEPS = ("guess", "see", "luck", "what_if", "may_we")
MIDDLE_RUNS = 0.95  # of the dots, whose ends are told


@dataclass(frozen=True)
class Setting:
    """A scene of the fourth step: its classes in the page, the sentence and the strip."""

    classes: str
    part: Part
    wide: Markup
    narrow: Markup


@cache
def content(language: str) -> Mapping[str, Any]:
    """Return what the template of the class is filled with."""
    first = of_class(language)[class_scenes()[0].key]
    policies = (load_policy(STAIRCASE), load_policy(COORDINATED))
    labels = [short_label(policy.label[language]) for policy in policies]
    asked = OF_CLASS.outcomes[0]
    levels = {name: round(100 * first.level(name, asked)) for name in (STAIRCASE, COORDINATED)}
    return {
        "steps": STEPS,
        "labels": labels,
        "guesses": guesses(language, labels, language),
        "levels": text("lesson.guess.levels", language, **levels),
        "first": first.answer.parts[0],
        "made": first.answer.made,
        "looks": LOOKS,
        "last": first.scene.n_quarters,
        "hundred": _hundred(language, labels),
        "followed": [_followed(number, language) for number in range(len(shipped().followed))],
        "dots": dot_rows(language, language),
        "spread": _spread(language),
        "n_clients": format_number(shipped().n_clients, 0, language),
        "stops": {stop: stop_label(stop, language) for stop in STOPS},
        "beliefs": tuple(BELIEFS),
        "markets": MARKETS,
        "settings": [_setting(number, language) for number in range(len(class_scenes()))],
        "key": _key(language),
        "sentences": sentences(language),
    }


def sentences(language: str) -> list[dict[str, str]]:
    """Return the sentences of the fifth step, each with its verdict."""
    return [{key: one[key][language] for key in ("said", "may")} for one in catalogue("lesson.may_we.sentences")]


def _setting(number: int, language: str) -> Setting:
    scene = class_scenes()[number]
    wide, narrow = stops_strip(f"{language}-stops-{number}", scene, language)
    classes = " ".join(f"at-{switch}" for switch in scene.switches)
    return Setting(classes, of_class(language)[scene.key].answer.parts[0], wide, narrow)


def _key(language: str) -> str:
    """Return how the strip of the stops is read: always in people of 100."""
    unit = text("answer.strip.unit", language, per=HUNDRED, people=people_words(OF_CLASS.outcomes[0], language))
    return f"{unit}; {text('answer.strip.key', language)}"


def _hundred(language: str, labels: list[str]) -> Markup:
    """Return how many of the hundred people have had a first job in the end: under one policy, the other, both."""
    has = [(story.policy[-1].has_worked, story.against[-1].has_worked) for story in shipped().people]
    names = {
        "policy": text("report.quoted", language, name=labels[1]),
        "against": text("report.quoted", language, name=labels[0]),
    }
    kinds = {
        "gain": ((True, False), "accent"),
        "loss": ((False, True), "warm"),
        "both": ((True, True), "muted"),
        "neither": ((False, False), "none"),
    }
    groups = [
        Group(has.count(of), text(f"answer.icons.{key}", language, **names), shade)
        for key, (of, shade) in kinds.items()
    ]
    said = "; ".join(f"{group.n} {group.label}" for group in groups)
    return unstyled(icons(f"{language}-hundred", groups, text("lesson.see.end", language), said).svg())


def _followed(number: int, language: str) -> tuple[str, Chronicle]:
    one = shipped().followed[number]
    shown = chronicle(one, language)
    return text("lesson.see.luck_of", language, name=shown.name, seed=one.seed), shown


def _spread(language: str) -> str:
    """Return in words how far single runs lie apart by luck, and by what isn't known."""
    ends: dict[str, str] = {}
    for name in ("luck", "facts"):
        low, high = middle_of(getattr(shipped().dots, name))
        ends |= {f"{name}_low": count_words(low, language), f"{name}_high": count_words(high, language)}
    return text("lesson.luck.said", language, **ends)


def middle_of(effects: tuple[float, ...]) -> tuple[int, int]:
    """Return the ends of the middle 95 of every 100 single runs, in people of 100."""
    people = sorted(round(100 * effect) for effect in effects)
    out = math.floor(len(people) * (1 - MIDDLE_RUNS) / 2)
    return people[out], people[-1 - out]


def dot_words(language: str) -> Mapping[str, list[str]]:
    """Return each single run's effect in words, as the dots of the third step come."""
    dots = {"luck": shipped().dots.luck, "facts": shipped().dots.facts}
    return {name: [count_words(round(100 * value), language) for value in of] for name, of in dots.items()}
