"""Replications of one draw of the parameters count as one observation in the intervals of money."""

import pytest

import simulation
from simulation.api import make_settings
from simulation.money import Accounts
from simulation.study import replications

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


def test_a_comparison_over_draws_has_tables_of_money() -> None:
    tables = simulation.compare(["staircase"], threads=1, **SMALL)
    assert tables.money is not None
    assert (tables.money.budget.n_replications == 6).all()
