"""What a sweep says of a world, by hand: ranking, regret, and what a dimension does."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analyses.sweeps.summary import WorldSummary, largest_effects

NAN = float("nan")


def summary(difference: list[list[float]], values: list[list[float]], is_lower_better: bool = False) -> WorldSummary:
    """Return a world with a baseline and two policies; half an interval is 0.5 everywhere."""
    made = np.array(difference)
    half = np.where(np.arange(made.shape[1]) == 0, NAN, np.full(made.shape, 0.5))
    names = ("first", "second")[: len(values[0])]
    n = np.full(len(made), 4)
    return WorldSummary("one", ("base", "a", "b"), names, np.array(values), made, half, n, is_lower_better, "grid")


# At four points a and b differ from the baseline by so much.
FOUR = [[0.0, 1.0, 2.0], [0.0, 3.0, 2.0], [0.0, 1.0, -4.0], [0.0, 3.0, 2.0]]
GRID = [[0.0, 5.0], [0.0, 6.0], [1.0, 5.0], [1.0, 6.0]]


def test_ranking_and_regret_where_more_is_better() -> None:
    # regret: base 2, 3, 1, 3; a 1, 0, 0, 0; b 0, 1, 5, 1
    first, second, third = summary(FOUR, GRID).ranking()
    assert [rank.policy for rank in (first, second, third)] == ["a", "b", "base"]
    assert (first.difference, first.best_share, first.mean_regret, first.most_regret) == (2.0, 0.75, 0.25, 1.0)
    assert (second.difference, second.best_share, second.mean_regret, second.most_regret) == (0.5, 0.25, 1.75, 5.0)
    assert (third.difference, third.best_share, third.mean_regret, third.most_regret) == (0.0, 0.0, 2.25, 3.0)
    # b: -4, 2, 2, 2 in order; 5 % of the way over three steps is 0.15 of the first one: -4 + 0.15 * 6 = -3.1
    assert (second.low, second.high) == (pytest.approx(-3.1), 2.0)


def test_where_less_is_better_the_order_and_regret_turn() -> None:
    # regret now: base 0, 0, 4, 0; a 1, 3, 5, 3; b 2, 2, 0, 2
    ranks = {rank.policy: rank for rank in summary(FOUR, GRID, is_lower_better=True).ranking()}
    assert list(ranks) == ["base", "b", "a"]
    assert [ranks[name].mean_regret for name in ("base", "a", "b")] == [1.0, 3.0, 1.5]
    assert [ranks[name].best_share for name in ("base", "a", "b")] == [0.75, 0.0, 0.25]
    assert ranks["a"].difference == 2.0  # the sign stays


def test_points_at_which_several_are_equally_good_count_for_each() -> None:
    # a is best alone at one of two points; at the other it is as good as b
    made = summary([[0.0, 3.0, 2.0], [0.0, 1.0, 1.0]], [[0.0], [1.0]])
    assert [(rank.policy, rank.best_share) for rank in made.ranking()] == [("a", 1.0), ("b", 0.5), ("base", 0.0)]
    assert made.tied_share == 0.5


def test_a_single_point_has_its_monte_carlo_interval() -> None:
    (rank,) = (rank for rank in summary([[0.0, 1.0, 2.0]], [[0.0]]).ranking() if rank.policy == "b")
    assert (rank.low, rank.high) == (1.5, 2.5)


def test_a_dimension_of_few_values_is_read_at_its_ends() -> None:
    # first: a 2 at both ends; b (2 + 2) / 2 = 2 and (-4 + 2) / 2 = -1. second: a 1 and 3; b -1 and 2
    made = summary(FOUR, GRID)
    assert [(e.policy, e.at_low, e.at_high, e.change) for e in made.effects(0)] == [("a", 2, 2, 0), ("b", 2, -1, -3)]
    assert [(e.policy, e.at_low, e.at_high, e.change) for e in made.effects(1)] == [("a", 1, 3, 2), ("b", -1, 2, 3)]


def test_dimensions_come_by_their_largest_effect_whichever_way_it_goes() -> None:
    # b falls by 30 with the first; with the second a rises by 20 and b by 10
    difference = [[0.0, 10.0, 20.0], [0.0, 30.0, 30.0], [0.0, 10.0, -10.0], [0.0, 30.0, 0.0]]
    assert largest_effects([summary(difference, GRID)], 2) == [0, 1]
    assert largest_effects([summary(difference, [[second, first] for first, second in GRID])], 2) == [1, 0]
    # a dimension that stays where it is does nothing
    assert summary(difference, [[0.0, second] for _, second in GRID]).changing == [1]


def test_a_dimension_of_many_values_is_cut_into_thirds() -> None:
    # nine points in no order; a is the value itself: the lowest three are 0, 1, 2 and the highest 6, 7, 8
    column = [3.0, 8.0, 0.0, 7.0, 1.0, 5.0, 6.0, 2.0, 4.0]
    made = summary([[0.0, value, 0.0] for value in column], [[value] for value in column])
    assert [mean for mean, _ in made.groups(0)] == [1.0, 4.0, 7.0]
    (own, _) = made.effects(0)
    assert (own.at_low, own.at_high) == (1.0, 7.0)
