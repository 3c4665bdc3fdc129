"""Luck and parameters told apart: by hand, against a simulation whose variances are known, and at the edges."""

import numpy as np
import pytest
from scipy.special import ndtr

from simulation.study.contrasts.uncertainty import Nested, draw_numbers, middle, parts_of, probability_above


def test_replications_are_dealt_to_draws() -> None:
    assert draw_numbers(1) == (0,)
    assert draw_numbers(5) == (0, 0, 1, 1, 2)
    assert len(set(draw_numbers(50))) == 25


def test_two_draws_by_hand() -> None:
    # draw means 2 and 6, mean 4; within each draw (1, 3) and (5, 7): squares 2 + 2, luck 4 / 2 = 2
    parts, by_draw = parts_of(np.array([1.0, 3.0, 5.0, 7.0]), (0, 0, 1, 1))
    assert parts.mean == pytest.approx(4.0)
    assert parts.luck == pytest.approx(2.0)
    # between draws: 2 (2**2 + 2**2) / 1 = 16; parameters (16 - 2) / 2 = 7
    assert parts.parameters == pytest.approx(7.0)
    assert parts.share_of_parameters == pytest.approx(7.0 / 9.0)
    # variance of the mean 16 / 4 = 4, t(1) = 12.706
    assert parts.half_width == pytest.approx(12.7062 * 2.0, rel=1e-4)
    # kept of each draw's distance: sqrt(7 / (7 + 2 / 2)) = 0.93541, so 4 -+ 2 * 0.93541
    assert by_draw == pytest.approx([4.0 - 1.87083, 4.0 + 1.87083], abs=1e-5)
    assert (parts.cred_low, parts.cred_high) == (pytest.approx(2.12917, abs=1e-5), pytest.approx(5.87083, abs=1e-5))


def test_draws_of_unequal_size_by_hand() -> None:
    # draw 0: 0, 2 (mean 1, squares 2); draw 1: 3, 4, 5 (mean 4, squares 2); luck (2 + 2) / (5 - 2)
    parts, _ = parts_of(np.array([0.0, 2.0, 3.0, 4.0, 5.0]), (0, 0, 1, 1, 1))
    assert parts.luck == pytest.approx(4.0 / 3.0)
    # mean 14 / 5 = 2.8; between 2 * 1.8**2 + 3 * 1.2**2 = 10.8; usual size 5 - (4 + 9) / 5 = 2.4
    assert parts.parameters == pytest.approx((10.8 - 4.0 / 3.0) / 2.4)


def test_known_variances_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.study.contrasts.uncertainty.MOST_KEPT", 2000)
    rng = np.random.default_rng(5)
    draws = tuple(np.repeat(np.arange(2000), 2))
    effect = rng.normal(1.0, 0.5, 2000)[list(draws)]
    parts, by_draw = parts_of(effect + rng.normal(0.0, 1.0, 4000), draws)
    assert parts.luck == pytest.approx(1.0, rel=0.08)
    assert parts.parameters == pytest.approx(0.25, rel=0.25)
    assert by_draw.std() == pytest.approx(np.sqrt(parts.parameters), rel=0.01)
    # 1 -+ 1.96 * 0.5, though the raw means of two replications would spread as sqrt(0.25 + 0.5)
    assert parts.cred_low == pytest.approx(1.0 - 0.98, abs=0.15)
    assert parts.cred_high == pytest.approx(1.0 + 0.98, abs=0.15)
    assert probability_above(by_draw) == pytest.approx(0.977, abs=0.02)


def test_luck_alone_gives_no_credible_range() -> None:
    # both draws have the same mean 2: all of the variance is luck
    parts, by_draw = parts_of(np.array([1.0, 3.0, 1.0, 3.0]), (0, 0, 1, 1))
    assert (parts.parameters, parts.share_of_parameters) == (0.0, 0.0)
    # nothing can be said of the parameters then, which isn't that they don't matter
    assert np.isnan([parts.cred_low, parts.cred_high]).all()
    assert np.isnan(by_draw).all()
    assert np.isnan(probability_above(by_draw))


def test_one_draw_has_a_monte_carlo_interval_only() -> None:
    parts, _ = parts_of(np.array([0.2, 0.4]), (0, 0))
    # SD 0.14142, t(1) = 12.706: as for replications without draws
    assert parts.half_width == pytest.approx(1.27062, abs=1e-5)
    assert np.isnan([parts.parameters, parts.cred_low, parts.cred_high]).all()


def test_what_is_never_observed_is_unknown_and_what_is_sometimes_observed_counts_then() -> None:
    nested = Nested((2,), (0, 0, 1, 1))
    for row in ([np.nan, 1.0], [np.nan, np.nan], [np.nan, 5.0], [np.nan, 7.0]):
        nested.add(np.array(row))
    parts = nested.parts()
    assert np.isnan(parts.mean[0])
    assert np.isnan(parts.cred_low[0])
    # 1 | 5, 7: mean 13 / 3; luck 2 / 1
    assert parts.mean[1] == pytest.approx(13.0 / 3.0)
    assert parts.luck[1] == pytest.approx(2.0)


def test_a_draw_with_one_replication_tells_of_parameters_but_not_of_luck() -> None:
    # draws 1, 3 (mean 2, squares 2) and 8 alone: luck 2 / 1; mean 4; between 2 * 4 + 16 = 24; usual size 3 - 5 / 3
    parts, by_draw = parts_of(np.array([1.0, 3.0, 8.0]), (0, 0, 1))
    assert (parts.mean, parts.luck) == (pytest.approx(4.0), pytest.approx(2.0))
    assert parts.parameters == pytest.approx((24.0 - 2.0) / (4.0 / 3.0))
    assert len(by_draw) == 2


def test_beyond_the_draws_that_are_kept_means_and_variances_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    values, draws = np.random.default_rng(1).normal(size=400), draw_numbers(400)
    parts, by_draw = parts_of(values, draws)
    assert len(by_draw) == 100
    monkeypatch.setattr("simulation.study.contrasts.uncertainty.MOST_KEPT", 200)
    whole, every = parts_of(values, draws)
    assert len(every) == 200
    for name in ("mean", "half_width", "luck", "parameters"):
        assert getattr(parts, name) == getattr(whole, name)
    assert parts.mean == pytest.approx(values.mean())


def test_the_middle_lies_between_draws_where_it_has_to() -> None:
    # 59 draws 0..58: rank i of them is i / 60, so 2.5 % is rank 1.5, halfway between 0 and 1, and 97.5 % rank 58.5
    draws = np.random.default_rng(1).permutation(59).astype(float)
    assert middle(draws[:, None]) == (pytest.approx([0.5]), pytest.approx([57.5]))
    # what isn't known doesn't count
    assert middle(np.concatenate([draws, [np.nan] * 5])[:, None]) == (pytest.approx([0.5]), pytest.approx([57.5]))


def test_ties_count_half() -> None:
    assert probability_above(np.array([-1.0, 0.0, 1.0, 1.0])) == pytest.approx(2.5 / 4.0)
    assert np.isnan(probability_above(np.array([1.0])))


N_TRIALS = 2000
THREE_ERRORS = 3.0 * np.sqrt(0.95 * 0.05 / N_TRIALS)  # of a share of 0.95 among so many trials: 0.0146


@pytest.mark.parametrize("n_replications", [4, 20, 51, 200])
@pytest.mark.parametrize(("parameters", "luck"), [(1.0, 1.0), (1.0, 0.3), (0.3, 1.0), (0.0, 1.0)])
def test_the_monte_carlo_interval_holds_the_truth_as_often_as_it_says(
    n_replications: int, parameters: float, luck: float
) -> None:
    rng, draws = np.random.default_rng(11), draw_numbers(n_replications)
    effect = 0.5 + parameters * rng.standard_normal((draws[-1] + 1, N_TRIALS))
    parts, _ = parts_of(effect[list(draws)] + luck * rng.standard_normal((n_replications, N_TRIALS)), draws)
    covered = np.mean(np.abs(parts.mean - 0.5) <= parts.half_width)
    assert covered == pytest.approx(0.95, abs=THREE_ERRORS)


@pytest.mark.parametrize(("parameters", "luck"), [(1.0, 1.0), (1.0, 0.3), (0.5, 0.5)])
def test_with_100_draws_the_credible_interval_holds_95_percent_of_the_effects(parameters: float, luck: float) -> None:
    # 50 draws and fewer hold less (docs/calibration.md); where luck is many times the parameters, less too
    rng, draws = np.random.default_rng(3), draw_numbers(200)
    effect = 0.5 + parameters * rng.standard_normal((100, 500))
    parts, by_draw = parts_of(effect[list(draws)] + luck * rng.standard_normal((200, 500)), draws)
    held = ndtr((parts.cred_high - 0.5) / parameters) - ndtr((parts.cred_low - 0.5) / parameters)
    assert held.mean() == pytest.approx(0.95, abs=0.01)
    assert probability_above(by_draw).mean() == pytest.approx(ndtr(0.5 / parameters), abs=0.02)
