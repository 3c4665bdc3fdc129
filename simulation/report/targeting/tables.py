"""Headings and rows of the tables that the terminal and the page share."""

from __future__ import annotations

from simulation.analyses.targeting.judged import Gain, Judged
from simulation.analyses.targeting.people import EVERYBODY
from simulation.analyses.targeting.target import NOBODY
from simulation.base.texts.numbers import format_plain
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.numbers import value
from simulation.study.worlds import load_world


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


def world_headings(asked: Asked) -> list[str]:
    """Return what the model as it is and each rival world are called; nothing where no rival was tried."""
    worlds = asked.target.worlds
    return [asked.say("usual"), *(load_world(world).label[asked.language] for world in worlds)] if worlds else []


def gains_in_worlds(judged: Judged) -> list[Gain]:
    """Return a rule's gain in the model as it is and in each rival world."""
    return [judged.gain, *judged.worlds.values()]


def world_rows(asked: Asked) -> list[list[str]]:
    """Return a row a rule: what it gives in the model as it is and in each rival world."""
    return [
        [asked.say(f"rules.{judged.rule.id}"), *(value(asked, gain) for gain in gains_in_worlds(judged))]
        for judged in asked.target.judged
    ]


def ahead_in(asked: Asked, judged: Judged) -> str:
    """Return in how many of the rival worlds a rule is ahead of drawing lots beyond luck."""
    return asked.say("n_of_all", n=judged.n_worlds_ahead, all=len(judged.worlds)) if judged.worlds else "–"
