"""The caseworker's time for each client, and its one effect in three parts."""

import math
from dataclasses import replace

import pytest

from simulation.model.parameters import central
from simulation.model.rules import client_time as module
from tests.conftest import plain

pytestmark = pytest.mark.uncompiled
log_time, log_crowding, on_job_entry, on_belief = (
    plain(getattr(module, name)) for name in ("log_time", "log_crowding", "on_job_entry", "on_belief")
)
P = replace(central().client_time, effect=0.3, by_contact=0.25, by_belief=0.5)


def test_time_by_hand() -> None:
    # half the caseload is one more time the usual: ln 2 = 0.6931; in an office with twice the clients: ln 2 - ln 2 = 0
    assert log_time(1.0, 0.0) == pytest.approx(0.6931, abs=5e-5)
    assert log_time(1.0, -math.log(2)) == pytest.approx(0.0)
    assert log_time(0.0, -0.4) == -0.4


def test_crowded_offices_have_less_time_and_emptier_ones_no_more() -> None:
    # 45 clients a caseworker where 30 are usual: ln(30 / 45) = -0.4055
    assert log_crowding(45.0, 30.0) == pytest.approx(-0.4055, abs=5e-5)
    assert log_crowding(30.0, 30.0) == log_crowding(12.0, 30.0) == log_crowding(0.0, 30.0) == 0.0


def test_the_effect_on_job_entry_by_hand() -> None:
    # at mean readiness contact 0.25 and itself 0.25: 0.3 * 2 * 0.5 = 0.3; at readiness 1 contact counts twice: 0.45
    assert on_job_entry(2.0, 0.0, P) == pytest.approx(0.3)
    assert on_job_entry(2.0, 1.0, P) == pytest.approx(0.45)


def test_the_part_by_belief_is_worth_its_share_of_job_entry() -> None:
    # 0.3 * 0.5 * 2 = 0.3 of log rate, at 1.5 a SD of belief: 0.2 SD
    assert on_belief(2.0, 1.5, P) == pytest.approx(0.2)
    # where belief does nothing for jobs there is nothing that it could carry
    assert on_belief(2.0, 0.0, P) == 0.0


def test_the_parts_add_up_to_the_whole_effect_at_mean_readiness() -> None:
    assert on_job_entry(2.0, 0.0, P) + 1.5 * on_belief(2.0, 1.5, P) == pytest.approx(0.3 * 2.0)
