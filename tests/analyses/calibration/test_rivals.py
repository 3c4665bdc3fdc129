"""Rivals: who is ruled out, by hand."""

import numpy as np
import pytest

from simulation.analyses.calibration.rivals import RIVALS, Judged, furthest, is_ruled_out, judge
from simulation.study.worlds import world_names

TOLERANCE = np.array([1.0, 2.0])


def test_the_worst_figure_counts_in_its_own_tolerance() -> None:
    # 3 / 1 and 4 / 2; 0 and 10 / 2
    assert furthest(np.array([[3.0, 4.0], [0.0, 10.0]]), np.zeros(2), TOLERANCE) == pytest.approx([3.0, 5.0])


def test_what_is_far_at_doubled_tolerances_is_ruled_out() -> None:
    # sets lie densely about (20, 0): some 14 tolerances off, 7 at doubled ones; figures simulated from them are met
    sets = np.random.default_rng(1).normal([20.0, 0.0], [1.5, 3.0], (4000, 2))
    judged = judge(sets, np.zeros(2), TOLERANCE, np.arange(100))
    assert is_ruled_out(judged)
    assert all(item.kept >= 0.95 for item in judged)
    # the same sets five tolerances off: 2.5 at doubled ones, so not alike
    near = judge(sets - [14.0, 0.0], np.zeros(2), TOLERANCE, np.arange(100))
    assert not near[2].is_out
    assert not is_ruled_out(near)


def test_a_procedure_that_often_loses_a_true_rival_rules_nothing_out() -> None:
    # ten sets far from each other: none is found from the others
    sets = 100.0 * np.arange(10)[:, None] + np.array([1000.0, 0.0])
    judged = judge(sets, np.zeros(2), TOLERANCE, np.arange(10))
    assert all(item.nearest > 100.0 and item.kept == 0.0 for item in judged)
    assert not is_ruled_out(judged)
    assert not Judged(1.0, 5.0, 0.94).is_out
    assert Judged(1.0, 5.0, 0.95).is_out


def test_every_rival_is_a_world() -> None:
    assert set(RIVALS) < set(world_names())
