"""Small differences aren't told as nothing: of 1,000 people, or with the digits that show them."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from simulation.analyses.office.expect import AFTER, BEFORE, Effect, Expected, Span
from simulation.analyses.targeting.judged import AHEAD, Gain, Judged
from simulation.analyses.targeting.rules import NAMED
from simulation.analyses.targeting.target import PriceResult, Target
from simulation.analyses.trials.design import load_design
from simulation.report.office import words as office
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.finding import finding
from simulation.report.targeting.notes import notes
from simulation.report.targeting.numbers import value
from simulation.report.trials import words as trial
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings

SMALL = Gain(0.4, 0.3, 0.5, 0.12, 0.71, 1.0)  # of 100 people


def settings() -> Settings:
    return make_settings(["coordinated"], "observed_mix", n_clients=300, n_quarters=4)


def asked_target(objective: str, gain: Gain, **more: Any) -> Asked:
    rivals = {"alike": gain, "doubled": gain, "points": gain}
    judged = Judged(NAMED[1], gain, rivals, gain, 0.0, {}, {}, {}, AHEAD)
    found = Target(18.0, objective, NAMED[1].id, (judged,), {}, **more)
    return Asked(found, settings(), "coordinated", "observed_mix", "en", "0" * 12)


def test_a_small_lead_of_a_rule() -> None:
    people = finding(asked_target("first_job", SMALL))
    assert "gives about 4 more people of every 1000 with a first job than drawing lots" in people.sentence
    assert people.sentence.endswith("left open: from 1 to 8 more.")
    assert people.strip is not None
    (mark,) = people.strip.marks
    assert (mark.middle, mark.low, mark.high, mark.shown) == (4.0, 1.2, 7.1, "4 more (+1 to +8)")
    assert "people of every 1000" in people.strip.key
    assert "Where all clients benefit alike: 4 more." in " ".join(people.in_sentences)
    tables = asked_target("first_job", SMALL)
    assert "with 100 of the 200 replications" in " ".join(notes(tables))
    assert (tables.unit, value(tables, SMALL)) == ("people of every 100 with a first job", "+0.40")
    less = finding(asked_target("distress", Gain(0.032, 0.02, 0.044, 0.011, 0.062, 1.0)))
    assert "gives about 0.03 fewer hundredths of a point" in less.sentence
    assert less.sentence.endswith("left open: from 0.01 to 0.07 fewer.")


def test_money_is_told_in_hundreds_with_the_prices_that_matter_most() -> None:
    prices = (PriceResult("benefit", 32000.0, 50000.0, 7048.7, -9181.9), PriceResult("pension", 1.0, 2.0, 150.2, 151.0))
    gain = Gain(7996.8, 5091.4, 10902.1, 421.6, 21320.6, 1.0)
    asked = asked_target("money", gain, prices=prices)
    found = finding(asked)
    assert "gives about 8000 more DKK of public money a client than drawing lots" in found.sentence
    assert found.sentence.endswith("left open: from 400 to 21,400 more.")
    said = " ".join(found.in_sentences)
    assert "at 32,000 the lead over drawing lots is 7000 more, at 50,000 it is 9200 fewer." in said
    assert "What it costs" not in said
    doubts = " ".join(notes(asked))
    assert "Public money is what state, municipality and region receive less what they pay" in doubts
    assert "at 1 the lead over drawing lots is 150 more" in doubts
    assert "All gains are after displacement" not in doubts
    assert value(asked, gain) == "+7997"


def test_a_small_effect_of_a_study() -> None:
    design = load_design("dose_matched")
    cell = SimpleNamespace(clients=design.clients, follow_up=design.follow_up, truth=0.004, estimate=0.003)
    found: Any = SimpleNamespace(design=design, cells=(cell,), net=0.0003)
    asked = trial.Asked(found, settings(), "en", "0" * 12)
    assert (trial.whole(asked, 0.004), asked.unit) == ("4 more", "people of every 1000")
    assert trial.whole(asked, found.net) == "0.3 more"
    assert trial.effect(asked, 0.0044) == "+4.4"  # tables have the same unit
    found.cells = (SimpleNamespace(**{**vars(cell), "truth": 0.04}),)
    asked = replace(asked, trial=found)
    assert (trial.whole(asked, 0.04), asked.unit) == ("4 more", "people of every 100")


def test_a_small_effect_in_an_office() -> None:
    span, small = Span(5.0, 4.0, 6.0), Span(0.4, 0.3, 0.5)
    effects = tuple(
        Effect("coordinated", "first_job", stage, span, span, small, 0.12, 0.71, 1.0, Span(0.4, -3.0, 4.0))
        for stage in (BEFORE, AFTER)
    )
    found = Expected(300, False, (), effects, (), {}, 0.0, 50)
    said = office.finding(office.Asked(found, settings(), "en", "0" * 12))
    assert said.strip is not None
    assert [mark.shown for mark in said.strip.marks] == ["4 more (+1 to +8)"] * 2
    assert said.strip.key.startswith("more or fewer of 1000")


def test_an_office_tells_no_range_from_few_draws() -> None:
    span, gain = Span(50.0, 40.0, 60.0), Span(4.0, 3.0, 5.0)
    effects = tuple(
        Effect("coordinated", "first_job", stage, span, span, gain, 2.0, 7.0, 1.0, Span(4.0, -3.0, 9.0))
        for stage in (BEFORE, AFTER)
    )
    said = office.finding(office.Asked(Expected(300, False, (), effects, (), {}, 0.0, 8), settings(), "en", "0" * 12))
    assert said.sentence == "A quick look: too few runs to answer."
    assert said.strip is not None
    assert [mark.shown for mark in said.strip.marks] == ["4 more, range not known"] * 2
    assert all(math.isnan(mark.low) for mark in said.strip.marks)
