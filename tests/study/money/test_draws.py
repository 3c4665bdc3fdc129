"""Replications of one draw of the parameters count as one observation in the intervals of money."""

import numpy as np
import pytest

import simulation
from simulation.study.contrasts.uncertainty import Estimate, parts_of
from simulation.study.money import Accounts
from simulation.study.replications import replications
from simulation.study.settings_reader import make_settings

pytestmark = pytest.mark.slow  # whole studies: not among the tests for everyday work

SMALL = {"n_clients": 100, "n_quarters": 3, "caseload": 10, "n_replications": 6}


def test_pairs_are_averaged_before_the_interval() -> None:
    study = make_settings(["staircase"], **SMALL).study()
    assert study.draw_numbers == (0, 0, 1, 1, 2, 2)
    names = [policy.name for policy in study.policies]
    results = list(replications(study, 1))

    def differences(draws: tuple[int, ...] | None):
        accounts = Accounts(names, study.baseline, 3, study.prices, draws)
        for result in results:
            accounts.add(result)
        budget = accounts.tables().budget
        return budget[budget.policy == "staircase"].reset_index(drop=True)

    paired, alone = differences(study.draw_numbers), differences(None)
    assert paired.difference.to_numpy() == pytest.approx(alone.difference.to_numpy())
    assert (paired.n_replications == 6).all()
    # three observations: t(2) = 4.303, on the means of pairs
    single = [differences_of(names, study, result) for result in results]
    means = [(one + other) / 2 for one, other in zip(single[::2], single[1::2], strict=True)]
    spread = sum((mean - sum(means) / 3) ** 2 for mean in means) / 2
    half = 4.30265 * (spread / 3) ** 0.5
    assert (paired.mc_high - paired.difference)[0] == pytest.approx(half, rel=1e-4)


def differences_of(names: list[str], study, result) -> float:
    accounts = Accounts(names, study.baseline, 3, study.prices)
    accounts.add(result)
    budget = accounts.tables().budget
    return float(budget[budget.policy == "staircase"].difference.iloc[0])


@pytest.fixture(scope="module")
def over_draws():
    """Return a study over four draws, the last with one replication, its names and its tables of money."""
    study = make_settings(["staircase"], **{**SMALL, "n_replications": 7}).study()
    names = [policy.name for policy in study.policies]
    accounts = Accounts(names, study.baseline, 3, study.prices, study.draw_numbers)
    results = list(replications(study, 1))
    for result in results:
        accounts.add(result)
    return study, names, results, accounts.tables()


def test_every_difference_has_the_credible_interval_of_contrasts(over_draws) -> None:
    study, names, results, tables = over_draws
    paid = tables.budget[(tables.budget.policy == "staircase")].iloc[0]
    values = np.array([differences_of(names, study, result) for result in results])
    parts, _ = parts_of(values, study.draw_numbers)
    assert paid.difference == pytest.approx(values.mean())
    assert (paid.mc_low, paid.mc_high) == pytest.approx((parts.mean - parts.half_width, parts.mean + parts.half_width))
    assert paid.cred_low == pytest.approx(float(parts.cred_low), nan_ok=True)
    assert paid.cred_high == pytest.approx(float(parts.cred_high), nan_ok=True)
    assert paid.parameter_share == pytest.approx(float(parts.share_of_parameters), nan_ok=True)
    others = tables.budget[tables.budget.policy == "staircase"]
    assert others.cred_low.notna().any()
    has_one = others[others.cred_low.notna()]
    assert (has_one.cred_low <= has_one.difference).all()
    assert (has_one.cred_high >= has_one.difference).all()


def test_ratios_go_with_the_budget_where_the_last_draw_stands_alone(over_draws) -> None:
    tables = over_draws[3]
    budget = tables.budget.set_index(["policy", "payer", "year"])
    for row in tables.cost_per_quarter.to_dict("records"):
        found = budget.loc[(row["policy"], row["cost"], "discounted")]
        assert row["cost_difference"] == pytest.approx(-found.difference)
        assert row["cost_cred_low"] == pytest.approx(-found.cred_high, nan_ok=True)
        is_hidden = np.isnan(row["cost_cred_low"])  # by luck
        assert np.isnan(row["probability_cheaper"]) if is_hidden else 0.0 <= row["probability_cheaper"] <= 1.0


def test_without_draws_no_interval_over_them() -> None:
    tables = simulation.compare(["staircase"], threads=1, **{**SMALL, "parameter_set": "central"})
    assert tables.money.budget[["cred_low", "cred_high", "parameter_share"]].isna().all(axis=None)
    assert tables.money.cost_per_quarter[["cred_low", "probability_cheaper"]].isna().all(axis=None)


def test_nobody_is_clearly_better_off_against_one_of_the_intervals() -> None:
    assert Estimate(5.0, 1.0, 9.0).side == 1
    assert Estimate(5.0, 1.0, 9.0, -2.0, 12.0).side == 0
    assert Estimate(-5.0, -9.0, -1.0, -12.0, -2.0).side == -1


def test_a_comparison_over_draws_has_tables_of_money() -> None:
    tables = simulation.compare(["staircase"], threads=1, **SMALL)
    assert tables.money is not None
    assert (tables.money.budget.n_replications == 6).all()
