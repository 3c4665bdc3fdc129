"""Who pays for what: every dose is paid for, or it is said why not."""

from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.outcomes.quantities import QUANTITIES
from simulation.study.money.flows import FLOWS, UNPAID_DOSES


def test_every_dose_has_a_price_or_a_reason_for_none() -> None:
    paid = {quantity for flow in FLOWS for quantity in flow.quantity}
    doses = {*DOSES, *CASEWORKER_DOSES}
    assert doses - paid == set(UNPAID_DOSES)
    assert all(UNPAID_DOSES.values())


def test_flows_are_of_quantities_that_are_counted() -> None:
    assert {quantity for flow in FLOWS for quantity in flow.quantity} <= set(QUANTITIES)
    named = {word for reason in UNPAID_DOSES.values() for word in reason.split(": ")[1:]}
    assert named <= set(QUANTITIES)
