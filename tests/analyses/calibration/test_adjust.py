"""Adjustment, recovery and history matching on problems whose answers are known."""

import numpy as np
import pytest

from simulation.analyses.calibration.adjust import FEATURES, Draws, prepare
from simulation.analyses.calibration.history import CUTOFF, fit_emulator
from simulation.analyses.calibration.priors import Prior
from simulation.analyses.calibration.recovery import ranked_score, recover, weighted_rank
from simulation.analyses.calibration.targets import Target

PRIOR = Prior(("a", "b"), (), np.zeros(2), np.ones(2))
NOISE = 0.1


def table(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return values [n, 2] from the prior and summaries [n, 2]: the first plus noise, and noise alone."""
    rng = np.random.default_rng(seed)
    values = rng.random((n, 2))
    noise = rng.standard_normal((n, 2))
    return values, np.column_stack([values[:, 0] + NOISE * noise[:, 0], noise[:, 1]])


@pytest.mark.parametrize("features", FEATURES)
def test_a_normal_likelihood_is_found_again(features: str) -> None:
    values, noisy = table(20_000)
    draws = prepare(PRIOR, values, noisy, features).draws(np.array([0.4, 0.0]), 1000)
    # even prior, normal noise, far from the ends: the posterior of a is normal about 0.4 with SD 0.1
    assert draws.mean[0] == pytest.approx(0.4, abs=0.015)
    assert draws.sd[0] == pytest.approx(0.1, abs=0.015)
    # nothing tells b: its posterior is its prior, mean 0.5 and SD 0.2887
    assert draws.mean[1] == pytest.approx(0.5, abs=0.04)
    assert draws.sd[1] == pytest.approx(0.2887, abs=0.03)


def test_draws_are_weighted_and_within_the_prior() -> None:
    values, noisy = table(2000)
    draws = prepare(PRIOR, values, noisy).draws(np.array([0.99, 0.0]), 200)
    assert draws.weight.sum() == pytest.approx(1.0)
    assert (draws.weight > 0).all()
    assert (np.diff(draws.distance) >= 0).all()
    assert np.argmax(draws.weight) == 0
    assert ((draws.values > 0) & (draws.values < 1)).all()
    assert 100 < draws.effective_size <= 200


def test_without_adjustment_the_draws_would_be_wider() -> None:
    values, noisy = table(2000)
    adjuster = prepare(PRIOR, values, noisy)
    # with half of all runs kept, the kept values of a spread over much more than SD 0.1
    draws = adjuster.draws(np.array([0.5, 0.0]), 1000)
    distance = np.abs(noisy[:, 0] - 0.5)
    raw = values[np.argsort(distance)[:1000], 0].std()
    assert raw > 0.15
    assert draws.sd[0] == pytest.approx(0.1, abs=0.025)


def test_a_weighted_mean_and_rank_by_hand() -> None:
    draws = Draws(np.array([[1.0], [2.0], [4.0]]), np.array([0.5, 0.25, 0.25]), np.zeros(3))
    assert draws.mean == pytest.approx([2.0])
    # 0.5 * 1 + 0.25 * 0 + 0.25 * 4 = 1.5
    assert draws.sd == pytest.approx([1.5**0.5])
    # 1 / (0.25 + 0.0625 + 0.0625)
    assert draws.effective_size == pytest.approx(2.6667, abs=1e-4)
    assert weighted_rank(draws, np.array([3.0])) == pytest.approx([0.75])
    assert weighted_rank(draws, np.array([2.0])) == pytest.approx([0.5 + 0.125])


def test_the_ranked_score_by_hand() -> None:
    draws = Draws(np.array([[0.0], [2.0]]), np.array([0.5, 0.5]), np.zeros(2))
    # E|X - 1| = 1; E|X - X'| = 0.5 * 2 = 1; 1 - 1 / 2
    assert ranked_score(draws, np.array([1.0])) == pytest.approx([0.5])
    sure = Draws(np.array([[3.0], [3.0]]), np.array([0.5, 0.5]), np.zeros(2))
    assert ranked_score(sure, np.array([1.0])) == pytest.approx([2.0])


def test_truths_are_recovered_with_the_coverage_that_ranges_claim() -> None:
    values, noisy = table(6000, seed=3)
    adjuster = prepare(PRIOR, values, noisy)
    found = recover(adjuster, values, noisy, np.arange(300), 400)
    # 300 truths: SD of a share of 0.5 is 0.029, of 0.9 it is 0.017
    assert found.coverage(0.5) == pytest.approx(0.5, abs=3.5 * 0.029)
    assert found.coverage(0.9) == pytest.approx(0.9, abs=3.5 * 0.017)
    assert (found.rank_p_value() > 0.001).all()
    assert found.error[:, 0].mean() < 0.7 * found.error[:, 1].mean()


def test_a_method_that_is_too_sure_is_found_out() -> None:
    values, noisy = table(6000, seed=3)
    adjuster = prepare(PRIOR, values, noisy)
    shrunken = [adjuster.draws(noisy[truth], 400, int(truth)) for truth in range(200)]
    shrunken = [Draws(d.mean + 0.3 * (d.values - d.mean), d.weight, d.distance) for d in shrunken]
    ranks = np.array([weighted_rank(d, values[truth]) for truth, d in enumerate(shrunken)])
    assert (np.abs(ranks - 0.5) <= 0.25).mean() < 0.3


def test_the_truth_itself_does_not_count() -> None:
    values, noisy = table(500)
    adjuster = prepare(PRIOR, values, noisy)
    assert adjuster.draws(noisy[7], 100).distance[0] == 0.0
    assert adjuster.draws(noisy[7], 100, left_out=7).distance[0] > 0.0


def test_the_emulator_knows_a_quadratic_and_leaves_out_what_it_rules_out() -> None:
    rng = np.random.default_rng(2)
    values = rng.random((3000, 2))
    fitted = (4.0 * values[:, 0] * values[:, 1] + values[:, 0] + 0.01 * rng.standard_normal(3000))[:, None]
    emulator = fit_emulator(PRIOR, values, fitted, (Target("x", "x", 1.0, 0.2),))
    assert emulator.explained[0] > 0.999
    assert emulator.residual_sd[0] == pytest.approx(0.01, rel=0.1)
    # at (0.5, 0.5): 4 * 0.25 + 0.5 = 1.5, that is 0.5 from the target, 2.5 tolerances; at (1, 1): 5, 20 tolerances
    far = emulator.implausibility(np.array([[0.5, 0.5], [1.0, 1.0]]))
    assert far == pytest.approx([2.5, 20.0], rel=0.02)
    assert emulator.is_plausible(np.array([[0.5, 0.5], [1.0, 1.0]])).tolist() == [True, False]
    assert emulator.cutoff == CUTOFF


def test_where_nothing_fits_the_cutoff_is_raised_until_something_is_left() -> None:
    rng = np.random.default_rng(2)
    values = rng.random((3000, 2))
    emulator = fit_emulator(PRIOR, values, values[:, :1], (Target("x", "x", 50.0, 0.2),))
    assert emulator.cutoff > 100
    assert emulator.is_plausible(values).mean() == pytest.approx(0.005, abs=0.002)
