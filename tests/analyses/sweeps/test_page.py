"""What a sweep's page says: the answer in a sentence, what was varied, and the same parameters for every world."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulation.analyses.sweeps.summary import WorldSummary, largest_effects
from simulation.base.texts import LANGUAGES
from simulation.report.sweep.page import (
    answer,
    effects_table,
    ranking_cells,
    ranking_table,
    said_of_effects,
    varied,
    worlds,
    write_page,
)
from simulation.report.sweep.words import Words
from tests.analyses.sweeps.small import GRID, one_point, settings, small_sweep

CORNERS = np.array([[0.0, 0.5], [0.0, 1.3], [1.0, 0.5], [1.0, 1.3]])  # the points of GRID


def summary(
    name: str,
    coordinated: list[float],
    values: np.ndarray = CORNERS,
    half: float = 0.001,
    kind: str = "grid",
    n_replications: int = 10,
) -> WorldSummary:
    n = len(coordinated)
    return WorldSummary(
        name=name,
        policies=("observed_mix", "coordinated"),
        names=tuple(GRID["dimensions"]),  # type: ignore[arg-type]
        values=values,
        difference=np.column_stack([np.zeros(n), coordinated]),
        half_width=np.column_stack([np.full(n, np.nan), np.full(n, half)]),
        n_replications=np.full(n, n_replications),
        is_lower_better=False,
        kind=kind,
    )


def test_the_answer_says_who_is_best_and_how_far_behind_it_ever_is() -> None:
    words = Words(small_sweep(), "en")
    # Best at three of four points; ahead by (1 + 2 + 3 - 2) / 4 = 1 percentage point; behind by 2 at the last.
    said = answer(words, summary("one", [0.01, 0.02, 0.03, -0.02]))
    assert said == (
        "Coordinated measures comes out best most often, at 75% of the points. On average it is best too, "
        "ahead of Observed practice by 1.0 of every 100 people, and nowhere more than 2.0 behind the best of a point."
    )


def three(
    staircase: list[float], coordinated: list[float], half: float = 0.001, n_replications: int = 10
) -> WorldSummary:
    """Return a world of two policies and the baseline over points of one dimension."""
    n = len(staircase)
    return WorldSummary(
        name="one",
        policies=("observed_mix", "staircase", "coordinated"),
        names=("job_entry.belief",),
        values=np.linspace(0.5, 1.3, n)[:, None],
        difference=np.column_stack([np.zeros(n), staircase, coordinated]),
        half_width=np.column_stack([np.full(n, np.nan), np.full((n, 2), half)]),
        n_replications=np.full(n, n_replications),
        is_lower_better=False,
        kind="sobol",
    )


def words_of_three() -> Words:
    design = {"kind": "sobol", "n_points": 4, "dimensions": {"job_entry.belief": None}}
    return Words(small_sweep(design, {"one": settings(policies=["staircase", "coordinated"])}), "en")


def test_who_is_best_most_often_need_not_be_the_best_on_average() -> None:
    # Staircase is best at three of four points by 1, coordinated at one by 9: on average ahead by (9 - 3) / 4 = 1.5
    said = answer(words_of_three(), three([0.02, 0.02, 0.02, 0.01], [0.01, 0.01, 0.01, 0.10]))
    assert said == (
        "Staircase (assumed) comes out best most often, at 75% of the points. On average Coordinated measures is best, "
        "ahead of Staircase (assumed) by 1.5 of every 100 people, and nowhere more than 1.0 behind the best of a point."
    )


def test_ties_are_named() -> None:
    words = words_of_three()
    said = answer(words, three([0.02, 0.02, 0.01, 0.01], [0.01, 0.01, 0.02, 0.04]))
    assert said.startswith(
        "Coordinated measures and Staircase (assumed) come out best equally often, each at 50% of the points. On"
    )
    said = answer(words, three([0.02, 0.02, 0.01, 0.01], [0.01, 0.01, 0.02, 0.02]))
    assert said.endswith("On average Staircase (assumed) and Coordinated measures are equally good, and best.")
    said = answer(words, three([0.02, 0.02, 0.02, 0.02], [0.01, 0.02, 0.02, 0.01]))
    assert "Staircase (assumed) comes out best at every point" in said
    assert said.endswith("At 50% of the points several policies are equally good, and each of them counts as best.")
    assert (
        answer(words, three([0.02], [0.02]))
        == "Staircase (assumed) and Coordinated measures come out equally good, and best."
    )


def test_numbers_carry_no_more_digits_than_their_error() -> None:
    words = words_of_three()
    differences = [0.02123, 0.02123, 0.02123, 0.02123], [0.01456, 0.01456, 0.01456, 0.01456]
    for half, mean, regret in (
        (0.0001, "+2.12", "0.67"),
        (0.002, "+2.1", "0.7"),
        (0.02, "+2", "1"),
        (np.nan, "+2.1", "0.7"),
    ):
        made = three(*differences, half=half)
        assert ranking_cells(words, made, "staircase")[0] == mean
        assert ranking_cells(words, made, "coordinated")[-1] == regret
    assert [words.share(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0", "1", "50", "99", "100"]


def test_who_is_best_everywhere_is_not_said_to_be_behind_anybody() -> None:
    # (1 + 2 + 3 + 2) / 4 = 2 percentage points ahead on average
    said = answer(Words(small_sweep(), "en"), summary("one", [0.01, 0.02, 0.03, 0.02]))
    assert said == (
        "Coordinated measures comes out best at every point, on average ahead of Observed practice by "
        "2.0 of every 100 people."
    )


def test_with_one_point_the_answer_says_what_chance_can_make() -> None:
    words = Words(small_sweep(one_point()), "en")
    one = np.empty((1, 0))
    assert "chance" not in answer(words, summary("one", [0.02], one, half=0.01))
    close = "That lead is less than chance in the simulation can make of it."
    assert answer(words, summary("one", [0.02], one, half=0.03)) == (
        "Too close to tell: Coordinated measures and Observed practice differ by less than luck can make of it."
    )
    assert answer(words, summary("one", [0.02, 0.01], np.array([[0.0], [1.0]]), half=0.03)).endswith(close)


def test_a_single_point_is_not_said_to_be_won_at_all_points() -> None:
    words = Words(small_sweep(one_point()), "en")
    table = ranking_table(words, summary("one", [0.02], np.empty((1, 0)), half=0.01))
    assert [column.label for column in table.columns] == ["Difference", "Monte-Carlo interval", "Regret"]
    best, behind = ([cell.value for cell in row.cells] for row in table.rows)
    # 2 points ahead of observed practice, which is therefore 2 behind the best
    assert best == ["+2", "+1 to +3", "0"]
    assert behind == ["0", "", "2"]


def test_several_points_tell_at_how_many_a_policy_is_best() -> None:
    table = ranking_table(Words(small_sweep(), "en"), summary("one", [0.01, 0.02, 0.03, -0.02]))
    assert [column.label for column in table.columns][2:] == ["Best at, % of points", "Mean regret", "Largest regret"]
    assert [cell.value for cell in table.rows[0].cells][2:] == ["75", "0.5", "2.0"]  # (0 + 0 + 0 + 2) / 4


def test_worlds_are_named_where_there_are_several() -> None:
    words = Words(small_sweep(worlds={"one": settings(), "other": settings(seed=5)}), "en")
    assert answer(words, summary("other", [0.01] * 4)).startswith("other: ")
    assert worlds(words)[1] == ("other", "seed=5")
    assert worlds(Words(small_sweep(), "en")) == []


def test_all_worlds_show_the_parameters_with_the_largest_effect_in_any() -> None:
    first = summary("one", [0.0, 0.01, 0.0, 0.01])  # belief: 1 point, more than the 0.2 of chance
    second = summary("other", [0.0, 0.0, 0.05, 0.05])  # causal share: 5 points
    assert largest_effects([first], 1) == [1]
    assert largest_effects([first, second], 1) == [0]
    assert largest_effects([first, second], 8) == [0, 1]
    words = Words(small_sweep(worlds={"one": settings(), "other": settings(seed=5)}), "en")
    rows = effects_table(words, second, largest_effects([first, second], 1)).rows
    assert [row.label for row in rows] == ["progression.causal_share"]
    # by chance up to 0.1 x sqrt(2) x t(1 - 0.05 / 4; 9) / t(0.975; 9) = 0.1 x 1.414 x 2.685 / 2.262 = 0.17 points
    assert [cell.value for cell in rows[0].cells[1:]] == ["0.0", "+5.0", "+5.0", "0.2"]


def test_effects_that_may_be_chance_are_named_and_not_shown() -> None:
    words = Words(small_sweep(), "en")
    by_chance = summary("one", [0.0, 0.001, 0.05, 0.051])  # belief: 0.1 points, less than the 0.2 of chance
    assert [row.label for row in effects_table(words, by_chance, [0, 1]).rows] == ["progression.causal_share"]
    said = said_of_effects(words, [by_chance])
    assert "5%" in said[1]
    assert said[2].startswith("No effect that is more than chance: job_entry.belief.")


def test_a_world_without_an_effect_has_no_figure_of_effects(tmp_path: Path) -> None:
    words = Words(small_sweep(worlds={"one": settings(), "other": settings(seed=5)}), "en")
    both = [summary("one", [0.0, 0.0, 0.05, 0.05]), summary("other", [0.01, 0.01, 0.01, 0.01])]
    page = write_page(words, both, 0, tmp_path).read_text(encoding="utf-8")
    assert page.count("<svg") == 3  # ranking, effects in one world, regret
    assert [path.name for path in (tmp_path / "figures").glob("effects*")] == ["effects_one.svg"]


def test_a_design_that_can_not_tell_says_so_and_shows_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    design = {"kind": "posterior", "n_points": 12}
    sweep = small_sweep(design)
    difference = np.column_stack([np.zeros(12), rng.normal(size=12)])
    made = WorldSummary(
        "one", sweep.arms, sweep.design.names, sweep.design.values, difference,
        np.full((12, 2), 0.01), np.full(12, 3), False, "posterior",
    )  # fmt: skip
    for language in LANGUAGES:
        words = Words(sweep, language)
        (said,) = said_of_effects(words, [made])
        assert "latin_hypercube" in said
        page = write_page(words, [made], 0, tmp_path).read_text(encoding="utf-8")
        assert page.count("<svg") == 2  # ranking and regret
        assert "job_entry." not in page.replace("job_entry.belief.", "")
        assert said.partition("(")[0].strip() in page
    assert not list((tmp_path / "figures").glob("effects*"))


def test_what_was_varied_is_explained() -> None:
    words = Words(small_sweep(), "sv")
    rows = {row.label: [cell.value for cell in row.cells] for row in varied(words, [summary("one", [0, 1, 2, 3])]).rows}
    assert set(rows) == set(GRID["dimensions"])  # type: ignore[arg-type]
    meaning, tried = rows["job_entry.belief"]
    assert meaning
    assert tried.startswith("0,5 till 1,3 ")
