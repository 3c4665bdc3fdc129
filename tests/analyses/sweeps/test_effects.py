"""What each parameter does: only where a design can tell it, and no more often by chance than is stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from simulation.analyses.sweeps.effects import LEVEL, can_tell, is_crossed, without_other_effects
from simulation.analyses.sweeps.summary import WorldSummary, largest_effects, without_clear_effect

NAMES = ("first", "second", "third")
N = 32  # points


def sampled(seed: int, kind: str = "latin_hypercube") -> np.ndarray:
    sampler = qmc.Sobol if kind == "sobol" else qmc.LatinHypercube
    return sampler(d=len(NAMES), rng=np.random.default_rng(seed)).random(N)


def world(values: np.ndarray, *policies: np.ndarray, kind: str = "latin_hypercube", half: float = 0.1) -> WorldSummary:
    n = len(values)
    return WorldSummary(
        name="one",
        policies=("base", "a", "b")[: 1 + len(policies)],
        names=NAMES[: values.shape[1]],
        values=values,
        difference=np.column_stack([np.zeros(n), *policies]),
        half_width=np.column_stack([np.full(n, np.nan), *([np.full(n, half)] * len(policies))]),
        n_replications=np.full(n, 10),
        is_lower_better=False,
        kind=kind,
    )


def told(summary: WorldSummary) -> list[str]:
    return [NAMES[dimension] for dimension in largest_effects([summary], 3)]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_parameter_that_does_something_is_shown_and_one_that_does_nothing_is_not(kind: str) -> None:
    seen = []
    for seed in range(20):
        values = sampled(seed, kind)
        rng = np.random.default_rng([seed, 1])
        made = world(values, 10.0 * values[:, 0] + rng.normal(size=N), rng.normal(size=N), kind=kind)
        assert told(made)[0] == "first"
        (effect,) = (effect for effect in made.clear_effects(0) if effect.policy == "a")
        assert effect.change == pytest.approx(10.0 * 2 / 3, abs=1.5)  # of one third of the range to another
        assert effect.change > effect.chance
        seen += told(made)[1:]
    assert len(seen) <= 4  # 20 times 5 %, of whichever of the others: 4 or more would come out in 2 % of all cases


def test_a_parameter_that_does_exactly_nothing_beside_others_that_do_much_is_not_shown() -> None:
    # the last parameter isn't looked at: what the others do mustn't be taken for its effect
    by_chance = 0
    for seed in range(60):
        values = sampled(seed)
        made = world(values, 8.0 * values[:, 0] - 5.0 * values[:, 1] ** 2)
        assert set(told(made)) >= {"first", "second"}
        by_chance += "third" in told(made)
    assert by_chance <= 7  # of 60; at 5 % each more than 7 come out in 1 % of all cases


def test_chance_shows_an_effect_about_as_often_as_is_stated() -> None:
    n_seeds = 400
    shown = 0
    for seed in range(n_seeds):
        rng = np.random.default_rng([seed, 2])
        noise = rng.normal(size=N)
        shown += bool(told(world(sampled(seed), noise, 0.5 * noise + rng.exponential(size=N))))
    # 5 % of 400 are 20, with a standard deviation of 4.4
    assert abs(shown / n_seeds - LEVEL) < 3.0 * np.sqrt(LEVEL * (1.0 - LEVEL) / n_seeds)


def test_luck_alone_shows_hardly_an_effect_in_a_grid() -> None:
    grid = np.array([[x, y, z] for x in range(2) for y in range(2) for z in range(2)], float)
    shown, n_replications = 0, 10
    for seed in range(300):
        found = np.random.default_rng([seed, 3]).normal(size=(n_replications, 8))  # luck of each point by itself
        made = world(grid, found.mean(axis=0), kind="grid")
        half = 2.262 * found.std(axis=0, ddof=1) / np.sqrt(n_replications)  # t(0.975; 9)
        made.half_width[:, 1] = half
        shown += bool(told(made))
    assert shown <= LEVEL * 300  # bounds hold also where all points share their luck, and so are wide here


def test_a_grid_tells_a_small_effect_exactly_and_none_of_a_parameter_that_does_nothing() -> None:
    grid = np.array([[x, y] for x in (0.0, 1.0) for y in (5.0, 6.0)])
    made = world(grid, 7.0 * grid[:, 0], np.full(4, 0.1 + 0.2), kind="grid")
    assert told(made) == ["first"]
    assert [(effect.policy, effect.change) for effect in made.clear_effects(0)] == [("a", 7.0)]
    assert without_clear_effect([made]) == ["second"]
    unknown = world(grid, 7.0 * grid[:, 0], kind="grid", half=np.nan)  # one replication: nobody knows
    assert told(unknown) == []


def test_the_same_points_give_the_same_bounds() -> None:
    values = sampled(1)
    noise = np.random.default_rng(1).normal(size=N)
    assert world(values, noise).effects(0) == world(values, noise).effects(0)


def test_what_others_do_along_a_line_is_taken_out() -> None:
    # 1 of the second for 1 of the first: what is left of 3 x first + 2 x second is what the asked one adds, 2 and 0
    values = np.array([[0, 0], [1, 0], [2, 1], [3, 3], [4, 1], [5, 2], [6, 2], [7, 3]], float)
    left = without_other_effects(values, (3.0 * values[:, :1] + 2.0), 1)
    assert left[:, 0] == pytest.approx(np.full(8, 3.0 * 3.5 + 2.0))
    few = values[:4]
    assert without_other_effects(few, few[:, :1], 1) is not None  # hardly more points than parameters: as they are
    assert without_other_effects(few, few[:, :1], 1)[:, 0].tolist() == [0, 1, 2, 3]


def test_which_designs_can_tell() -> None:
    crossed = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    correlated = np.array([[0, 0], [1, 1], [2, 2], [3, 4]], float)
    assert is_crossed(crossed)
    assert is_crossed(np.repeat(crossed, 2, axis=0))
    assert not is_crossed(crossed[:3])
    assert not is_crossed(correlated)
    assert is_crossed(np.empty((1, 0)))
    assert can_tell("table", crossed)  # a grid, whoever wrote it
    assert can_tell("table", correlated[:, :1])  # one parameter alone
    assert can_tell("sobol", correlated)
    for kind in ("table", "draws", "posterior"):
        assert not can_tell(kind, correlated)
        made = world(correlated, 10.0 * correlated[:, 0], kind=kind)
        assert (made.can_tell, made.effects(0), told(made), without_clear_effect([made])) == (False, [], [], [])
