"""Every krone paid is received, and budgets are what arithmetic by hand gives."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.outcomes.quantities import DOSE_UNIT, IN_DOSE_UNITS, QUANTITIES
from simulation.model.outcomes.recorder import Recorder
from simulation.model.policies.loader import policy_names
from simulation.study.money.accounts import LINES, budget, lines
from simulation.study.money.flows import FLOWS, PARTIES, Split
from simulation.study.money.ledger import payments, scaled, settle
from simulation.study.money.periods import discount_factors, period_ids, period_weights
from simulation.study.money.prices import catalogue, central_prices
from tests.conftest import environment, start
from tests.rows import each_row


def quantities(*quarters: Mapping[str, int]) -> np.ndarray:
    """Return quantities [1 arm, n_quarters, n_quantities]."""
    made = np.zeros((1, len(quarters), len(QUANTITIES)), np.int64)
    for number, amounts in enumerate(quarters):
        for name, amount in amounts.items():
            made[0, number, QUANTITIES.index(name)] = amount
    return made


def prices(**changed: float) -> dict[str, float]:
    """Return prices that are 0 unless given."""
    return {**dict.fromkeys(catalogue(), 0.0), **changed}


def test_two_clients_over_two_quarters_by_hand() -> None:
    # Quarter 1: both on benefit, one in job search with a meeting every other week (6.5 of 13), one sanctioned.
    # Quarter 2: one on benefit, one in a supported job.
    counted = quantities(
        {"state_benefit": 2, "served": 2, "measure_job_search": 1, "meetings": DOSE_UNIT // 2, "n_sanctions": 1},
        {"state_benefit": 1, "state_supported_job": 1, "served": 2},
    )
    used = prices(
        benefit=1000.0,
        benefit_state_share=0.25,
        sanction=100.0,
        wage_supported=3000.0,
        supported_subsidy=0.5,
        subsidy_state_share=0.4,
        tax_on_wages=0.3,
        tax_on_transfers=0.2,
        tax_state_share=0.5,
        casework=50.0,
        meeting=10.0,
        measure_job_search=200.0,
    )
    found = lines(counted, used)[0] / 100
    first = {
        # benefit 2 * 1000 = 2000, less the sanction 100: 1900; the state 0.25 of each; tax 0.2 * 1900 = 380, halved
        "state": -0.25 * 2000 + 0.25 * 100 + 190,  # -285
        # casework 2 * 50 = 100, meetings 6.5 * 10 = 65, measure 200: 365
        "municipality": -0.75 * 2000 + 0.75 * 100 + 190 - 365,  # -1600
        "region": 0.0,
        "client": 2000 - 100 - 380,  # 1520
        "employer": 0.0,
        "provider": 365.0,
        "public": -285 - 1600,
        "programme": -365.0,
    }
    second = {
        # benefit 1000, tax 200; wage 3000, tax 900, subsidy 1500: the state 0.4 of it; all tax 1100, halved
        "state": -250 - 600 + 550,  # -300
        "municipality": -750 - 900 + 550 - 100,  # -1200; casework 2 * 50
        "region": 0.0,
        "client": 1000 + 3000 - 1100,  # 2900
        "employer": -3000 + 1500,
        "provider": 100.0,
        "public": -300 - 1200,
        "programme": -100.0,
    }
    assert dict(zip(LINES, found[0].tolist(), strict=True)) == first
    assert dict(zip(LINES, found[1].tolist(), strict=True)) == second
    # per client: half of the sum over both quarters
    assert (
        budget(counted, used, n_clients=2)[0, period_ids(2).index("total"), LINES.index("client")] == (1520 + 2900) / 2
    )


def test_medicine_and_hours_by_hand() -> None:
    counted = quantities({"state_ordinary_hours": 1, "medicine_anxiety": 4})
    used = prices(benefit=1000.0, wage_hours=500.0, hours_offset=0.6, medicine_anxiety=50.0, medicine_own_share=0.25)
    found = dict(zip(LINES, (lines(counted, used)[0, 0] / 100).tolist(), strict=True))
    # medicine 4 * 50 = 200: a quarter from clients; benefit 1000 - 0.6 * 500 = 700, all from the municipality
    assert found["region"] == -150.0
    assert found["client"] == 1000 - 300 + 500 - 50
    assert (found["municipality"], found["employer"], found["provider"]) == (-700.0, -500.0, 200.0)


@each_row("policy", sorted(policy_names()))
def test_money_in_equals_money_out(policy: str) -> None:
    replication = start([policy], environment(200))
    recorder = Recorder(1, 3, baseline=0)
    replication.record(recorder)
    for _ in range(3):
        replication.step(recorder)
    counted = recorder.result().quantities
    balances, programme = settle(counted, central_prices())
    assert balances.dtype == np.int64
    assert (balances.sum(axis=-1) == 0).all()
    assert (programme[0, 1:] > 0).all()
    # Booked from the other side: what each flow pays in all is what its quantities and prices come to.
    paid = {flow.id: 0 for flow in FLOWS}
    for payment in payments(counted, central_prices()):
        assert payment.payer != payment.receiver
        paid[payment.flow.id] += int(payment.amount.sum())
    for flow in FLOWS:
        if flow.price:
            amount = sum(counted[..., QUANTITIES.index(id)].sum() / flow_unit(id) for id in flow.quantity)
            n_amounts = counted[..., 0].size * len(flow.quantity)
            assert paid[flow.id] == pytest.approx(
                100 * amount * flow.times * central_prices()[flow.price], abs=n_amounts
            )


def flow_unit(quantity: str) -> int:
    return DOSE_UNIT if quantity in IN_DOSE_UNITS else 1


@given(
    st.lists(st.integers(0, 10**8), min_size=len(QUANTITIES), max_size=len(QUANTITIES)),
    st.lists(st.floats(0, 1), min_size=len(catalogue()), max_size=len(catalogue())),
)
def test_the_parties_add_up_to_zero_at_any_prices(counts: list[int], parts: list[float]) -> None:
    used = {price.id: part * price.most for price, part in zip(catalogue().values(), parts, strict=True)}
    balances, _ = settle(np.array(counts, np.int64), used)
    assert balances.sum() == 0


def test_settling_at_several_prices_at_once_is_settling_at_each() -> None:
    rng = np.random.default_rng(3)
    counted = rng.integers(0, 10**6, (2, 3, len(QUANTITIES)))
    cases = [{id: float(rng.random() * price.most) for id, price in catalogue().items()} for _ in range(4)]
    together = {id: np.array([[[case[id]]] for case in cases]) for id in catalogue()}
    assert (lines(counted, together) == [lines(counted, case) for case in cases]).all()


def test_zero_prices_give_zero() -> None:
    counted = np.full((1, 2, len(QUANTITIES)), 7, np.int64)
    assert not lines(counted, prices()).any()


@given(st.integers(-(10**15), 10**15), st.integers(0, 10**8), st.sampled_from([1, 100, 10**6, 2**24]))
def test_scaled_is_the_fraction_rounded_half_up(amount: int, numerator: int, denominator: int) -> None:
    if abs(amount) // denominator * numerator < 2**62:
        exact = (2 * amount * numerator + denominator) // (2 * denominator)
        assert int(scaled(np.array(amount), numerator, denominator)) == exact


def test_every_price_is_used_and_every_flow_knows_its_names() -> None:
    used = {"discount_rate"}
    for flow in FLOWS:
        assert bool(flow.price) != bool(flow.share)
        assert set(flow.quantity) <= set(QUANTITIES)
        used |= {flow.price, flow.share} - {""}
        for side in (flow.payer, flow.receiver):
            if isinstance(side, Split):
                used.add(side.share)
                assert {side.first, side.second} <= set(PARTIES)
            else:
                assert side in PARTIES
    assert used == set(catalogue())


def test_discounting_by_hand() -> None:
    # 10 percent a year: after four quarters 1 / 1.1, after eight 1 / 1.21
    factors = discount_factors(8, 0.1)
    assert factors[3] == pytest.approx(1 / 1.1)
    assert factors[7] == pytest.approx(1 / 1.21)
    assert factors[1] == pytest.approx(1 / 1.1**0.5)
    assert (discount_factors(5, 0.0) == 1.0).all()


def test_periods_of_six_quarters() -> None:
    assert period_ids(6) == ["1", "2", "total", "discounted"]
    weights = period_weights(6, 0.0)
    assert weights.tolist() == [[1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1] * 6, [1] * 6]
