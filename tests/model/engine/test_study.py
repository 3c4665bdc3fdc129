"""A study's tables don't depend on threads, and are complete after any number of replications."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import simulation.study.replications as module
from simulation.model.engine.replication import run_replication
from simulation.study.replications import Study, replications, run_study
from simulation.study.settings_reader import make_settings


def study(n_replications: int = 5) -> Study:
    return make_settings(
        policies=["staircase", "coordinated"],
        baseline="observed_mix",
        n_clients=100,
        n_quarters=3,
        n_replications=n_replications,
        seed=3,
        caseload=10,
    ).study()


@pytest.fixture(scope="module")
def one_thread():
    return run_study(study())


@pytest.mark.parametrize("n_threads", [2, 4])
def test_threads_change_no_number(one_thread, n_threads: int) -> None:
    tables = run_study(study(), n_threads)
    pd.testing.assert_frame_equal(tables.levels, one_thread.levels, check_exact=True)
    pd.testing.assert_frame_equal(tables.contrasts, one_thread.contrasts, check_exact=True)


def test_rows_shared_among_threads_change_no_number(one_thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_SIDE_BY_SIDE", 10)
    tables = run_study(study(), 2)
    pd.testing.assert_frame_equal(tables.contrasts, one_thread.contrasts, check_exact=True)


def test_results_come_in_the_order_of_replications() -> None:
    alone = [result.mean for result in replications(study(), 1)]
    shared = [result.mean for result in replications(study(), 3)]
    assert len(alone) == len(shared) == 5
    assert all((one == other)[~pd.isna(one)].all() for one, other in zip(alone, shared, strict=True))


def test_a_longer_study_begins_with_the_same_replications() -> None:
    short = [result.mean[:, :, 0] for result in replications(study(4), 1)]
    long = [result.mean[:, :, 0] for result in replications(study(7), 1)]
    assert all((one == other).all() for one, other in zip(short, long[:4], strict=True))


def test_each_replication_has_the_parameters_of_its_draw() -> None:
    over_draws = make_settings(
        policies=["coordinated"], n_clients=200, n_quarters=3, n_replications=6, parameter_set="posterior"
    ).study()
    numbers = over_draws.draw_numbers
    assert numbers == (0, 0, 1, 1, 2, 2)
    assert len(set(over_draws.draws)) == 3
    for number, result in enumerate(replications(over_draws, 2)):
        environment = replace(over_draws.environment, parameters=over_draws.draws[numbers[number]])
        alone = run_replication(environment, over_draws.policies, 0, over_draws.seed, number)
        np.testing.assert_array_equal(result.mean, alone.mean)


def test_progress_is_told_after_each_replication() -> None:
    told: list[tuple[int, int]] = []
    run_study(study(), 2, lambda *step: told.append(step))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_the_baseline_is_the_first_arm_and_no_policy_runs_twice() -> None:
    settings = make_settings(policies=["staircase", "observed_mix", "staircase"], baseline="observed_mix")
    assert settings.arms == ("observed_mix", "staircase")
    assert settings.study().baseline_arm == 0
