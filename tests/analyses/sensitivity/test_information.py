"""What knowing an unknown is worth, where it can be worked out by hand."""

from __future__ import annotations

import numpy as np

from simulation.analyses.sensitivity.information import worth


def test_the_worth_of_an_unknown_by_hand() -> None:
    # Two policies: one pays 0, the other x, even over -1..1. Not knowing x, both give 0 on average. Knowing it, one
    # takes max(0, x): 1/2 * 1/2 = 0.25 on average. The second unknown has nothing to do with it.
    values = np.random.default_rng(1).uniform(-1, 1, (4000, 2))
    payoffs = np.column_stack([np.zeros(4000), values[:, 0]])
    found = worth(values, payoffs, 100, seed=1)
    assert abs(found.each[0] - 0.25) < 0.02
    assert abs(found.everything - 0.25) < 0.02
    assert found.is_known.tolist() == [True, False]
    np.testing.assert_allclose(found.best_share, 0.5, atol=0.03)


def test_an_unknown_that_changes_no_choice_is_worth_nothing() -> None:
    # The other policy is better by 2 + x, whatever x is: knowing it changes the size and not the choice.
    values = np.random.default_rng(2).uniform(-1, 1, (1000, 1))
    found = worth(values, np.column_stack([np.zeros(1000), 2.0 + values[:, 0]]), 50, seed=1)
    assert found.best == 1
    assert abs(found.each[0]) < 1e-9
    assert not found.is_known.any()
    assert found.best_share.tolist() == [0.0, 1.0]


def test_pure_chance_is_reported_as_nothing() -> None:
    # 30 unknowns that don't matter, two policies equal on average: one of twenty runs may err
    wrong = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        wrong += bool(worth(rng.random((300, 30)), rng.standard_normal((300, 2)), 60, seed=seed).is_known.any())
    assert wrong <= 2


def test_level_of_all_payoffs_makes_no_difference() -> None:
    rng = np.random.default_rng(4)
    values, payoffs = rng.random((200, 2)), rng.standard_normal((200, 3))
    one, other = worth(values, payoffs, 20, seed=1), worth(values, payoffs + 100.0 * values[:, :1], 20, seed=1)
    np.testing.assert_allclose(one.each, other.each, atol=1e-9)
