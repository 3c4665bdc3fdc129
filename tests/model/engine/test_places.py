"""Places with employers that fall through, in an office's quarter."""

from dataclasses import replace

import numpy as np

from simulation.model.draws.decisions import Decision
from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.engine.replication import Environment, Replication
from simulation.model.interventions import at_employer, portfolio
from simulation.model.labour_market import MarketPath, Places
from simulation.model.policies import Policy
from simulation.model.state import LAST_SERVED
from tests.conftest import differing_columns, environment, policies
from tests.model.engine.environments import LIVELY, SEED, Give, policy_that

N = 500
AT_EMPLOYER, HEALTH = portfolio(["external_internship"]), portfolio(["managing_health"])
ZERO = np.zeros(1)


def with_places(places: Places | None, base: Environment | None = None) -> Environment:
    return replace(base or environment(parameters=LIVELY), labour_market=MarketPath("own", ZERO, ZERO, places=places))


def giving_places(responsiveness: float = 0.0) -> Policy:
    return policy_that(Give("interventions", AT_EMPLOYER | HEALTH), Give("responsiveness", responsiveness))


def first_quarter(places: Places | None, *arms: Policy) -> Replication:
    replication = Replication(with_places(places), arms, SEED, 0)
    replication.begin_quarter()
    return replication


def test_the_places_named_are_those_at_an_employer() -> None:
    assert at_employer().bit_count() == 5


def test_who_loses_the_place_keeps_the_other_measures_and_waits() -> None:
    clients = first_quarter(Places(0.2), giving_places()).clients[0]
    luck, has_plan = OfficeDraws(SEED, 0, 1, N)[Decision.PLACE_FAILS], clients["has_new_caseworker"] == 0
    lost = has_plan & (luck < 0.2)
    assert 60 < lost.sum() < 140
    assert np.array_equal(clients["is_waiting"] == 1, lost)
    assert np.all(clients["interventions"][lost] == HEALTH)
    assert np.all(clients["interventions"][has_plan & ~lost] == AT_EMPLOYER | HEALTH)


def test_employer_contact_finds_so_many_of_those_served_a_place_anew() -> None:
    clients = first_quarter(Places(0.2, contact=2.0), giving_places()).clients[0]
    without = first_quarter(Places(0.2), giving_places()).clients[0]
    n_served = int((clients["has_new_caseworker"] == 0).sum())
    n_found = int(2.0 * n_served / 100)
    assert n_found > 5
    assert without["is_waiting"].sum() - clients["is_waiting"].sum() == n_found
    luck = OfficeDraws(SEED, 0, 1, N)[Decision.PLACE_FAILS]
    found = (without["is_waiting"] == 1) & (clients["is_waiting"] == 0)
    assert luck[found].max() < luck[clients["is_waiting"] == 1].min()


def test_the_same_places_fall_through_in_every_arm_but_for_a_responsive_caseworker() -> None:
    plain, half, whole = first_quarter(Places(0.2), giving_places(), giving_places(0.5), giving_places(1.0)).clients[
        "is_waiting"
    ]
    luck = OfficeDraws(SEED, 0, 1, N)[Decision.PLACE_FAILS]
    assert np.array_equal(half == 1, (plain == 1) & (luck >= 0.1))
    assert not whole.any()


def test_measures_elsewhere_do_not_fall_through() -> None:
    assert not first_quarter(Places(1.0), policy_that(Give("interventions", HEALTH))).clients["is_waiting"].any()


def test_places_that_never_fall_through_change_nothing() -> None:
    names = ("observed_mix", "linkoping", "coordinated", "jobfirst")
    one, other = (
        Replication(with_places(places), policies(*names), SEED, 0) for places in (None, Places(0.0, contact=3.0))
    )
    for _ in range(4):
        one.step()
        other.step()
        assert differing_columns(one.clients, other.clients) == []


def test_nobody_served_has_a_place_where_all_fall_through_and_none_is_found() -> None:
    replication = Replication(with_places(Places(1.0)), policies("coordinated", "observed_mix"), SEED, 0)
    bits = np.uint32(at_employer())
    for _ in range(3):
        replication.begin_quarter()
        clients = replication.clients
        assert not (clients["interventions"] & bits).any()
        assert not clients["is_waiting"][clients["state"] > LAST_SERVED].any()
        replication.advance_clients()
        replication.end_quarter()
