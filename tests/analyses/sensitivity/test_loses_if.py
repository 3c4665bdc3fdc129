"""Boxes in which a policy loses."""

from __future__ import annotations

import numpy as np

from simulation.analyses.sensitivity.loses_if import ABOVE, BELOW, Condition, find_region

NAMES = ("a", "b", "c")


def even(n: int = 4000) -> np.ndarray:
    return np.random.default_rng(1).random((n, 3))


def test_a_known_box_is_found() -> None:
    # lost exactly where a < 0.3 and b > 0.6: 0.3 * 0.4 = 12 % of the draws, all losses in it
    values = even()
    found = find_region(NAMES, values, (values[:, 0] < 0.3) & (values[:, 1] > 0.6))
    by_name = {condition.name: condition for condition in found.conditions}
    assert set(by_name) == {"a", "b"}
    assert (by_name["a"].side, by_name["b"].side) == (BELOW, ABOVE)
    assert abs(by_name["a"].value - 0.3) < 0.05
    assert abs(by_name["b"].value - 0.6) < 0.05
    assert abs(found.share - 0.12) < 0.03
    assert found.loses > 0.85
    assert found.holds > 0.85
    assert abs(found.loses_anywhere - 0.12) < 0.02


def test_what_is_told_is_counted_in_the_other_half() -> None:
    # Draws 0, 2, 4 ... find the box a < 0.5, where all of them are lost. Of draws 1, 3, 5 ... only those with a < 0.25
    # are lost: half of those in the box, and all losses lie in it.
    values = even(4000)
    lost = values[:, 0] < 0.5
    lost[1::2] = values[1::2, 0] < 0.25
    found = find_region(NAMES, values, lost)
    (condition,) = found.conditions
    assert (condition.name, condition.side) == ("a", BELOW)
    assert abs(condition.value - 0.5) < 0.03
    inside = values[1::2, 0] < condition.value
    assert found.loses == lost[1::2][inside].mean()
    assert abs(found.loses - 0.5) < 0.05
    assert found.holds == 1.0
    assert found.share == inside.mean()


def test_chance_gives_no_box() -> None:
    boxes = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        boxes += bool(find_region(NAMES, rng.random((600, 3)), rng.random(600) < 0.3).conditions)
    assert boxes <= 2


def test_never_and_always_have_no_box() -> None:
    values = even(200)
    never, always = find_region(NAMES, values, values[:, 0] < -1), find_region(NAMES, values, values[:, 0] > -1)
    assert (never.conditions, never.loses_anywhere) == ((), 0.0)
    assert (always.conditions, always.loses_anywhere) == ((), 1.0)


def test_a_condition_by_hand() -> None:
    column = np.array([0.1, 0.2, 0.3])
    assert Condition("a", BELOW, 0.2).holds(column).tolist() == [True, False, False]
    assert Condition("a", ABOVE, 0.2).holds(column).tolist() == [False, False, True]
    assert str(Condition("hours.ending", ABOVE, 0.25)) == "hours.ending > 0.25"
