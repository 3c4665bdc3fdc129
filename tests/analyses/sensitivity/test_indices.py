"""Morris and Sobol on functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analyses.sensitivity.design import OTHERS, Space, saltelli, trajectories
from simulation.analyses.sensitivity.indices import decompose, most_important, screen
from simulation.analyses.sensitivity.plan import HORIZON, LUCK


def space(n: int, low: float, high: float) -> Space:
    return Space(tuple(f"x.{place}" for place in range(n)), (), np.full(n, low), np.full(n, high))


def test_morris_gives_the_slopes_of_a_line_over_the_whole_range() -> None:
    # y = 3 a - 2 b + 0 c over 0..2: low to high changes y by 6, by -4 and not at all, wherever the others are
    three = space(3, 0.0, 2.0)
    points = trajectories(three, 6, seed=1)
    found = screen(three, points, points @ [3.0, -2.0, 0.0], 50, seed=1)
    np.testing.assert_allclose(found.mu, [6.0, -4.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.mu_star, [6.0, 4.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.sigma, 0.0, atol=1e-9)
    assert found.order() == ["x.0", "x.1", "x.2"]


def test_sobol_finds_the_indices_of_ishigami() -> None:
    # sin a + 7 sin² b + 0.1 c⁴ sin a, each even over -pi..pi. Exactly: first order 0.3139, 0.4424, 0; total 0.5576,
    # 0.4424, 0.2437 (Ishigami and Homma 1990)
    three = space(3, -np.pi, np.pi)
    a, b, c = saltelli(three, three.names, 1024, seed=3).T
    found = decompose(three, three.names, np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a), 50, seed=3)
    np.testing.assert_allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.05)
    np.testing.assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.05)
    assert np.all(found.total_half < 0.15)


def test_those_not_screened_count_as_one() -> None:
    # y = a + b + 2 c: variances 1 : 1 : 4 of 6; b and c together have 5/6
    three = space(3, 0.0, 1.0)
    points = saltelli(three, ["x.0"], 512, seed=5)
    assert len(points) == 512 * 4
    found = decompose(three, ["x.0"], points @ [1.0, 1.0, 2.0], 50, seed=5)
    assert found.names == ("x.0", OTHERS)
    np.testing.assert_allclose(found.total, [1 / 6, 5 / 6], atol=0.03)


def test_an_answer_that_never_changes_has_no_indices() -> None:
    two = space(2, 0.0, 1.0)
    ones = np.ones(len(saltelli(two, two.names, 8, seed=1)))
    assert np.isnan(decompose(two, two.names, ones, 20, seed=1).total).all()
    rounded = (0.1 + np.linspace(0.3, 0.9, len(ones))) - np.linspace(0.3, 0.9, len(ones))  # 0.1 but for the last digits
    assert np.ptp(rounded) > 0.0
    assert np.isnan(decompose(two, two.names, rounded, 20, seed=1).total).all()


def test_answers_take_turns_to_name_what_matters() -> None:
    both = Space(("x.0", "x.1"), (HORIZON, LUCK), np.zeros(4), np.ones(4))
    points = trajectories(both, 4, seed=1)
    one = screen(both, points, points @ [3.0, 2.0, 1.0, 9.0], 20, seed=1)
    other = screen(both, points, points @ [0.0, 1.0, 5.0, 9.0], 20, seed=1)
    assert most_important([one, other], 2) == ("x.0", HORIZON)
    assert most_important([one, other], 9) == ("x.0", HORIZON, "x.1")


@pytest.mark.parametrize(("value", "luck"), [(0.0, 0), (0.99, 0), (1.0, 1), (7.99, 7), (8.0, 7)])
def test_luck_is_a_whole_number(value: float, luck: int) -> None:
    one = Space((), (HORIZON, LUCK), np.array([0.5, 0.0]), np.array([1.0, 8.0]))
    assert one.luck(np.array([0.7, value])) == luck
    assert one.horizon(np.array([0.7, value])) == 0.7
