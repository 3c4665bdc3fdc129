"""The answers of validate, sensitivity and follow: counted by hand, and never a side that the range doesn't have."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.plan import load_plan
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import LosesIfRow, Rows, SobolRow
from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.moment import Story
from simulation.analyses.stories.person import load_person
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.tendency import SHARE, SHARES, Tendency
from simulation.analyses.validation.line import OUTSIDE, SAYS_NOTHING, WITHIN, Line
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.texts import LANGUAGES
from simulation.model.policies import load_policy
from simulation.report.scoreboard.finding import Asked
from simulation.report.scoreboard.finding import finding as of_scoreboard
from simulation.report.sensitivity.finding import finding as of_sensitivity
from simulation.report.story.finding import finding as of_story
from simulation.study.settings_reader import make_settings

FEW = "A quick look: too few runs to answer."


def line(fact: str, role: str, verdict: str, simulated: float = 20.0) -> Line:
    return Line(
        fact, "", role, 18.0, simulated, 19.0, 21.0, 18.5, 30.0, 2.0, 13.0, 23.0, 0.9, verdict, math.nan, "%", ""
    )


BOARD = Scoreboard(
    (
        line("G1", "validation", WITHIN),
        line("G2", "validation", OUTSIDE, 40.0),
        line("G3", "validation", SAYS_NOTHING),
        line("F1", "calibration", WITHIN),
    ),
    {},
)


def asked(n_replications: int = 20, language: str = "en") -> Asked:
    settings = make_settings(["observed_mix"], "observed_mix", n_clients=2000, n_replications=n_replications)
    return Asked(settings, "unrelated", 0, language)


def test_validate_counts_what_nothing_was_set_towards_first() -> None:
    found = of_scoreboard(BOARD, asked())
    assert found.sentence == (
        "1 of 3 figures that no parameter was set towards lie close to the published ones and 1 can’t be told; of "
        "those that parameters were set towards, 1 of 1 lie close."
    )
    assert found.boxes[1].points[0] == "Further off, of those that no parameter was set towards: G2."
    assert found.boxes[1].points[1].endswith("span more than three tolerances: G3.")
    assert found.strip is not None
    # (20 - 18) / 2 = 1 tolerance; 40 is 11 away and drawn at 4; the range from 18.5 to 30 is 0.25 to 6, cut at 4
    assert [(mark.middle, mark.low, mark.high) for mark in found.strip.marks] == [
        (1.0, 0.25, 4.0), (4.0, 0.25, 4.0), (1.0, 0.25, 4.0)
    ]  # fmt: skip
    assert found.strip.marks[0].shown == "18 → 20"  # the range is 11 wide
    assert "tilltro validate policy=observed_mix panel=unrelated" in found.made
    few = of_scoreboard(BOARD, asked(n_replications=19))  # 38,000 clients in all
    assert (few.sentence, few.strip) == (FEW, None)


def sensitivity(total: float, half: float, *loses: float) -> Sensitivity:
    plan = load_plan("full", None)
    questions = plan.questions[: len(loses)]
    sobol = tuple(
        SobolRow(question.id, name, share, half, share, half)
        for question in questions
        for name, share in (("luck", 0.9), ("job_entry.belief", total), ("trust.gain", total / 2))
    )
    lost = tuple(
        LosesIfRow(question.id, question.policy, question.against, "", 0.0, 0.0, 0.0, share)
        for question, share in zip(questions, loses, strict=True)
    )
    draws = tuple(_drawn(question) for question in questions)
    rows = Rows((), sobol, draws, lost, (), (), ())
    settings = make_settings(list(plan.arms[1:]), plan.arms[0], n_clients=300, parameter_set="central")
    return Sensitivity(settings, replace(plan, questions=questions), rows, "en", "0" * 12)


def _drawn(question: Question):
    from simulation.analyses.sensitivity.rows import DrawsRow

    return DrawsRow(question.id, 0.1, 0.0, 0.2, 0.1, 1800)


def test_sensitivity_names_the_unknown_that_most_hangs_on() -> None:
    found = of_sensitivity(sensitivity(0.42, 0.09, 0.051, 0.208))
    assert "with 42 ± 9% of the variance of an answer" in found.sentence
    assert "falls behind in 5 to 21 of every 100 draws" in found.sentence  # rounded outwards
    assert found.strip is not None
    assert [(mark.middle, mark.shown) for mark in found.strip.marks] == [(42.0, "42 ± 9%"), (21.0, "21 ± 9%")]
    assert of_sensitivity(sensitivity(0.08, 0.09, 0.05)).sentence.startswith("No single unknown stands out from chance")


def story(difference: float, half: float, language: str = "en", n_paths: int = 400) -> Chronicle:
    policy, against = "coordinated", "staircase"
    measures = [(measure, difference, half) for measure in SHARES]
    measures += [(measure, 0.1, 0.01) for measure in ("more_work", "less_work", "same_work")]
    found = [
        Tendency(measure, policy, against, 8, value, value - around, value + around, SHARE, n_paths)
        for measure, value, around in measures
    ]
    policies = load_policy(policy), load_policy(against)
    side = (None,) * 9  # eight quarters after the start
    table = look_up(found, policy, against, language)
    told = Story(side, side)  # type: ignore[arg-type]
    return Chronicle(load_person("henrik"), *policies, told, table, 7, language, (("n_quarters", "8"),))


def test_follow_tells_how_many_more_of_100_paths() -> None:
    found = of_story(story(0.051, 0.03))
    assert found.sentence == (
        "Of every 100 possible paths of Henrik, 5 more (+2 to +9) lead to a first job within 2 years with “Coordinated "
        "measures” than with “Staircase”; the range shows luck alone."
    )
    assert of_story(story(0.02, 0.03)).sentence.startswith("The model can’t say whether more or fewer paths of Henrik")
    assert of_story(story(0.051, 0.03, n_paths=39)).sentence == FEW
    assert "tilltro follow henrik policy=coordinated against=staircase n_paths=400 n_quarters=8" in found.made


def test_follow_claims_no_side_and_no_number_outside_its_range() -> None:
    rng = np.random.default_rng(3)
    for difference, half in zip(rng.normal(0.0, 0.05, 300), abs(rng.normal(0.0, 0.03, 300)), strict=True):
        said = of_story(story(difference, half)).sentence
        if said.startswith("Of every 100"):
            assert abs(difference) > half
            assert ("more (" in said) == (difference > 0.0)
        middle, low, high = (
            float(number)
            for number in re.findall(r"[-+]?\d+\.?\d*", said.partition("than with" if "can’t" in said else "100")[2])[
                :3
            ]
        )
        assert low <= (-middle if "fewer (" in said else middle) <= high
        assert low <= 100 * difference <= high


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole(language: str) -> None:
    found = replace(sensitivity(0.42, 0.09, 0.05, 0.2), language=language)
    blocks = [
        of_scoreboard(BOARD, asked(language=language)),
        of_sensitivity(found),
        of_story(story(0.05, 0.01, language)),
    ]
    for block in blocks:
        said = " ".join(block.in_sentences)
        assert "{" not in said
        assert not re.search(r"\b(proves|works|significant|will|bevisar|fungerar|virker|beviser)\b", block.sentence)
        assert block.strip is not None
        assert "<svg" in block.strip.wide
        assert "<svg" in block.strip.narrow
