"""What a sweep answers: who comes out best where that can be told; carrot and stick on three outcomes, never one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.sweeps.design import Design
from simulation.analyses.sweeps.summary import WorldSummary
from simulation.base.texts import LANGUAGES
from simulation.report.answer.question import Asked
from simulation.report.sweep.finding import best_of, finding
from simulation.report.sweep.page import answers, write_page
from simulation.report.sweep.sides import JUDGED, CarrotAndStick, sign, together
from simulation.report.sweep.words import Words
from tests.analyses.sweeps.small import one_point, settings, small_sweep

POLICIES = ["jobfirst", "aig_sanctions"]
FEW = "A quick look: too few runs to answer."


def words(language: str = "en", n_worlds: int = 1, **parts: object) -> Words:
    worlds = {name: settings(policies=POLICIES) for name in ("one", "other")[:n_worlds]}
    return Words(small_sweep(one_point(), worlds, **parts), language)


def world(
    name: str, carrot: float, stick: float, half: float = 0.004, lower: bool = False, n: int = 20
) -> WorldSummary:
    """Return a world of one point; differences are from observed practice."""
    return WorldSummary(
        name, ("observed_mix", "jobfirst", "aig_sanctions"), (), np.empty((1, 0)),
        np.array([[0.0, carrot, stick]]), np.array([[np.nan, half, half]]), np.array([n]), lower, "grid",
    )  # fmt: skip


def both(*worlds: tuple[WorldSummary, WorldSummary, WorldSummary]) -> CarrotAndStick:
    return CarrotAndStick("jobfirst", "aig_sanctions", dict(zip(JUDGED, zip(*worlds, strict=True), strict=True)), ())


def of_world(name: str, pension: float, n: int = 20) -> tuple[WorldSummary, WorldSummary, WorldSummary]:
    """Return a world in which the carrot has 5 more of 100 in a job and 4 fewer on medication than the stick."""
    return (
        world(name, 0.06, 0.01, n=n),
        world(name, 0.0, pension, n=n),  # neither more nor fewer pensions are better in themselves
        world(name, -0.01, 0.03, lower=True, n=n),
    )


def test_the_best_is_named_with_what_luck_can_make_of_its_lead() -> None:
    # 6 - 1 = 5 of 100; luck at most 0.4 + 0.4 = 0.8 either way, so from 4.2 to 5.8, outwards from 4 to 6
    made = world("one", 0.06, 0.01)
    assert best_of(made) == "jobfirst"
    assert finding(words(), [made]).sentence == (
        "“JobFirst (carrot)” comes out best; against “Alle i Gang (stick)”: 5 more (+4 to +6) of every 100 people, the "
        "range showing luck alone."
    )


def test_a_lead_that_luck_can_make_names_nobody() -> None:
    made = world("one", 0.016, 0.009)  # 0.7 of 100 ahead, where luck can make 0.8
    assert best_of(made) == "close"
    said = finding(words(), [made]).sentence
    assert said.startswith("Too close to tell: “JobFirst (carrot)” and “Alle i Gang (stick)”")


@pytest.mark.parametrize(("n", "is_few"), [(2, True), (9, True), (10, False), (20, False)])
def test_with_few_runs_nobody_is_best(n: int, is_few: bool) -> None:
    made = world("one", 0.06, 0.01, n=n)
    assert made.is_few == is_few
    assert (finding(words(), [made]).sentence == FEW) == is_few
    assert answers(words(), [made], None) == ["Too few runs to say which policy is best."] or not is_few


def test_several_worlds_are_counted() -> None:
    made = [world("one", 0.06, 0.01), world("other", 0.01, 0.011)]
    assert finding(words(n_worlds=2), made).sentence == (
        "Of 2 worlds: “JobFirst (carrot)” comes out best in 1; too close to tell in 1."
    )


def test_carrot_and_stick_are_judged_on_three_outcomes() -> None:
    ahead, mixed = of_world("one", 0.02), of_world("other", 0.001)  # the pension can't be told in the other
    found = both(ahead, mixed)
    assert [sign(one, found) for one in (*ahead, *mixed)] == [1, -1, -1, 1, 0, -1]
    said = together(words(n_worlds=2), found)
    assert said == (
        "With “JobFirst (carrot)” more get a first job than with “Alle i Gang (stick)”, and fewer are granted "
        "a pension and fewer take medication, in 1 of 2 worlds; all three are the other way round in 0; in 1 they "
        "differ or can’t be told."
    )
    block = finding(words(n_worlds=2), [ahead[0], mixed[0]], found)
    assert block.sentence == said
    assert [side.brief for side in block.sides] == [
        "More with “JobFirst (carrot)” in 2 of 2 worlds, fewer in 0, not told in 0.",
        "More with “JobFirst (carrot)” in 0 of 2 worlds, fewer in 1, not told in 1.",
        "More with “JobFirst (carrot)” in 0 of 2 worlds, fewer in 2, not told in 0.",
    ]
    assert [mark.shown for mark in block.sides[1].strip.marks] == ["2 fewer (-3 to -1)", "0.1 fewer (-0.9 to +0.7)"]
    assert together(words(), both(ahead)).endswith("and fewer are granted a pension and fewer take medication.")
    assert "don’t all point one way" in together(words(), both(of_world("one", 0.001)))


def test_carrot_and_stick_with_few_runs_or_jobs_alone_have_no_answer() -> None:
    few = of_world("one", 0.02, n=3)
    assert together(words(), both(few)) == FEW
    assert finding(words(), [few[0]], both(few)).sides == ()
    alone = CarrotAndStick("jobfirst", "aig_sanctions", {}, ("disability_pension",))
    assert "doesn't record" in together(words(), alone).replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_carrot_and_stick_names_nobody_best(language: str, tmp_path: Path) -> None:
    ahead, mixed = of_world("one", 0.02), of_world("other", 0.001)
    found = both(ahead, mixed)
    told = words(language, 2)
    page = write_page(told, [ahead[0], mixed[0]], 0, tmp_path, found).read_text(encoding="utf-8")
    assert told.text("page.one_outcome", outcome=told.outcome).partition(",")[0] in page
    assert "comes out best" not in page.partition("<footer")[0].replace("Which policy comes out best", "")
    assert page.count('class="parts"') == 1
    assert "{" not in " ".join(finding(told, [ahead[0], mixed[0]], found).in_sentences)


def test_no_sentence_claims_a_side_that_its_range_does_not_have() -> None:
    rng = np.random.default_rng(5)
    told = words()
    for carrot, stick, half in rng.normal(0.0, 0.02, (300, 3)) * [1.0, 1.0, 0.5]:
        made = world("one", carrot, stick, abs(half))
        middle, low, high = made.between("jobfirst", "aig_sanctions")
        found = CarrotAndStick("jobfirst", "aig_sanctions", {Asked("first_job"): [made]}, ())
        assert low <= middle <= high
        if sign(made, found):
            assert sign(made, found) * min(low, high, key=abs) > 0.0
        best = best_of(made)
        if best != "close":
            others = [name for name in made.policies if name != best]
            assert all(made.between(best, other)[1] > 0.0 for other in others)
            assert finding(told, [made]).sentence.startswith(told.quoted(best))


def test_the_range_over_points_holds_the_middle_90_of_100() -> None:
    values = np.linspace(0.5, 1.3, 21)[:, None]
    difference = np.column_stack([np.zeros(21), np.linspace(0.0, 0.2, 21)])
    made = WorldSummary(
        "one", ("observed_mix", "coordinated"), ("job_entry.belief",), values, difference,
        np.column_stack([np.full(21, np.nan), np.full(21, 0.001)]), np.full(21, 4), False, "sobol",
    )  # fmt: skip
    assert made.between("coordinated", "observed_mix") == pytest.approx((0.1, 0.01, 0.19))
    design = Design("sobol", ("job_entry.belief",), values)
    said = finding(Words(small_sweep(design), "en"), [made]).sentence
    assert said == (
        "On average “Coordinated measures” comes out best, and it is best at 100 of every 100 points; against "
        "“Observed practice”: 10 more (+1 to +19) of every 100 people, the range being the middle 90% of points."
    )
