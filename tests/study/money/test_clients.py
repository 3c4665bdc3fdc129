"""Money client by client: by hand for single clients, and in sum the arm's budget."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.base.compiled import as_rows
from simulation.model.engine.replication import run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import IN_DOSE_UNITS, N_QUANTITIES, QUANTITIES, add_value_of_each
from simulation.model.state import CLIENT, Medicine, State
from simulation.study.money import central_prices
from simulation.study.money.accounts import LINES, PUBLIC, budget
from simulation.study.money.clients import ClientAccounts, value_of_each
from simulation.study.money.flows import FLOWS
from simulation.study.money.periods import DISCOUNTED, period_ids
from simulation.study.money.prices import RATE, SHARE, catalogue
from simulation.study.settings_reader import make_settings

PAID = {"benefit": 40_000.0, "wage_ordinary": 80_000.0, "sanction": 2_000.0, "medicine_anxiety": 600.0}
SHARES = {"benefit_state_share": 0.5, "tax_state_share": 0.5, "tax_on_wages": 0.4, "tax_on_transfers": 0.3}
WHOLE = {**dict.fromkeys(central_prices(), 0.0), **PAID, **SHARES, "medicine_own_share": 0.25}
# Prices of which no payment has a part of an oere, so that no rounding can hide behind the sums: even kroner, shares
# of a half, and nothing for doses, which come in parts.
OF_DOSES = {flow.price for flow in FLOWS if set(flow.quantity) & set(IN_DOSE_UNITS)}
EVEN = {
    id: 0.0 if id in OF_DOSES else {SHARE: 0.5, RATE: 0.0}.get(price.unit, 400.0 * (place + 1))
    for place, (id, price) in enumerate(catalogue().items())
}


def public(amounts: dict[str, int]) -> float:
    """Return what such quantities leave the public sector with, in DKK, at the prices above."""
    value = value_of_each(WHOLE)[LINES.index(PUBLIC)]
    return float(sum(n * value[QUANTITIES.index(id)] for id, n in amounts.items()))


def test_a_quarter_of_one_client_by_hand() -> None:
    assert public({"state_benefit": 1}) == -40_000 + 0.3 * 40_000  # paid, and taxed
    assert public({"state_ordinary_job": 1}) == 0.4 * 80_000  # the wage's tax
    assert public({"n_sanctions": 1}) == 2_000 - 0.3 * 2_000  # kept back, and not taxed
    assert public({"medicine_anxiety": 1}) == -0.75 * 600  # the client pays a quarter
    assert public({"state_dead": 1}) == 0.0


def test_each_client_has_the_own_quarter_and_the_sanctions_of_it_alone() -> None:
    clients = np.zeros((1, 3), CLIENT)
    clients["state"] = [[State.BENEFIT, State.ORDINARY_JOB, State.NOT_ARRIVED]]
    clients["n_sanctions"] = [[3, 0, 0]]
    clients["medication"][0, 1, int(Medicine.ANXIETY)] = 1
    sanctions = np.array([[1, 0, 0]])  # two of the three are of this quarter
    values = value_of_each(WHOLE)[[LINES.index(PUBLIC)]]
    into = np.full((1, 1, 3), 10.0)
    add_value_of_each(as_rows(clients), sanctions, values, np.zeros(N_QUANTITIES, np.int64), into)
    first = -40_000 + 12_000 + 2 * (2_000 - 600)
    assert into[0, 0].tolist() == [10 + first, 10 + 32_000 - 450, 10]
    assert sanctions.tolist() == [[3, 0, 0]]


@pytest.mark.parametrize(("prices", "rounded"), [(EVEN, 1e-9), (central_prices(), 0.01)])
def test_all_clients_together_are_the_budget_of_the_arm(prices: dict[str, float], rounded: float) -> None:
    policies = ["coordinated", "aig_sanctions", "belief_building"]
    settings = make_settings(policies, baseline="observed_mix", n_clients=60, n_quarters=5, parameter_set="central")
    study, accounts = settings.study(), ClientAccounts(prices, 5)
    result = run_replication(study.environment, study.policies, 0, 7, 0, observe=accounts.observe)
    period = period_ids(5).index(DISCOUNTED)
    expected = budget(result.quantities[:, 1:], prices, 60)[:, period, LINES.index(PUBLIC)]
    found = accounts.of_clients()
    assert found.mean(axis=1) == pytest.approx(expected, abs=rounded, rel=1e-12)
    assert len(np.unique(expected)) == len(study.policies)
    by_group = accounts.of_groups()
    assert by_group[:, 0] == pytest.approx(found.mean(axis=1))
    women = result.n_clients[0, GROUPS.index("sex=woman")]
    both = by_group[:, [GROUPS.index("sex=woman"), GROUPS.index("sex=man")]] @ np.array([women, 60 - women]) / 60
    assert both == pytest.approx(found.mean(axis=1))
