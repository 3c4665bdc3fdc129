"""`tilltro contrary`: direct contrasts in every world, and what becomes of an answer."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.contrary.answers import (
    APPEARS,
    GONE,
    HALVED,
    OPEN,
    STANDS,
    TURNS,
    UNCLEAR,
    USUAL_ANSWER,
    Answer,
    Contrary,
    as_rows,
    ask,
    verdict,
)  # fmt: skip
from simulation.analyses.contrary.questions import Question, arms_of, load_questions, load_worlds
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.registry import JOB_OUTCOMES, OUTCOME_IDS
from simulation.model.policies import load_policy
from simulation.report.contrary.finding import finding
from simulation.study.replications import run_study
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import World, load_world, together

TEXT = dict.fromkeys(LANGUAGES, "x")
JOB = Question("job", TEXT, "jobfirst", "aig_sanctions", "first_job", 3)
PENSION = Question("pension", TEXT, "aig_sanctions", "observed_mix", "disability_pension", 4, "psychiatric=yes")


@pytest.mark.parametrize(
    ("here", "usual", "change", "expected"),
    [
        ((2, 1, 3), (2, 1, 3), (0, 0, 0), STANDS),
        ((0.9, 0.5, 1.3), (2, 1, 3), (-1.1, -2, -0.2), HALVED),
        ((0.9, 0.5, 1.3), (2, 1, 3), (-1.1, -2, 0.2), STANDS),
        ((-0.9, -1.3, -0.5), (-2, -3, -1), (1.1, 0.1, 2), HALVED),
        ((0.5, -1, 2), (2, 1, 3), (-1.5, -2, -1), GONE),
        ((0, 0, 0), (2, 1, 3), (-2, -3, -1), GONE),
        ((0.1, 0.05, 0.15), (2, 1, 3), (-1.9, -3, -1), GONE),
        ((-0.1, -0.15, -0.05), (2, 1, 3), (-2.1, -3, -1), GONE),
        ((-0.3, -0.4, -0.2), (2, 1, 3), (-2.3, -3, -1), TURNS),
        ((1.9, -1, 5), (2, 1, 3), (-0.1, -2, 2), UNCLEAR),
        ((-1, -2, -0.5), (2, 1, 3), (-3, -4, -2), TURNS),
        ((1, 0.5, 2), (-2, -3, -1), (3, 2, 4), TURNS),
        ((1, 0.5, 2), (0.1, -1, 1), (0.9, 0.1, 2), APPEARS),
        ((0.2, 0.1, 0.3), (0.1, -1, 1), (0.1, -1, 1), OPEN),
        ((0, -1, 1), (0.1, -1, 1), (-0.1, -2, 2), OPEN),
    ],
)
def test_what_becomes_of_an_answer(
    here: tuple[float, ...], usual: tuple[float, ...], change: tuple[float, ...], expected: str
) -> None:
    assert verdict(here, usual, change) == expected


def test_displacement_by_hand() -> None:
    # 0.2 * (1 - 0.3) = 0.14; a loss of jobs leaves some to others: -0.2 * 0.7 = -0.14
    assert after_displacement(0.2, "first_job", 0.3) == pytest.approx(0.14)
    assert after_displacement(-0.2, "quarters_worked", 0.3) == pytest.approx(-0.14)
    assert math.isnan(after_displacement(0.2, "disability_pension", 0.3))
    assert set(JOB_OUTCOMES) < set(OUTCOME_IDS)


def test_contrasts_have_a_column_after_displacement() -> None:
    sizes = {"n_clients": 200, "n_quarters": 2, "n_replications": 2, "caseload": 20}
    parameters = {"labour_market": {"displacement": 0.25}}
    table = run_study(make_settings(["staircase"], parameters=parameters, **sizes).study()).contrasts
    is_job = table.outcome.isin(JOB_OUTCOMES)
    assert np.allclose(table.after_displacement[is_job], 0.75 * table.difference[is_job], equal_nan=True)
    assert table.after_displacement[~is_job].isna().all()
    usual = run_study(make_settings(["staircase"], **sizes).study()).contrasts
    assert usual.difference.equals(table.difference)  # nothing simulated changes


def small(**changed: object) -> Settings:
    sizes = {"n_clients": 300, "n_quarters": 4, "n_replications": 3, "caseload": 20, "seed": 5, **changed}
    return make_settings(["aig_sanctions", "jobfirst"], "observed_mix", **sizes)


WORLDS = tuple(load_world(name) for name in ("usual", "displacement", "sanctions_work"))


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str], Answer]:
    done: list[tuple[int, int]] = []
    found = ask(small(), (JOB, PENSION), WORLDS, progress=lambda *step: done.append(step))
    assert done == [(number, 9) for number in range(1, 10)]
    return {(answer.world, answer.question): answer for answer in found}


def test_an_answer_is_the_paired_contrast_of_a_study(answers: dict[tuple[str, str], Answer]) -> None:
    """The same as compare with the other policy as baseline."""
    table = run_study(replace(small(), baseline="aig_sanctions").study()).contrasts
    (row,) = table[
        (table.policy == "jobfirst") & (table.outcome == "first_job") & (table.quarter == 3) & (table.group == "all")
    ].itertuples()
    found = answers["usual", "job"]
    assert (found.difference, found.mc_low, found.mc_high) == pytest.approx((row.difference, row.mc_low, row.mc_high))
    assert found.after_displacement == pytest.approx(0.7 * row.difference)
    assert (found.change, found.change_low, found.change_high) == (0.0, 0.0, 0.0)
    assert found.verdict == USUAL_ANSWER


def test_an_answer_over_draws_is_that_of_a_comparison() -> None:
    settings = replace(small(n_replications=8), baseline="aig_sanctions")
    table = run_study(settings.study()).contrasts
    (row,) = table[
        (table.policy == "jobfirst") & (table.outcome == "first_job") & (table.quarter == 3) & (table.group == "all")
    ].itertuples()
    (found,) = ask(settings, (JOB,), WORLDS[:1])
    assert len(settings.study().draws) == 4
    assert (found.difference, found.mc_low, found.mc_high) == pytest.approx((row.difference, row.mc_low, row.mc_high))
    assert (found.range_low, found.range_high) == pytest.approx((row.cred_low, row.cred_high), nan_ok=True)


def test_displacement_is_counted_in_its_own_world_only(answers: dict[tuple[str, str], Answer]) -> None:
    usual, moved = answers["usual", "job"], answers["displacement", "job"]
    # half of it is left: half of the difference, half of the interval, and the change is minus a half
    assert moved.difference == pytest.approx(usual.difference / 2)
    assert moved.mc_low == pytest.approx(usual.mc_low / 2)
    assert moved.change == pytest.approx(-usual.difference / 2)
    assert moved.after_displacement == pytest.approx(usual.difference / 2)
    pension = answers["displacement", "pension"]
    assert pension.difference == answers["usual", "pension"].difference
    assert math.isnan(pension.after_displacement)


def test_carrot_can_be_made_to_lose() -> None:
    """With sanctions that work without harm and support that does nothing, demands come out ahead."""
    names = ("sanctions_work", "demands_without_harm", "support_without_effect")
    harsh = together("harsh", TEXT, [load_world(name) for name in names])
    settings = small(n_clients=2000, n_quarters=8, n_replications=8, parameters={"job_entry": {"intercept": -4.5}},
                     parameter_set="central")  # fmt: skip
    question = replace(JOB, quarter=8, outcome="quarters_worked")
    usual, other = ask(settings, (question,), (load_world("usual"), harsh))
    assert usual.mc_low > 0
    assert other.mc_high < 0
    assert other.verdict == TURNS


def test_rows_of_the_file(answers: dict[tuple[str, str], Answer]) -> None:
    contrary = Contrary(small(), (JOB, PENSION), WORLDS, tuple(answers.values()), "en", "0")
    rows = as_rows(contrary)
    assert len(rows) == 6
    assert rows[0]["policy"] == "jobfirst"
    assert rows[0]["against"] == "aig_sanctions"
    assert rows[1]["group"] == "psychiatric=yes"
    assert rows[0]["n_replications"] == 3
    assert contrary.answer(WORLDS[1], PENSION) is answers["displacement", "pension"]


def test_the_packaged_questions_can_be_asked() -> None:
    questions = load_questions()
    assert len(questions) == 8
    for name in arms_of(questions):
        load_policy(name)
    worlds = load_worlds()
    assert worlds[0].name == "usual"
    assert len({world.name for world in worlds}) == len(worlds)
    assert any(isinstance(world, World) and len(world.parts) == 3 for world in worlds)
    assert len(arms_of(questions)) == len(set(arms_of(questions)))


ONE = "label: {en: x, sv: x, da: x}, policy: jobfirst, against: observed_mix, outcome: first_job, quarter: 4"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("questions: {}\n", "missing_key"),
        ("- 1\n", "wrong_shape"),
        ("question: {}\n", "unknown_key"),
        ("questions: 3\n", "wrong_shape"),
        ("questions: {one: {policy: jobfirst}}\n", "missing_key"),
        (f"questions: {{one: {{{ONE}, groop: all}}}}\n", "unknown_key"),
        (f"questions: {{one: {{{ONE}, group: everybody}}}}\n", "unknown_name"),
        (f"questions: {{one: {{{ONE.replace('first_job', 'job')}}}}}\n", "unknown_name"),
        (f"questions: {{one: {{{ONE.replace('quarter: 4', 'quarter: 0')}}}}}\n", "not_a_whole_number"),
        (f"questions: {{one: {{{ONE.replace('sv: x, ', 'fi: x, ')}}}}}\n", "wrong_shape"),
        (f"questions: {{one: {{{ONE.replace('policy: jobfirst', 'policy: [1]')}}}}}\n", "wrong_shape"),
    ],
)
def test_wrong_questions_are_refused(content: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "contrary.yaml").write_text(content)
    with pytest.raises(InputError) as caught:
        load_questions(tmp_path)
    assert caught.value.key == key
    assert str(caught.value)


def test_wrong_worlds_together_are_refused(tmp_path: Path) -> None:
    for item in ("{label: {en: x, sv: x, da: x}, worlds: [nowhere]}", "{worlds: [snowball]}", "3"):
        (tmp_path / "contrary.yaml").write_text(f"questions: {{one: {{{ONE}}}}}\ntogether: {{some: {item}}}\n")
        with pytest.raises(InputError):
            load_worlds(tmp_path)


def answer(world: str, question: str, mean: float, verdict: str) -> Answer:
    return Answer(world, question, mean, mean - 0.1, mean + 0.1, math.nan, math.nan, math.nan, 0.0, 0.0, 0.0, verdict)


def test_the_answer_counts_what_became_of_each_answer() -> None:
    questions = [Question(id, TEXT, "jobfirst", "aig_sanctions", "first_job", 3) for id in ("a", "b", "c", "d", "e")]
    worlds = [World(name, dict.fromkeys(LANGUAGES, name), {}, (), {}) for name in ("usual", "one", "other")]
    fates = {  # in the worlds one and other; e has no side in the usual world
        "a": (STANDS, HALVED),
        "b": (TURNS, GONE),
        "c": (GONE, UNCLEAR),
        "d": (UNCLEAR, STANDS),
        "e": (APPEARS, OPEN),
    }
    answers = [answer("usual", id, 0.0 if id == "e" else 1.0, USUAL_ANSWER) for id in fates]
    answers += [
        answer(world, id, 1.0, fate[n]) for id, fate in fates.items() for n, world in enumerate(("one", "other"))
    ]
    settings = make_settings(["jobfirst"], n_clients=300, n_replications=80)  # forty draws
    found = Contrary(settings, tuple(questions), tuple(worlds), tuple(answers), "en", "")
    # a keeps its side, b reverses, c is gone, d is unclear; in `one` b and c change, in `other` b alone
    said = finding(found)
    assert said.sentence == (
        "4 of 5 answers say which policy gives more, on average over what is not known. Each says the same in 0 to 2 "
        "of 2 worlds where contrary evidence is right, 1 of them in all of these; in at least one, 1 reverse and 1 "
        "more are gone."
    )
    assert said.boxes[1].points == (
        "Most answers reverse or are gone in: one (2 of them).",
        "More runs may tell where it is unclear now: for 1.",
    )
    assert said.strip is not None
    assert [(mark.middle, mark.shown) for mark in said.strip.marks] == [
        (2.0, "2 of 2"), (0.0, "0 of 2"), (0.0, "0 of 2"), (1.0, "1 of 2")
    ]  # fmt: skip
    assert "tilltro contrary population.n_clients=300 n_replications=80 seed=" in said.made
    for language in LANGUAGES:
        assert "{" not in " ".join(finding(replace(found, language=language)).in_sentences)


def test_few_draws_or_one_set_of_parameters_have_no_answer() -> None:
    question = Question("a", TEXT, "jobfirst", "aig_sanctions", "first_job", 3)
    worlds = tuple(World(name, dict.fromkeys(LANGUAGES, name), {}, (), {}) for name in ("usual", "one"))
    answers = (answer("usual", "a", 1.0, USUAL_ANSWER), answer("one", "a", 1.0, STANDS))
    few = Contrary(make_settings(["jobfirst"], n_replications=78), (question,), worlds, answers, "en", "")
    assert finding(few).sentence == "A quick look: too few runs to answer."  # 39 draws
    assert finding(few).strip is None
    one = replace(few, settings=make_settings(["jobfirst"], n_replications=80, parameter_set="central"))
    assert finding(one).sentence.startswith("One set of assumptions alone")
