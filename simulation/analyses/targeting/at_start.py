"""Who has a place at the start under each rule, and what the measure gives them: no rule is simulated for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.learn import LEARNED_FROM
from simulation.analyses.targeting.people import People
from simulation.analyses.targeting.rules import FLOOR_GROUPS, Offer, Rule
from simulation.model.outcomes.groups import GROUPS
from simulation.model.policies.elements.seen import FACTS, all_hold, conditions_of

Floats = NDArray[np.float64]
# Groups that a fact may be a proxy for: their correlation with each fact is shown.
STANDS_IN_FOR = ("sex=man", "non_western=yes", "psychiatric=yes")


@dataclass(frozen=True)
class AtStart:
    """Who gets a place at intake under each rule, and what the measure gives them, in one replication."""

    usual: Floats  # [n_rules] gain over drawing lots by those placed at the start, a client
    points: Floats  # [n_rules] the same if the measure gave all the same number of points, times their response
    placed: Floats  # [n_rules, n_groups] share of each group with a place
    correlation: Floats  # [n_facts, n_stand_ins]
    floored: Floats  # [n_rules, n_floors, 2] share of the places that each floor's group has, and has without floors
    sizes: tuple[Floats, ...]  # by rule: [n_groups of the rule] share of all people in each
    n_in_groups: Floats  # [n_groups] members of each


def at_start(one: People, offer: Offer, rules: Sequence[Rule], places: float) -> AtStart:
    """Return who gets a place at intake under each rule, and what the measure gives them, in one replication."""
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
    return AtStart(
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


def _correlations(one: Floats, other: Floats) -> Floats:
    """Return the correlation of each row with each row of the other; 0 where a row doesn't vary or isn't known."""
    known = ~np.isnan(one).any(axis=0)
    first, second = (rows[:, known] - rows[:, known].mean(axis=1, keepdims=True) for rows in (one, other))
    size = np.sqrt((first**2).sum(axis=1))[:, None] * np.sqrt((second**2).sum(axis=1))
    found: Floats = np.divide(first @ second.T, size, out=np.zeros(size.shape), where=size > 0.0)
    return found
