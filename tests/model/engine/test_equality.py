"""Results don't depend on how they are computed: agent by agent or at once, alone or together, in blocks or threads."""

import functools
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulation.base.threads import for_blocks
from simulation.mesa_model.model import JobCentreModel, Scenario
from simulation.model.engine.replication import Replication
from simulation.model.policies import policy_names
from tests.conftest import differing_columns, environment, fingerprint, policies, run, start
from tests.rows import each_row

N_CLIENTS, N_QUARTERS, SEED = 500, 4, 7


def model_after(policy: str, activation: str, n_quarters: int, n_clients: int = N_CLIENTS) -> Replication:
    scenario = Scenario(policy, n_clients, SEED, options={"caseload": 10})
    model = JobCentreModel(scenario, activation)
    for _ in range(n_quarters):
        model.step()
    return model.replication


def assert_equal(one: Replication, other: Replication, arm: int = 0, other_arm: int = 0) -> None:
    assert differing_columns(one.clients[arm], other.clients[other_arm]) == []
    assert differing_columns(one.caseworkers[arm], other.caseworkers[other_arm]) == []


@functools.cache
def together() -> Replication:
    """Every policy side by side."""
    return run(policy_names(), N_QUARTERS)


@each_row("policy", policy_names())
def test_agent_by_agent_equals_all_rows_to_the_last_bit(policy: str) -> None:
    rows = model_after(policy, "rows", N_QUARTERS, n_clients=150)
    for activation in ("do", "shuffle_do"):
        assert_equal(rows, model_after(policy, activation, N_QUARTERS, n_clients=150))


@pytest.mark.slow
@pytest.mark.parametrize("policy", policy_names())
def test_agent_by_agent_equals_all_rows_over_four_years(policy: str) -> None:
    rows = model_after(policy, "rows", 16, n_clients=200)
    for activation in ("do", "shuffle_do"):
        assert_equal(rows, model_after(policy, activation, 16, n_clients=200))


@each_row("policy", policy_names())
def test_policies_run_together_equal_each_run_alone(policy: str) -> None:
    assert_equal(together(), run([policy], N_QUARTERS), arm=policy_names().index(policy))


def test_policies_do_differ() -> None:
    # else all the tests of equality here would hold for nothing; some differ in their first quarter alone, some later
    first = run(policy_names(), 1)
    both = {
        (fingerprint(first.clients[arm]), fingerprint(first.caseworkers[arm]), fingerprint(together().clients[arm]))
        for arm in range(len(policy_names()))
    }
    assert len(both) == len(policy_names())


def test_the_model_equals_the_engine() -> None:
    assert_equal(run(["coordinated"], N_QUARTERS), model_after("coordinated", "rows", N_QUARTERS))


@each_row(
    "ends",
    [[0, 1, 500], [0, 255, 256, 257, 500], [0, 100, 100, 499, 500], list(range(0, 501, 50))],
    ids=["one alone", "around a tile", "an empty block", "tenths"],
)
def test_any_division_into_blocks_gives_the_same_rows(ends: list[int]) -> None:
    whole = run(["aig_sanctions", "staircase"], N_QUARTERS)
    parts = start(["aig_sanctions", "staircase"])
    for _ in range(N_QUARTERS):
        parts.begin_quarter()
        blocks = list(pairwise(ends))
        for first, stop in reversed(blocks):
            parts.advance_rows(first, stop)
        parts.end_quarter()
    for arm in range(2):
        assert_equal(whole, parts, arm, arm)


@each_row("n_threads", [1, 2, 5])
def test_any_number_of_threads_gives_the_same_rows(n_threads: int) -> None:
    whole, shared = run(["jobfirst"], N_QUARTERS), start(["jobfirst"])
    for _ in range(N_QUARTERS):
        shared.begin_quarter()
        for_blocks(shared.advance_rows, shared.n_clients, n_threads, rows_a_block=64)
        shared.end_quarter()
    assert_equal(whole, shared)


@each_row(("n_rows", "n_threads"), [(0, 2), (1, 2), (64, 2), (65, 2), (1000, 3), (1000, 1)])
def test_blocks_cover_every_row_once(n_rows: int, n_threads: int) -> None:
    count = np.zeros(n_rows, int)

    def work(first: int, stop: int) -> None:
        count[first:stop] += 1

    for_blocks(work, n_rows, n_threads, rows_a_block=64)
    assert np.all(count == 1)


def test_an_error_in_a_block_is_raised() -> None:
    def work(first: int, stop: int) -> None:
        raise KeyError(first)

    with pytest.raises(KeyError):
        for_blocks(work, 200, 2, rows_a_block=64)


@each_row("policy", ["observed_mix", "aig_sanctions", "staircase", "coordinated_dose_matched"])
def test_adding_clients_changes_nobody_else(policy: str) -> None:
    few = environment()
    many = replace(few, population=replace(few.population, n_clients=N_CLIENTS + 77))
    one, other = run([policy], N_QUARTERS, few), run([policy], N_QUARTERS, many)
    assert differing_columns(one.clients[0], other.clients[0, :N_CLIENTS]) == []


def test_the_order_of_policies_makes_no_difference() -> None:
    one, other = run(["staircase", "coordinated"]), run(["coordinated", "staircase"])
    assert_equal(one, other, 0, 1)
    assert_equal(one, other, 1, 0)


def test_two_replications_side_by_side_do_not_clash() -> None:
    alone = run(["observed_mix"], 2)
    one, other = start(["observed_mix"]), Replication(environment(), policies("jobfirst"), 8, 3)
    for _ in range(2):
        one.step()
        other.step()
    assert_equal(alone, one)


def test_another_seed_or_replication_gives_another_result() -> None:
    base = start(["observed_mix"], seed=1, replication=0).clients["readiness"].tobytes()
    assert base != start(["observed_mix"], seed=2, replication=0).clients["readiness"].tobytes()
    assert base != start(["observed_mix"], seed=1, replication=1).clients["readiness"].tobytes()
