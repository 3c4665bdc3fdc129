"""Rules for few places: how they become policies, what is learned, and when a gain is said to be built in."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from simulation.analyses.targeting.asked import as_settings, check_weights_and_floors, read_floors, read_objective
from simulation.analyses.targeting.capacity import cost_of_place, read_capacity
from simulation.analyses.targeting.judged import AHEAD, BEHIND, BUILT_IN, OPEN, TOO_FEW, Gain, Judged, verdict
from simulation.analyses.targeting.learn import LEARNED_FROM, groups_in_order
from simulation.analyses.targeting.objective import Objective, single, weighed
from simulation.analyses.targeting.people import Sample, people
from simulation.analyses.targeting.rules import NAMED, RANDOM, Rule, offer_of
from simulation.analyses.targeting.runs import n_steps
from simulation.analyses.targeting.target import Target, same_rules, target
from simulation.base.errors import Cancelled, InputError
from simulation.model.engine.replication import Replication
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.finding import finding
from simulation.report.targeting.notes import notes
from simulation.report.targeting.numbers import luck, value
from simulation.report.targeting.page import write_page
from simulation.report.targeting.tables import ahead_in
from simulation.study.defaults import with_defaults
from simulation.study.money.accounts import LINES, budget
from simulation.study.money.flows import OFFICE
from simulation.study.posterior import rival_worlds
from simulation.study.replications import Study, replications
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings, read_settings


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
    assert groups_in_order(tree, 3) == ("age > 40 and health <= 2", "age > 40 and health > 2")
    assert groups_in_order(tree, 2) == ("age > 40",)


def test_a_tree_cut_back_is_the_tree_grown_no_further() -> None:
    rng = np.random.default_rng(4)
    seen = rng.integers(1, 6, (3000, len(LEARNED_FROM)))
    effect = seen[:, 0] * (seen[:, 1] > 2) - 0.5 * seen[:, 2] + rng.normal(0.0, 1.0, 3000)

    def grown(n_groups: int) -> Any:
        return DecisionTreeRegressor(max_leaf_nodes=n_groups, min_samples_leaf=0.05, random_state=0).fit(seen, effect)

    for n_groups in (2, 3, 5, 8):
        separately = groups_in_order(grown(n_groups).tree_, n_groups)
        assert len(separately) == n_groups - 1
        assert groups_in_order(grown(8).tree_, n_groups) == separately


def test_sex_origin_and_diagnosis_are_not_learned_from() -> None:
    assert not {"man", "is_man", "non_western", "psychiatric"} & set(LEARNED_FROM)


def test_verdicts() -> None:
    sure, none = Gain(4.0, 3.0, 5.0, 1.0, 7.0, 1.0), Gain(0.1, -0.2, 0.4)
    kept = {"alike": sure, "doubled": sure, "points": Gain(3.0, 2.0, 4.0)}
    assert verdict(sure, sure, kept) == AHEAD
    assert verdict(sure, sure, {**kept, "points": none}) == BUILT_IN
    assert verdict(sure, sure, {**kept, "points": Gain(1.2, 0.5, 1.9)}) == BUILT_IN  # surely less than 2 of 4
    assert verdict(sure, sure, {**kept, "points": Gain(1.2, 0.5, 2.1)}) == AHEAD  # luck may lift it to half
    assert verdict(sure, sure, {**kept, "points": Gain(3.0, -1.0, 7.0)}) == TOO_FEW  # not gone, but not told
    assert verdict(replace(sure, cred_low=-1.0), sure, kept) == OPEN
    assert verdict(replace(sure, cred_low=-1.0), sure, {**kept, "points": none}) == BUILT_IN
    assert verdict(replace(sure, cred_low=math.nan), sure, kept) == TOO_FEW
    assert verdict(none, none, kept) == OPEN
    assert verdict(Gain(-4.0, -5.0, -3.0), sure, kept) == BEHIND


def test_a_small_one_is_the_same_with_more_threads_and_tells_how_far_it_is() -> None:
    small, told = settings(), []
    offer = offer_of("coordinated", "observed_mix", small)
    one = target(small, offer, 20.0, single("first_job"), 1, lambda done, asked: told.append((done, asked)))
    assert repr(one) == repr(target(small, offer, 20.0, single("first_job"), 2))  # nan isn't equal to itself
    asked = n_steps(small, 20.0)
    assert told == [(step, asked) for step in range(1, asked + 1)]
    everybody = one.of("first_come").placed
    assert 14.0 < everybody["sex=man"] < 26.0
    with pytest.raises(Cancelled):
        target(small, offer, 20.0, single("first_job"), 1, cancel=lambda: True)


def test_what_is_better_the_less_there_is_of_it_is_turned_and_said_so() -> None:
    small = settings()
    offer = offer_of("coordinated", "observed_mix", small)
    sample = Sample(small.environment(), (), small.seed, 1)
    (one,) = people(sample, offer, single("distress"), 1)
    simulated = Replication(
        sample.environment, (offer.policy(RANDOM, 0.0), offer.policy(RANDOM, 100.0)), sample.seed, 0
    )
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


def test_public_money_of_a_client_is_that_of_the_budget() -> None:
    small = settings(n_quarters=3)
    offer = offer_of("coordinated", "observed_mix", small)
    sample = Sample(small.environment(), (), small.seed, 1, small.prices())
    (one,) = people(sample, offer, single("money"), 1)
    policies = offer.policy(RANDOM, 0.0), offer.policy(RANDOM, 100.0)
    (result,) = replications(Study(sample.environment, policies, policies[0].name, 1, sample.seed), 1)
    discounted = budget(result.quantities[:, 1:], small.prices(), 60)[:, -1]
    without, with_measure = discounted[:, LINES.index("public")]
    assert one.effect.mean() == pytest.approx(with_measure - without, abs=0.01)  # but for oere that are rounded
    without, with_measure = discounted[:, LINES.index("programme")]
    assert one.cost.mean() == pytest.approx(with_measure - without, abs=0.01)
    assert one.cost.mean() < 0.0  # it costs something
    assert one.displaced == 0.0


def test_worths_add_up_gains_for_the_better_after_displacement() -> None:
    small = settings(n_quarters=3)
    offer = offer_of("coordinated", "observed_mix", small)
    sample = Sample(small.environment(), (), small.seed, 1)

    def effect(objective: Objective) -> np.ndarray:
        (one,) = people(sample, offer, objective, 1)
        return one.effect

    both = effect(weighed({"distress": 0.5, "quarters_worked": 2.0}))
    kept = 1.0 - small.environment().displaced_share
    assert 0.0 < kept < 1.0
    expected = 2.0 * kept * effect(single("quarters_worked")) + 0.5 * effect(single("distress"))
    assert both == pytest.approx(expected)
    # 2 quarters at 3 points and 0.4 points less of distress at 5: 2 * 3 + 0.4 * 5.
    assert weighed({"quarters_worked": 3, "distress": 5}).total(np.array([[2.0], [0.4]])).tolist() == [8.0]


def test_floors_hold_for_every_rule_and_what_they_cost_is_told() -> None:
    small = settings(population={"n_clients": 40})
    offer = offer_of("coordinated", "observed_mix", small, {"women": 75.0})
    for rule in (RANDOM, NAMED[1]):
        assert offer.element(rule, 20.0).floors == ("75 where man <= 0",)
    found = target(small, offer, 20.0, weighed({"quarters_worked": 1.0, "money": 0.001}))
    (floor,) = found.floors
    assert floor.placed >= 75.0 > floor.without  # 6 of 8 places
    assert found.floor_cost is not None
    assert found.worth == {"quarters_worked": 1.0, "money": 0.001}
    for judged in found.judged:  # quarters are told of 100 people, money of each
        of_quarters, of_money = (judged.parts[id].value for id in ("quarters_worked", "money"))
        assert judged.gain.value == pytest.approx(of_quarters + 0.001 * 100.0 * of_money)
    asked = Asked(found, small, "coordinated", "observed_mix", "en", "0" * 12)
    said = " ".join(finding(asked).in_sentences)
    assert "Built in, not found: how many points each thing is worth (a quarter in work: 1; one DKK" in said
    assert "floor.women=75" in said
    assert "worth.money=0.001" in said
    assert "What the floor costs" in said
    assert any("Sex is used because a floor asks for it (Women)" in note for note in notes(asked))


def test_what_is_asked_for_is_read_from_words() -> None:
    assert read_objective({}) == single("quarters_worked")
    assert read_objective({"objective": "money"}) == single("money")
    both = read_objective({"worth.distress": "0.5", "worth.quarters_worked": "1"})
    assert (both.name, dict(both.worth)) == ("worth", {"quarters_worked": 1.0, "distress": 0.5})
    floors = read_floors({"floor.unskilled": "20", "floor.women": "40.5", "places": "3"})
    assert floors == {"women": 40.5, "unskilled": 20.0}
    typed = dict(as_settings(both, floors))
    assert (read_objective(typed), read_floors(typed)) == (both, floors)
    for wrong, key in (
        ({"objective": "costs"}, "not_allowed"),
        ({"objective": "money", "worth.money": "1"}, "objective_and_worth"),
        ({"worth.money": "0"}, "not_a_number"),
        ({"worth.money": "nan"}, "not_a_number"),
        ({"worth.money": "much"}, "not_a_number"),
        ({"floor.women": "0.4"}, "not_a_number"),
        ({"floor.women": "60", "floor.men": "41"}, "floors_too_large"),
    ):
        with pytest.raises(InputError) as caught:
            (read_floors if "floor" in "".join(wrong) else read_objective)(wrong)
        assert caught.value.key == key, wrong
    for name, key in (("worth", "wrong_shape"), ("worth.jobs", "unknown_key"), ("floor.woman", "unknown_key")):
        with pytest.raises(InputError) as caught:
            check_weights_and_floors([name])
        assert caught.value.key == key, name


def test_the_curve_goes_from_nobody_to_everybody_for_every_rule_and_takes_the_asked_places_from_the_report() -> None:
    small = settings(parameter_set="posterior")
    found = target(small, offer_of("coordinated", "observed_mix", small), 20.0, single("quarters_worked"))
    assert {tuple(of_rule) for of_rule in found.curve.values()} == {("0", "5", "20", "35", "60", "80", "100")}
    assert list(found.curve) == [judged.rule.id for judged in found.judged]
    for judged in found.judged:
        of_rule = found.curve[judged.rule.id]
        assert of_rule["0"].value == of_rule["100"].value == 0.0
        assert repr(of_rule["20"]) == repr(judged.gain)
    assert found.worlds == rival_worlds()
    asked = Asked(found, small, "coordinated", "observed_mix", "en", "0" * 12)
    for judged in found.judged:
        n_ahead = sum(gain.low > 0.0 for gain in judged.worlds.values())
        assert ahead_in(asked, judged) == f"{n_ahead} of {len(rival_worlds())}"
        if judged.rule.id == found.leader:
            said = " ".join(finding(asked).in_sentences)
            assert f"it is surely ahead of drawing lots in {ahead_in(asked, judged)}" in said


def test_where_every_client_has_a_place_all_rules_are_the_same() -> None:
    small = settings()
    offer = offer_of("coordinated", "observed_mix", small)
    for places in (0.0, 100.0):
        policies = tuple(offer.policy(rule, places) for rule in (RANDOM, *NAMED))
        (result,) = replications(Study(small.environment(), policies, "random", 1, small.seed), 1)
        assert np.array_equal(result.mean, np.broadcast_to(result.mean[0], result.mean.shape), equal_nan=True)


def test_a_learned_rule_that_gives_the_same_places_is_shown_once() -> None:
    rules = (
        RANDOM,
        NAMED[0],
        Rule("learned_2", first=("age > 30",)),
        Rule("learned_3", first=("age > 30", "age > 20")),
    )
    # [2 replications, 3 rules, 1 group]: the last two gave the same in both replications, the named one in one alone.
    gains = np.array([[[0.1], [0.1], [0.1]], [[0.3], [0.2], [0.2]]])
    assert same_rules(rules, gains) == {"learned_3": "learned_2"}
    gains[1, 2] = 0.25
    assert same_rules(rules, gains) == {}


def test_money_and_hours_become_places() -> None:
    never = pytest.fail
    # 1200 hours a year / 40 hours a place = 30 places; of 1500 clients 2 of 100.
    hours = read_capacity({"hours": 1200.0, "hours_a_place": 40.0}, 1500, never)
    assert hours is not None
    assert (hours.n_places, hours.places) == (30.0, 2.0)
    assert hours.as_settings == {"hours": "1200", "hours_a_place": "40"}
    # 900,000 DKK a year / 60,000 DKK a place = 15 places; of 60 clients 25 of 100.
    budget = read_capacity({"budget": 900_000.0}, 60, lambda: 60_000.0)
    assert budget is not None
    assert (budget.n_places, budget.places, budget.is_reckoned) == (15.0, 25.0, True)
    assert read_capacity({"places": 18.0}, 60, never) is None
    assert read_capacity({}, 60, never) is None
    for wrong, key in (
        ({"places": 18.0, "hours": 10.0}, "capacity_twice"),
        ({"hours": 10.0, "budget": 10.0}, "capacity_twice"),
        ({"hours": 10.0}, "hours_of_place_missing"),
        ({"cost_a_place": 10.0}, "capacity_alone"),
        ({"hours": 10.0, "cost_a_place": 10.0}, "capacity_alone"),
        ({"hours": "many", "hours_a_place": 1.0}, "not_a_number"),
        ({"hours": 0.0, "hours_a_place": 1.0}, "not_a_number"),
        ({"hours": 60.0, "hours_a_place": 1.0}, "capacity_out_of_range"),  # 60 places for 60 clients
        ({"hours": 1.0, "hours_a_place": 1000.0}, "capacity_out_of_range"),
    ):
        with pytest.raises(InputError) as caught:
            read_capacity(wrong, 60, never)
        assert caught.value.key == key, wrong


def test_a_place_costs_what_the_office_does_more_by_doses_and_prices() -> None:
    small = settings()
    names = "coordinated", "observed_mix"
    offer = offer_of(*names, small)
    cost = cost_of_place(small, offer, *names)
    assert cost == round(cost) > 0.0
    doubled = {flow.price: 2.0 * small.prices()[flow.price] for flow in OFFICE}
    twice = cost_of_place(settings(money=doubled), offer, *names)
    assert twice == pytest.approx(2.0 * cost, abs=1.0)  # every flow of the office at twice its price


def test_what_there_can_be_no_places_for_is_said_plainly() -> None:
    for policy, key in (("staircase", "no_places_with_memory"), ("observed_mix", "no_places_with_memory")):
        with pytest.raises(InputError) as caught:
            offer_of(policy, "jobfirst", settings())
        assert caught.value.key == key
        assert "note" not in str(caught.value)


def test_of_own_clients_groups_under_five_are_told_nowhere(tmp_path: Path) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("man,unskilled\n" + "0,1\n" * 3 + "1,1\n" * 27 + "1,0\n" * 30)
    small = make_settings("coordinated", "observed_mix", table=table, caseload=10, n_quarters=2, n_replications=8)
    offer = offer_of("coordinated", "observed_mix", small, {"women": 1.0})
    found = target(small, offer, 20.0, single("quarters_worked"))
    assert {"sex=woman", "sex=man"} <= set(found.hidden)
    assert "unskilled=yes" not in found.hidden
    for judged in found.judged:
        for of in (judged.placed, judged.gain_of):
            assert math.isnan(of["sex=woman"])
            assert math.isnan(of["sex=man"])
            assert not math.isnan(of["unskilled=yes"])
        assert not any(pair.endswith(("sex=man", "sex=woman")) for pair in judged.stand_ins)
    assert math.isnan(found.floors[0].placed)
    asked = Asked(found, small, "coordinated", "observed_mix", "en", "0" * 12)
    assert any("groups with fewer than 5 of your own clients" in note for note in notes(asked))
    assert "nan" not in " ".join([*finding(asked).in_sentences, *notes(asked)])
    page = write_page(asked, "yaml", tmp_path).read_text(encoding="utf-8")
    assert page.count("not shown") == 3 * len(found.hidden)
    assert ">nan" not in page
