"""Rates by characteristics, and how changes of caseworker go with job entry."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulation.analyses.validation.changes import job_chance_by_change, job_rate_after_change
from simulation.analyses.validation.rates import log_rate_ratios
from simulation.analyses.validation.waves import REGISTER
from tests.analyses.validation.follow_up import N_REGISTER, asked_until_work, waves, works_from


def test_one_group_against_another_in_one_period() -> None:
    # 100 in each group; 10 events against 5: the ratio of rates is 2, its log 0.693
    group = np.repeat([0.0, 1.0], 100)
    has_event = np.concatenate([np.arange(100) < 5, np.arange(100) < 10])
    found = log_rate_ratios(group[:, None], has_event, np.zeros(200, np.intp))
    assert found == pytest.approx([math.log(2)], abs=1e-6)


def test_periods_have_levels_of_their_own() -> None:
    # The group doubles the rate in both periods, but is mostly there in the quiet one: 800 and 200 rows with rates
    # 0.05 and 0.10 in the first, 200 and 800 with 0.005 and 0.010 in the second. Without periods it would seem to
    # lower the rate: (20 + 8) / 1000 against (40 + 1) / 1000.
    group = np.concatenate([np.repeat([0.0, 1.0], [800, 200]), np.repeat([0.0, 1.0], [200, 800])])
    events = [(800, 40), (200, 20), (200, 1), (800, 8)]
    has_event = np.concatenate([np.arange(n) < k for n, k in events])
    period = np.repeat([0, 1], 1000)
    found = log_rate_ratios(group[:, None], has_event, period)
    assert found == pytest.approx([math.log(2)], abs=1e-6)
    mixed = np.random.default_rng(1).permutation(2000)
    assert log_rate_ratios(group[mixed, None], has_event[mixed], period[mixed]) == pytest.approx(found, abs=1e-6)


def test_a_second_covariate_is_adjusted_for() -> None:
    # Rates 0.01 * 2**x * 3**z, so the log ratios are log 2 and log 3; x and z go together (rows 4:1:1:4).
    rows = [(0, 0, 4000), (1, 0, 1000), (0, 1, 1000), (1, 1, 4000)]
    x = np.concatenate([np.full(n, a) for a, _, n in rows])
    z = np.concatenate([np.full(n, b) for _, b, n in rows])
    has_event = np.concatenate([np.arange(n) < n * 0.01 * 2**a * 3**b for a, b, n in rows])
    found = log_rate_ratios(np.column_stack([x, z]).astype(float), has_event, np.zeros(len(x), np.intp))
    assert found == pytest.approx([math.log(2), math.log(3)], abs=1e-6)


@pytest.mark.parametrize(
    "has_event", [np.zeros(8, bool), np.arange(8) >= 4], ids=["no events", "events in one group only"]
)
def test_what_the_data_do_not_tell_is_nan(has_event: np.ndarray) -> None:
    found = log_rate_ratios(np.repeat([0.0, 1.0], 4)[:, None], has_event, np.zeros(8, np.intp))
    assert np.isnan(found).all()


def test_a_constant_covariate_is_nan_and_disturbs_nothing() -> None:
    group = np.repeat([0.0, 1.0], 100)
    has_event = np.concatenate([np.arange(100) < 5, np.arange(100) < 10])
    found = log_rate_ratios(np.column_stack([group, np.ones(200)]), has_event, np.zeros(200, np.intp))
    assert found[0] == pytest.approx(math.log(2), abs=1e-6)
    assert math.isnan(found[1])


def by_changes(n_clients: list[int], n_jobs: list[int]) -> object:
    """Return clients followed for one quarter: at its start group k has had k changes; so many get a job in it."""
    first = [1 if row < jobs else None for n, jobs in zip(n_clients, n_jobs, strict=True) for row in range(n)]
    changes = np.zeros((sum(n_clients), 2), np.int64)
    changes[:, 1] = np.repeat(np.arange(len(n_clients)), n_clients)
    return waves(
        sum(n_clients), 2, has_worked=works_from(*first, n_waves=2), n_changes=changes,
        is_asked=asked_until_work(works_from(*first, n_waves=2)),
    )  # fmt: skip


def test_job_chances_fall_with_each_change() -> None:
    # 1,000 clients each with 0, 1 and 2 changes, 100, 80 and 64 jobs: each change takes a fifth.
    made = by_changes([1000, 1000, 1000], [100, 80, 64])
    assert job_chance_by_change(made) == pytest.approx(-0.2, abs=1e-6)
    # any change: (80 + 64) / 2000 = 0.072 against 0.1
    assert job_rate_after_change(made) == pytest.approx(-0.28, abs=1e-6)


def test_changes_count_from_when_they_come() -> None:
    # Two quarters. 100 clients find a job in the first, before anybody changes; 450 of the 900 left change then. In the
    # second quarter 45 of 450 without and 45 of 450 with a change find one: no association. Those who found a job at
    # once had no time to change; "ever changed" would make that look like an effect of changes.
    first = [1] * 100 + [2 if row % 450 < 45 else None for row in range(900)]
    has_worked = works_from(*first, n_waves=3)
    changes = np.zeros((1000, 3), np.int64)
    changes[550:, 2] = 1
    made = waves(1000, 3, has_worked=has_worked, n_changes=changes, is_asked=asked_until_work(has_worked))
    assert job_chance_by_change(made) == pytest.approx(0.0, abs=1e-6)


def test_who_has_stopped_answering_is_still_at_risk_for_registers_show_the_job() -> None:
    made = by_changes([1000, 1000, 1000], [100, 80, 64])
    is_asked = np.zeros_like(made.is_asked)
    assert job_chance_by_change(replace(made, is_asked=is_asked)) == job_chance_by_change(made)


def test_who_left_benefit_is_not_at_risk_and_the_horizon_ends_it() -> None:
    made = by_changes([1000, 1000], [100, 50])
    gone = replace(made, is_at_risk=made.is_at_risk & False)
    assert math.isnan(job_chance_by_change(gone))
    # Among those with a change half as many find a job in the first quarter (50 and 100 of 1000), as many in the second
    # (95 of 950 and 90 of 900): by the first half the rate, over both less than that.
    first = [1 if row < 100 else 2 if row < 190 else None for row in range(1000)]
    first += [1 if row < 50 else 2 if row < 145 else None for row in range(1000)]
    has_worked = works_from(*first, n_waves=3)
    changes = np.zeros((2000, 3), np.int64)
    changes[1000:, 1:] = 1
    two = waves(2000, 3, has_worked=has_worked, n_changes=changes, is_asked=asked_until_work(has_worked))
    for read in (job_chance_by_change, job_rate_after_change):
        assert read(two, 1) == pytest.approx(-0.5, abs=1e-6)
        assert -0.4 < read(two, 2) == read(two) < -0.1


def test_what_registers_hold_is_adjusted_for() -> None:
    # Rates 0.01 * 0.8**(change) * 3**(man), and men have more changes (rows 4:1:1:4): 40 of 4000, 8 of 1000, 30 of 1000
    # and 96 of 4000. Each change takes a fifth, though (8 + 96) / 5000 is more than (40 + 30) / 5000.
    rows = [(0, 0, 4000, 40), (1, 0, 1000, 8), (0, 1, 1000, 30), (1, 1, 4000, 96)]
    has_worked = works_from(*(1 if row < jobs else None for *_, n, jobs in rows for row in range(n)), n_waves=2)
    changes, register = np.zeros((10_000, 2), np.int64), np.zeros((10_000, N_REGISTER))
    changes[:, 1] = np.concatenate([np.full(n, change) for change, _, n, _ in rows])
    register[:, REGISTER.index("is_man")] = np.concatenate([np.full(n, man) for _, man, n, _ in rows])
    made = waves(
        10_000, 2, has_worked=has_worked, n_changes=changes, is_asked=asked_until_work(has_worked), register=register
    )
    assert job_chance_by_change(made) == pytest.approx(-0.2, abs=1e-6)
