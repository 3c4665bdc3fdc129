"""Rules for few places: how they become policies, what is learned, and when a gain is said to be built in."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.analyses.targeting.learn import LEARNED_FROM, groups_in_order
from simulation.analyses.targeting.people import OBJECTIVES, Trial, people
from simulation.analyses.targeting.rules import NAMED, RANDOM, Rule, offer_of
from simulation.analyses.targeting.target import (
    AHEAD,
    BEHIND,
    BUILT_IN,
    OPEN,
    TOO_FEW,
    Gain,
    Judged,
    Target,
    n_steps,
    target,
    verdict,
)
from simulation.base.errors import Cancelled, InputError
from simulation.model.engine.replication import Replication
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.policies import load_policy
from simulation.report.targeting.words import Asked, finding, luck, value
from simulation.study.defaults import with_defaults
from simulation.study.replications import Study, replications
from simulation.study.settings import Settings
from simulation.study.settings_reader import read_settings


def settings(**changes: object) -> Settings:
    small = {"population": {"n_clients": 60}, "n_replications": 8, "n_quarters": 2, "policies": ["coordinated"]}
    return read_settings(with_defaults({**small, **changes}))


def test_a_rule_becomes_a_policy_that_can_be_written_and_read() -> None:
    offer = offer_of("coordinated", "observed_mix", settings())
    learned = Rule("learned_2", first=("health > 3",))
    assert list(offer.content(learned, 18.0)["elements"][-1]["ranked_by"]) == ["places_per_100", "first", "elements"]
    for rule in (RANDOM, *NAMED, learned):
        element = offer.element(rule, 18.0)
        assert (element.by, element.highest_first, element.first) == (rule.by, rule.highest_first, rule.first)
    with pytest.raises(InputError):
        offer_of("staircase", "observed_mix", settings())  # keeps a note of its own
    with pytest.raises(InputError):
        offer_of("coordinated", "coordinated", settings())


def test_leaves_become_groups_the_best_first_and_the_worst_is_all_others() -> None:
    age, health = LEARNED_FROM.index("age"), LEARNED_FROM.index("health")
    tree = SimpleNamespace(  # age up to 40: 1; over 40: health up to 2: 3, over 2: 2
        children_left=np.array([1, -1, 3, -1, -1]),
        children_right=np.array([2, -1, 4, -1, -1]),
        feature=np.array([age, -2, health, -2, -2]),
        threshold=np.array([40.5, -2, 2.5, -2, -2]),
        value=np.array([2.0, 1.0, 2.5, 3.0, 2.0]).reshape(-1, 1, 1),
    )
    assert groups_in_order(tree) == ("age > 40 and health <= 2", "age > 40 and health > 2")


def test_sex_origin_and_diagnosis_are_not_learned_from() -> None:
    assert not {"man", "is_man", "non_western", "psychiatric"} & set(LEARNED_FROM)


def test_verdicts() -> None:
    sure, none = Gain(4.0, 3.0, 5.0, 1.0, 7.0, 1.0), Gain(0.1, -0.2, 0.4)
    kept = {"alike": sure, "doubled": sure, "points": Gain(3.0, 2.0, 4.0)}
    assert verdict(sure, sure, kept) == AHEAD
    assert verdict(sure, sure, {**kept, "points": none}) == BUILT_IN
    assert verdict(sure, sure, {**kept, "points": Gain(3.0, -1.0, 7.0)}) == TOO_FEW  # not gone, but not told
    assert verdict(replace(sure, cred_low=-1.0), sure, kept) == OPEN
    assert verdict(replace(sure, cred_low=-1.0), sure, {**kept, "points": none}) == BUILT_IN
    assert verdict(replace(sure, cred_low=math.nan), sure, kept) == TOO_FEW
    assert verdict(none, none, kept) == OPEN
    assert verdict(Gain(-4.0, -5.0, -3.0), sure, kept) == BEHIND


def test_a_small_one_is_the_same_with_more_threads_and_tells_how_far_it_is() -> None:
    small, told = settings(), []
    offer = offer_of("coordinated", "observed_mix", small)
    one = target(small, offer, 20.0, "first_job", 1, lambda done, asked: told.append((done, asked)))
    assert repr(one) == repr(target(small, offer, 20.0, "first_job", 2))  # nan isn't equal to itself
    assert told == [(step, n_steps(8)) for step in range(1, n_steps(8) + 1)]
    everybody = one.of("first_come").placed
    assert 14.0 < everybody["sex=man"] < 26.0
    with pytest.raises(Cancelled):
        target(small, offer, 20.0, "first_job", 1, cancel=lambda: True)


def test_what_is_better_the_less_there_is_of_it_is_turned_and_said_so() -> None:
    small = settings()
    offer = offer_of("coordinated", "observed_mix", small)
    trial = Trial(small.environment(), (), small.seed, 1)
    (one,) = people(trial, offer, "distress", 1)
    simulated = Replication(trial.environment, (offer.policy(RANDOM, 0.0), offer.policy(RANDOM, 100.0)), trial.seed, 0)
    for _ in range(small.n_quarters):
        simulated.step()
    without, with_measure = simulated.clients["distress"].astype(np.float64)
    assert np.array_equal(one.effect, without - with_measure)  # less distress is a gain
    assert one.displaced == 0.0  # nobody else's
    gain = Gain(3.2, 2.0, 4.4, 1.0, 6.0, 1.0)
    rivals = {"alike": gain, "doubled": gain, "points": gain}
    judged = Judged(NAMED[0], gain, rivals, gain, 0.0, {}, {}, {}, AHEAD)
    found = Target(18.0, "anxiety_medication", NAMED[0].id, (judged,), {})
    asked = Asked(found, small, "coordinated", "observed_mix", "en", "0" * 12)
    assert (value(asked, gain), luck(asked, gain)) == ("-3.2", "-4.4 to -2.0")
    said = finding(asked)
    assert "about 3 fewer people of every 100 with medication for anxiety" in said.sentence
    assert "from 1 to 6 fewer" in said.sentence
    assert said.strip is not None
    (mark,) = said.strip.marks
    assert (mark.middle, mark.low, mark.high) == (-3.2, -6.0, -1.0)
    assert mark.shown.startswith("3 fewer")
    as_jobs = replace(asked, target=replace(found, objective="first_job"))
    assert "about 3 more people of every 100 with a first job" in finding(as_jobs).sentence


def test_every_objective_is_read_of_clients_as_its_outcome_is_measured() -> None:
    small = settings(n_quarters=4)
    policies = (load_policy("coordinated"),)
    simulated = Replication(small.environment(), policies, small.seed, 0)
    for _ in range(small.n_quarters):
        simulated.step()
    (result,) = replications(Study(small.environment(), policies, "coordinated", 1, small.seed), 1)
    shown = result.mean[0, -1, 0]
    for outcome, of in OBJECTIVES.items():
        assert np.mean(of(simulated.clients)[0]) == pytest.approx(shown[OUTCOME_IDS.index(outcome)], abs=1e-6), outcome
