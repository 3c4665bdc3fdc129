"""The answer block of an analysis: whole numbers, one sentence, a strip, and the command that gives it again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analyses.targeting.judged import RIVALS, Gain, Judged
from simulation.analyses.targeting.rules import NAMED
from simulation.analyses.targeting.target import Target
from simulation.cli.answer import WIDEST, finding_lines
from simulation.report.answer.finding import in_digits, made_by, or_hidden
from simulation.report.answer.sentence import rounded_outwards
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.finding import finding
from simulation.study.settings_reader import make_settings

VERDICTS = ("ahead", "built_in", "open", "behind", "too_few")


def test_a_range_is_rounded_outwards_and_its_middle_stays_inside() -> None:
    assert in_digits(10.9, 0.9, 27.7, "en") == "11 more (0 to +28)"
    assert in_digits(-7.0, -21.1, -0.1, "en") == "7 fewer (-22 to 0)"
    assert in_digits(0.2, -0.4, 0.4, "en") == "0.2 more (-0.4 to +0.4)"
    assert in_digits(0.2, -3.4, 3.4, "en") == "0 (-4 to +4)"
    assert in_digits(0.013, 0.004, 0.15, "en") == "0.01 more (0.00 to +0.15)"
    assert in_digits(0.3, 0.2, 5.0, "en") == "0.3 more (+0.2 to +5.0)"  # clear of 0, so that its middle is too
    assert in_digits(7996.8, 421.6, 21320.6, "sv") == "8000 fler (+400 till +21\N{NO-BREAK SPACE}400)"
    assert in_digits(0.04, nan, nan, "da") == "0,04 flere, ukendt spænd"
    assert or_hidden(3.0, nan, nan, "en") == "luck hides it"
    assert in_digits(2.0, 2.0, 2.0, "en") == "2 more (+2 to +2)"
    assert in_digits(3.4, nan, nan, "en") == "3 more, range not known"
    assert in_digits(-7.0, -21.1, -0.1, "sv") == "7 färre (\N{MINUS SIGN}22 till 0)"


@given(st.floats(-1e6, 1e6), st.floats(0.0, 1e6))
def test_rounded_ends_hold_the_interval(low: float, width: float) -> None:
    bottom, top = rounded_outwards(low, low + width)
    assert bottom <= low + 1e-8
    assert top >= low + width - 1e-8
    assert bottom > low - 1.0 - 1e-8
    assert top < low + width + 1.0 + 1e-8


def test_the_command_is_quoted_as_a_shell_needs_it() -> None:
    made = made_by("target", [("policies", "[a,b]"), ("seed", "3")], 3, "en")
    command = made.partition("tilltro target")[2]
    assert shlex.split(command) == ["policies=[a,b]", "seed=3"]


def judged(number: int, value: float, verdict: str) -> Judged:
    gain = Gain(value, value - 2.0, value + 2.0, value - 5.5, value + 5.5, 0.9)
    rivals = {name: replace(gain, value=0.0, low=-1.0, high=1.0, cred_low=-1.0, cred_high=1.0) for name in RIVALS}
    return Judged(NAMED[number], gain, rivals, gain, 0.0, {}, {}, {}, verdict)


@pytest.fixture
def asked() -> Asked:
    settings = make_settings(["coordinated"], "observed_mix", n_clients=300, n_quarters=4)
    rules = (judged(0, -3.0, "behind"), judged(1, 10.9, "ahead"))
    target = Target(18.0, "quarters_worked", NAMED[1].id, rules, {})
    return Asked(target, settings, "coordinated", "observed_mix", "en", "0" * 12)


@pytest.mark.parametrize("language", ["en", "sv", "da"])
def test_what_is_said_of_the_rules_by_verdict(asked: Asked, language: str) -> None:
    said = {}
    for verdict in VERDICTS:
        target = replace(asked.target, judged=(asked.target.judged[0], judged(1, 10.9, verdict)))
        found = finding(replace(asked, target=target, language=language))
        said[verdict] = found.sentence
        assert [mark.is_hollow for mark in found.strip.marks] == [verdict == "built_in", True]
        assert [mark.is_strong for mark in found.strip.marks] == [True, False]  # the largest gain first
        assert bool(found.put_in) == (verdict == "built_in")
        assert all(len(line) <= WIDEST for line in finding_lines(found))
        assert "places=18" in found.made
    assert len(set(said.values())) == len(VERDICTS)


def test_only_a_rule_that_was_found_is_said_to_give_more(asked: Asked) -> None:
    found = finding(asked)
    assert found.sentence == (
        "The rule “nearest to work by the questionnaire first” gives about 11 more quarters in work of every 100 "
        "people than drawing lots; left open: from 5 to 17 more."
    )
    for verdict in VERDICTS[1:4]:
        target = replace(asked.target, judged=(judged(1, 10.9, verdict),))
        assert finding(replace(asked, target=target)).sentence.startswith("Draw lots, or have it studied:")
