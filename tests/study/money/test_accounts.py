"""The tables of money of a small study: they balance, agree with each other, and follow the prices."""

import numpy as np
import pytest

from simulation.model.outcomes.quantities import QUANTITIES
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.report.money_words import Book
from simulation.study.contrasts.tables import Tables
from simulation.study.money import Accounts
from simulation.study.money.flows import PARTIES
from simulation.study.money.prices import catalogue, central_prices
from simulation.study.replications import replications, run_study
from simulation.study.settings_reader import make_settings

NAMES = ("observed_mix", "coordinated", "aig_sanctions")


def study(**changed: object):
    sizes = {"n_clients": 200, "n_quarters": 6, "n_replications": 4, "parameter_set": "central", **changed}
    return make_settings(list(NAMES[1:]), baseline=NAMES[0], **sizes).study()


@pytest.fixture(scope="module")
def tables() -> Tables:
    return run_study(study())


def test_the_budget_balances_in_every_policy_and_period(tables: Tables) -> None:
    budget = tables.money.budget
    assert sorted(set(budget["policy"])) == sorted(NAMES)
    assert list(dict.fromkeys(budget["year"])) == ["1", "2", "total", "discounted"]
    wide = budget.pivot(index=["policy", "year"], columns="payer", values=["amount", "difference"])
    for column in ("amount", "difference"):
        sums = wide[column][list(PARTIES)].sum(axis=1)
        assert np.abs(sums).max() < 1e-6
        public = wide[column][["state", "municipality", "region"]].sum(axis=1)
        assert public.to_numpy() == pytest.approx(wide[column]["public"].to_numpy())


def test_years_add_up_to_the_total_and_discounting_makes_it_smaller(tables: Tables) -> None:
    budget = tables.money.budget
    wide = budget[budget["payer"] == "client"].pivot(index="policy", columns="year", values="amount")
    assert (wide["1"] + wide["2"]).to_numpy() == pytest.approx(wide["total"].to_numpy())
    assert (wide["discounted"] < wide["total"]).all()
    assert (wide["discounted"] > 0.9 * wide["total"]).all()


def test_the_baseline_differs_from_itself_by_nothing(tables: Tables) -> None:
    budget = tables.money.budget
    assert (budget[budget["policy"] == "observed_mix"][["difference", "mc_low", "mc_high"]] == 0.0).all(axis=None)


def test_the_interval_is_that_of_the_mean_over_replications(tables: Tables) -> None:
    alone = []
    for result in replications(study(), 1):
        accounts = Accounts(NAMES, NAMES[0], 6, central_prices())
        accounts.add(result)
        budget = accounts.tables().budget.set_index(["policy", "payer", "year"])
        alone.append(budget.loc[("coordinated", "public", "discounted"), "difference"])
    row = tables.money.budget.set_index(["policy", "payer", "year"]).loc[("coordinated", "public", "discounted")]
    assert row["difference"] == pytest.approx(np.mean(alone))
    # Student's t, 0.975, 3 degrees of freedom
    half = 3.182446305284263 * np.std(alone, ddof=1) / np.sqrt(4)
    assert row["mc_high"] - row["difference"] == pytest.approx(half)


def test_ratios_are_quotients_of_the_budget(tables: Tables) -> None:
    budget = tables.money.budget.set_index(["policy", "payer", "year"])
    for row in tables.money.cost_per_quarter.to_dict("records"):
        assert row["cost_difference"] == pytest.approx(
            -budget.loc[(row["policy"], row["cost"], "discounted"), "difference"]
        )
        if row["verdict"] in ("costs", "unclear"):
            assert row["cost_per_quarter"] == pytest.approx(row["cost_difference"] / row["quarters_difference"])


def test_quarters_gained_are_those_of_the_outcome_without_discounting() -> None:
    tables = run_study(study(money={"discount_rate": 0.0}))
    contrasts = tables.contrasts
    chosen = contrasts[
        (contrasts["outcome"] == "quarters_worked") & (contrasts["group"] == "all") & (contrasts["quarter"] == 6)
    ].set_index("policy")
    for row in tables.money.cost_per_quarter.to_dict("records"):
        assert row["quarters_difference"] == pytest.approx(chosen.loc[row["policy"], "difference"])


def counted(worked: tuple[int, int], served: tuple[int, int]) -> ReplicationResult:
    """Return ten clients over one quarter in two arms, so many of whom work in ordinary jobs and are served."""
    quantities = np.zeros((2, 2, len(QUANTITIES)), np.int64)
    quantities[:, 0, QUANTITIES.index("state_benefit")] = 10
    quantities[:, 1, QUANTITIES.index("state_ordinary_job")] = worked
    quantities[:, 1, QUANTITIES.index("served")] = served
    nothing = np.zeros(0)
    return ReplicationResult(nothing, nothing, nothing, np.zeros(0, np.int64), quantities)


def test_cost_and_quarters_over_draws_by_hand() -> None:
    # Work at the office costs 1000 a client-quarter, all else nothing; the second arm is the baseline.
    accounts = Accounts(
        ("own", "base"), "base", 1, {**dict.fromkeys(catalogue(), 0.0), "casework": 1000.0}, (0, 0, 1, 1, 2, 2)
    )
    # Three draws of two replications without luck: one, two and three more of ten work; -1, 2 and 3 more are served.
    for worked, served in (((1, 0), (4, 5)), ((3, 1), (7, 5)), ((4, 1), (8, 5))):
        for _ in range(2):
            accounts.add(counted(worked, served))
    tables = accounts.tables()
    for row in tables.cost_per_quarter.to_dict("records"):
        assert (row["policy"], row["baseline"]) == ("own", "base")
        assert row["quarters_difference"] == pytest.approx(0.2)
        assert (row["quarters_cred_low"], row["quarters_cred_high"]) == (pytest.approx(0.1), pytest.approx(0.3))
        # -1000, 2000 and 3000 for ten clients
        assert row["cost_difference"] == pytest.approx(400 / 3)
        assert (row["cost_cred_low"], row["cost_cred_high"]) == (pytest.approx(-100.0), pytest.approx(300.0))
        # deviations of 0.1, 0.2, 0.3: variance 0.01; t(2) = 4.30265: 4.30265 * sqrt(0.01 / 3) = 0.24841
        assert row["quarters_low"] == pytest.approx(0.2 - 0.24841, abs=1e-5)
        assert row["probability_more_quarters"] == 1.0
        assert row["probability_cheaper"] == pytest.approx(1 / 3)
    budget = tables.budget.set_index(["policy", "payer", "year"])
    assert budget.loc[("own", "programme", "total"), "difference"] == pytest.approx(-400 / 3)
    # served are 4, 7 and 8 of ten in own: 19 / 30 of 1000
    assert budget.loc[("own", "provider", "total"), "amount"] == pytest.approx(1000 * 19 / 30)
    effects = tables.price_effects.set_index(["policy", "payer", "price"])
    casework = catalogue()["casework"]
    found = effects.loc[("own", "provider", "casework")]
    # 4 / 30 client-quarters more, at either end of the price
    assert (found.price_low, found.price_high) == (casework.low, casework.high)
    assert found.difference_at_low == pytest.approx(casework.low * 4 / 30)
    assert found.difference_at_high == pytest.approx(casework.high * 4 / 30)
    swing = effects.loc[("own", "municipality", "casework"), "swing"]
    assert swing == pytest.approx((casework.high - casework.low) * 4 / 30)


def test_price_effects_are_what_a_study_at_that_price_gives(tables: Tables) -> None:
    effects = tables.money.price_effects.set_index(["policy", "payer", "price"])
    assert len(effects) == 2 * 8 * len(catalogue())
    for price in ("benefit", "tax_on_wages", "meeting", "discount_rate"):
        at_high = run_study(study(money={price: catalogue()[price].high})).money.budget
        budget = at_high.set_index(["policy", "payer", "year"])
        for payer in ("public", "client"):
            assert effects.loc[("coordinated", payer, price), "difference_at_high"] == pytest.approx(
                budget.loc[("coordinated", payer, "discounted"), "difference"], abs=0.01
            )


def test_prices_change_money_and_earnings_and_nothing_else(tables: Tables) -> None:
    other = run_study(study(money={"wage_ordinary": 140_000.0}))
    for name in ("levels", "contrasts"):
        one, two = getattr(tables, name), getattr(other, name)
        assert one[one["outcome"] != "earnings"].equals(two[two["outcome"] != "earnings"])
    levels = {
        name: table.levels[(table.levels["outcome"] == "earnings") & (table.levels["group"] == "all")][
            "mean"
        ].to_numpy()
        for name, table in (("central", tables), ("double", other))
    }
    assert (levels["double"] >= levels["central"]).all()
    assert (levels["double"] > levels["central"]).any()


def test_one_replication_and_one_policy() -> None:
    tables = run_study(study(n_replications=1))
    assert set(tables.money.cost_per_quarter["verdict"]) == {"one_replication"}
    alone = run_study(make_settings(["staircase"], "staircase", n_clients=50, n_quarters=1, n_replications=2).study())
    assert alone.money.cost_per_quarter.empty
    assert alone.money.price_effects.empty
    assert set(alone.money.budget["year"]) == {"1", "total", "discounted"}


def test_who_is_better_off_is_told_from_the_intervals(tables: Tables) -> None:
    book = Book(tables.money)
    better, worse = book.better_and_worse_off("coordinated")
    assert better
    assert worse
    assert not set(better) & set(worse)
    # Coordinated measures bring more wages than subsidies; what the work gives employers isn't counted.
    assert book.difference("coordinated", "employer").side == -1
    assert "employer" not in better + worse
    assert book.better_and_worse_off("observed_mix") == ([], [])
