"""Moments, intervals and the tables of levels and contrasts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simulation.model.engine.replication import run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import N_QUANTITIES
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import OUTCOME_IDS, OUTCOMES
from simulation.study.contrasts.moments import RunningMoments
from simulation.study.contrasts.tables import Contrasts, Tables
from tests.conftest import environment, policies


def moments(values: np.ndarray) -> RunningMoments:
    found = RunningMoments(values.shape[1:])
    for one in values:
        found.add(one)
    return found


def test_moments_by_hand() -> None:
    # 1, 2, 6: mean 9/3 = 3; variance (4 + 1 + 9)/2 = 7
    found = moments(np.array([[1.0], [2.0], [6.0]]))
    assert found.observed_mean() == pytest.approx([3.0])
    assert found.variance() == pytest.approx([7.0])
    assert found.n.tolist() == [3]


def test_moments_are_those_of_numpy_with_nan_left_out() -> None:
    generator = np.random.default_rng(1)
    values = generator.normal(5.0, 2.0, (20, 4, 3))
    values[generator.random(values.shape) < 0.3] = np.nan
    found = moments(values)
    assert np.array_equal(found.n, np.sum(~np.isnan(values), axis=0))
    assert found.observed_mean() == pytest.approx(np.nanmean(values, axis=0))
    assert found.variance() == pytest.approx(np.nanvar(values, axis=0, ddof=1))


def test_moments_hold_for_large_numbers_that_differ_little() -> None:
    # 1e9 + (1, 2, 6): the variance is still 7
    assert moments(1e9 + np.array([[1.0], [2.0], [6.0]])).variance() == pytest.approx([7.0])


def test_what_was_never_observed_is_nan() -> None:
    found = moments(np.full((3, 1), np.nan))
    assert np.isnan([found.observed_mean(), found.variance(), found.half_width()]).all()


def test_one_observation_has_a_mean_and_no_interval() -> None:
    found = moments(np.array([[4.0]]))
    assert found.observed_mean() == [4.0]
    assert np.isnan([found.variance(), found.half_width()]).all()


@pytest.mark.parametrize("n", [2, 5, 40])
def test_intervals_are_those_of_student_s_t(n: int) -> None:
    values = np.random.default_rng(n).normal(3.0, 1.0, (n, 1))
    found = moments(values)
    low, high = stats.t.interval(0.95, n - 1, values.mean(), stats.sem(values[:, 0]))
    assert found.observed_mean() - found.half_width() == pytest.approx([low])
    assert found.observed_mean() + found.half_width() == pytest.approx([high])


JOB, SANCTIONS, PLACES = (OUTCOME_IDS.index(name) for name in ("first_job", "sanctions", "queue_places"))
SHAPE = (2, 1, len(GROUPS), len(OUTCOMES))


def result(baseline: float, policy: float, outcome: int = JOB, higher: float = 0.0, lower: float = 0.0):
    """Return a replication at intake only in which one outcome has these values."""
    mean, above, below = np.zeros(SHAPE), np.zeros(SHAPE), np.zeros(SHAPE)
    mean[0, :, :, outcome], mean[1, :, :, outcome] = baseline, policy
    above[1, :, :, outcome], below[1, :, :, outcome] = higher, lower
    return ReplicationResult(
        mean, above, below, np.full((1, len(GROUPS)), 10), np.zeros((2, 1, N_QUANTITIES), np.int64)
    )


def run_of(n_quarters: int) -> ReplicationResult:
    """Return a replication of some quarters, intake among them, in which every outcome is 0."""
    shape = (2, n_quarters, *SHAPE[2:])
    quantities = np.zeros((2, n_quarters, N_QUANTITIES), np.int64)
    return ReplicationResult(*np.zeros((3, *shape)), np.zeros((n_quarters, len(GROUPS)), np.int64), quantities)


def tables(
    *results: ReplicationResult,
    names: tuple[str, ...] = ("base", "own"),
    baseline: str | None = None,
    displacement: float = 0.0,
    draws: tuple[int, ...] | None = None,
) -> Tables:
    summary = Contrasts(names, baseline or names[0], results[0].mean.shape[1] - 1, displacement, draws)
    for one in results:
        summary.add(one)
    return summary.tables()


def row(frame: pd.DataFrame, outcome: int = JOB, group: str = "all", quarter: int = 0) -> pd.Series:
    chosen = (frame.outcome == OUTCOME_IDS[outcome]) & (frame.group == group) & (frame.quarter == quarter)
    (index,) = np.flatnonzero(chosen & (frame.policy == "own"))
    return frame.iloc[index]


def test_a_contrast_by_hand() -> None:
    # differences 0.1, 0.2, 0.3: mean 0.2, SD 0.1; t(2) = 4.303: half width 4.303 * 0.1 / sqrt(3) = 0.2484
    found = row(tables(result(0.1, 0.2), result(0.2, 0.4), result(0.3, 0.6)).contrasts)
    assert found.difference == pytest.approx(0.2)
    assert found.mc_low == pytest.approx(0.2 - 0.24841, abs=1e-5)
    assert found.mc_high == pytest.approx(0.2 + 0.24841, abs=1e-5)
    # mean levels 0.4 and 0.2
    assert found.ratio == pytest.approx(2.0)
    # variances 0.04 (of 0.2, 0.4, 0.6) and 0.01 (of 0.1, 0.2, 0.3) against 0.01 of the differences
    assert found.variance_reduction == pytest.approx(5.0)
    assert found.n_replications == 3
    assert found.n_clients == 10


def test_the_baseline_may_be_any_policy() -> None:
    # base less own: -0.1, -0.2
    results = result(0.1, 0.2), result(0.2, 0.4)
    for draws in (None, (0, 1)):
        found = tables(*results, baseline="own", draws=draws).contrasts
        assert set(found.policy) == {"base"}
        (own,) = found[(found.outcome == "first_job") & (found.group == "all")].to_dict("records")
        assert (own["baseline"], own["difference"]) == ("own", pytest.approx(-0.15))
        # SD 0.07071, t(1) = 12.706: half width 12.706 * 0.07071 / sqrt(2) = 0.63531
        assert own["mc_low"] == pytest.approx(-0.15 - 0.63531, abs=1e-5)
        # mean levels 0.15 of 0.3
        assert own["ratio"] == pytest.approx(0.5)


def test_displacement_takes_its_share_of_differences_in_jobs_alone() -> None:
    # mean difference 0.2; a quarter of the additional jobs are taken from others: 0.75 * 0.2 = 0.15
    found = row(tables(result(0.1, 0.2), result(0.2, 0.5), displacement=0.25).contrasts)
    assert found.difference == pytest.approx(0.2)
    assert found.after_displacement == pytest.approx(0.15)
    assert np.isnan(row(tables(result(0, 1, SANCTIONS), displacement=0.25).contrasts, SANCTIONS).after_displacement)


def test_clients_are_counted_quarter_by_quarter_and_averaged_over_replications() -> None:
    # three replications of 10, 11 and 11 at the start: 10.7; twice as many in quarter 1: 21.3
    several = []
    for n in (10, 11, 11):
        one = run_of(2)
        one.n_clients[:] = np.array([[n], [2 * n]])
        several.append(one)
    made = tables(*several)
    for frame in (made.levels, made.contrasts):
        assert [row(frame, quarter=quarter).n_clients for quarter in (0, 1)] == [10.7, 21.3]


def test_over_draws_the_luck_within_them_is_what_common_luck_takes_away() -> None:
    # two draws of two replications each, far apart. Within them own varies by 0.02 (of 0.2, 0.4 and 1.2, 1.4), base by
    # 0.005 (of 0.1, 0.2 and 0.1, 0.2), and the differences by 0.005 (of 0.1, 0.2 and 1.1, 1.2): (0.02 + 0.005) / 0.005
    pairs = ((0.1, 0.2), (0.2, 0.4), (0.1, 1.2), (0.2, 1.4))
    found = row(tables(*(result(*pair) for pair in pairs), draws=(0, 0, 1, 1)).contrasts)
    assert found.variance_reduction == pytest.approx(5.0)


def test_a_level_by_hand() -> None:
    # 0.2, 0.4: mean 0.3, SD 0.14142; t(1) = 12.706: half width 12.706 * 0.14142 / sqrt(2) = 1.27062
    found = row(tables(result(0.1, 0.2), result(0.2, 0.4)).levels)
    assert found["mean"] == pytest.approx(0.3)
    assert found.mc_high == pytest.approx(0.3 + 1.27062, abs=1e-5)
    assert found.mc_low == pytest.approx(0.3 - 1.27062, abs=1e-5)


def test_the_ratio_is_empty_where_the_baseline_is_0() -> None:
    assert np.isnan(row(tables(result(0.0, 0.2), result(0.0, 0.4)).contrasts).ratio)


def test_gains_are_on_the_side_that_is_better() -> None:
    higher_is_better = row(tables(result(0, 0, JOB, 0.3, 0.1)).contrasts, JOB)
    assert (higher_is_better.gain_share, higher_is_better.loss_share) == (0.3, 0.1)
    lower_is_better = row(tables(result(0, 0, SANCTIONS, 0.3, 0.1)).contrasts, SANCTIONS)
    assert (lower_is_better.gain_share, lower_is_better.loss_share) == (0.1, 0.3)


def test_one_replication_has_no_interval() -> None:
    found = row(tables(result(0.1, 0.2)).contrasts)
    assert found.difference == pytest.approx(0.1)
    assert np.isnan([found.mc_low, found.mc_high, found.variance_reduction]).all()


def test_a_group_that_is_sometimes_empty_counts_the_replications_that_have_it() -> None:
    empty = result(0.1, 0.2)
    empty.mean[:, :, GROUPS.index("sex=man")] = np.nan
    found = tables(result(0.1, 0.2), empty, result(0.1, 0.4)).contrasts
    # 0.1 and 0.3: mean 0.2
    assert row(found, group="sex=man").difference == pytest.approx(0.2)
    assert row(found, group="sex=man").n_replications == 2
    assert row(found).n_replications == 3


@pytest.mark.parametrize("draws", [None, (0, 0, 1, 1, 2, 2)])
def test_a_difference_that_never_varies_has_no_variance_reduction(draws: tuple[int, ...] | None) -> None:
    # 1 more of 600 in every replication; rounding alone makes the differences vary in their last digits.
    levels = [n / 600 for n in (211, 190, 233, 187, 206, 219)]
    differences = [(600 * level + 1) / 600 - level for level in levels]
    assert np.var(differences) > 0.0
    found = row(tables(*(result(level, (600 * level + 1) / 600) for level in levels), draws=draws).contrasts)
    assert found.difference == pytest.approx(1 / 600)
    assert found.mc_high - found.mc_low < 1e-15
    assert np.isnan(found.variance_reduction)


@pytest.fixture(scope="module")
def identical() -> Tables:
    """Observed practice against itself under another name."""
    (policy,) = policies("observed_mix")
    arms = (policy, replace(policy, name="own"))
    results = [run_replication(environment(100), arms, 0, 1, replication) for replication in range(3)]
    return tables(*results, names=("observed_mix", "own"))


def test_a_policy_against_itself_has_contrasts_of_exactly_0(identical) -> None:
    for column in ("difference", "mc_low", "mc_high", "gain_share", "loss_share"):
        values = identical.contrasts[column]
        assert (values[identical.contrasts.n_replications > 1] == 0.0).all()


def test_a_policy_against_itself_has_ratio_1_or_none(identical) -> None:
    ratio = identical.contrasts.ratio
    base = identical.levels[identical.levels.policy == "observed_mix"]["mean"].to_numpy()
    assert np.array_equal(np.isnan(ratio), (base == 0) | np.isnan(base))
    assert (ratio.dropna() == 1.0).all()
    assert identical.contrasts.variance_reduction.isna().all()


def test_tables_hold_every_policy_group_outcome_and_quarter_once(identical) -> None:
    n = len(GROUPS) * len(OUTCOMES) * 5  # four quarters and intake
    assert len(identical.levels) == 2 * n
    assert len(identical.contrasts) == n
    keys = ["policy", "group", "outcome", "quarter"]
    assert not identical.levels.duplicated(keys).any()
    assert not identical.contrasts.duplicated(keys).any()
    assert set(identical.contrasts.policy) == {"own"}
    assert set(identical.contrasts.baseline) == {"observed_mix"}


def test_rows_say_what_they_measure() -> None:
    first = run_replication(environment(100), policies("observed_mix", "staircase"), 0, 1, 0)
    levels = tables(first, names=("observed_mix", "own")).levels
    for outcome, group, quarter in ((PLACES, "all", 4), (JOB, "sex=woman", 2), (SANCTIONS, "age=40-49", 1)):
        place = (1, quarter, GROUPS.index(group), outcome)
        found = row(levels, outcome, group, quarter)
        assert found["mean"] == first.mean[place]
        assert found.n_clients == first.n_clients[place[1:3]]
        assert found.unit == OUTCOMES[outcome].unit


def test_common_luck_makes_contrasts_sharper() -> None:
    results = [
        run_replication(environment(200), policies("observed_mix", "no_intervention"), 0, 1, i) for i in range(8)
    ]
    found = row(tables(*results, names=("observed_mix", "own")).contrasts, OUTCOME_IDS.index("distress"), quarter=4)
    assert found.variance_reduction > 10
