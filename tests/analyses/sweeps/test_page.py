"""What a sweep's page says: the answer in a sentence, what was varied, and the same parameters for every world."""

from __future__ import annotations

import numpy as np

from simulation.analyses.sweeps.summary import WorldSummary, most_telling
from simulation.report.sweep.page import answer, effects_table, ranking_table, varied, worlds
from simulation.report.sweep.words import Words
from tests.analyses.sweeps.small import GRID, one_point, settings, small_sweep

CORNERS = np.array([[0.0, 0.5], [0.0, 1.3], [1.0, 0.5], [1.0, 1.3]])  # the points of GRID


def summary(name: str, coordinated: list[float], values: np.ndarray = CORNERS, half: float = 0.01) -> WorldSummary:
    n = len(coordinated)
    return WorldSummary(
        name=name,
        policies=("observed_mix", "coordinated"),
        names=tuple(GRID["dimensions"]),  # type: ignore[arg-type]
        values=values,
        difference=np.column_stack([np.zeros(n), coordinated]),
        half_width=np.column_stack([np.full(n, np.nan), np.full(n, half)]),
        n_replications=np.full(n, 3),
        is_lower_better=False,
    )


def test_the_answer_says_who_is_best_and_how_far_behind_it_ever_is() -> None:
    words = Words(small_sweep(), "en")
    # Best at three of four points; ahead by (1 + 2 + 3 - 2) / 4 = 1 percentage point; behind by 2 at the last.
    said = answer(words, summary("one", [0.01, 0.02, 0.03, -0.02]))
    assert said == (
        "Coordinated measures comes out best at 75% of the points. On average it is 1.00 percentage points ahead of "
        "Observed practice, and nowhere more than 2.00 behind the best."
    )


def test_who_is_best_everywhere_is_not_said_to_be_behind_anybody() -> None:
    # (1 + 2 + 3 + 2) / 4 = 2 percentage points ahead on average
    said = answer(Words(small_sweep(), "en"), summary("one", [0.01, 0.02, 0.03, 0.02]))
    assert said == (
        "Coordinated measures comes out best at every point, on average 2.00 percentage points ahead of "
        "Observed practice."
    )


def test_with_one_point_the_answer_says_what_chance_can_make() -> None:
    words = Words(small_sweep(one_point()), "en")
    one = np.empty((1, 0))
    assert "chance" not in answer(words, summary("one", [0.02], one, half=0.01))
    assert answer(words, summary("one", [0.02], one, half=0.03)).endswith(
        "less than chance in the simulation can make of it."
    )


def test_a_single_point_is_not_said_to_be_won_at_all_points() -> None:
    words = Words(small_sweep(one_point()), "en")
    table = ranking_table(words, summary("one", [0.02], np.empty((1, 0)), half=0.01))
    assert [column.label for column in table.columns] == ["Difference", "Monte-Carlo interval", "Regret"]
    best, behind = ([cell.value for cell in row.cells] for row in table.rows)
    # 2 points ahead of observed practice, which is therefore 2 behind the best
    assert best == ["+2.00", "+1.00 to +3.00", "0.00"]
    assert behind == ["0.00", "", "2.00"]


def test_several_points_tell_at_how_many_a_policy_is_best() -> None:
    table = ranking_table(Words(small_sweep(), "en"), summary("one", [0.01, 0.02, 0.03, -0.02]))
    assert [column.label for column in table.columns][2:] == ["Best at, % of points", "Mean regret", "Largest regret"]
    assert [cell.value for cell in table.rows[0].cells][2:] == ["75", "0.50", "2.00"]  # (0 + 0 + 0 + 2) / 4


def test_worlds_are_named_where_there_are_several() -> None:
    words = Words(small_sweep(worlds={"one": settings(), "other": settings(seed=5)}), "en")
    assert answer(words, summary("other", [0.01] * 4)).startswith("other: ")
    assert worlds(words)[1] == ("other", "seed=5")
    assert worlds(Words(small_sweep(), "en")) == []


def test_all_worlds_show_the_parameters_with_the_largest_effect_in_any() -> None:
    first = summary("one", [0.0, 0.01, 0.0, 0.01])  # belief: 1 point
    second = summary("other", [0.0, 0.0, 0.05, 0.05])  # causal share: 5 points
    assert most_telling([first], 1) == [1]
    assert most_telling([first, second], 1) == [0]
    assert most_telling([first, second], 8) == [0, 1]
    words = Words(small_sweep(worlds={"one": settings(), "other": settings(seed=5)}), "en")
    rows = effects_table(words, second, most_telling([first, second], 1)).rows
    assert [row.label for row in rows] == ["progression.causal_share"]
    assert [cell.value for cell in rows[0].cells[1:]] == ["0.00", "+5.00", "+5.00"]


def test_what_was_varied_is_explained() -> None:
    words = Words(small_sweep(), "sv")
    rows = {row.label: [cell.value for cell in row.cells] for row in varied(words, [summary("one", [0, 1, 2, 3])]).rows}
    assert set(rows) == set(GRID["dimensions"])  # type: ignore[arg-type]
    meaning, tried = rows["job_entry.belief"]
    assert meaning
    assert tried.startswith("0,5 till 1,3 ")
