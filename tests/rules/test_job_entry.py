"""Job entry: the log rate is a sum, and the kind of job is cut from one uniform."""

import math
from dataclasses import replace

import pytest
from hypothesis import given

from simulation.parameters import central
from simulation.rules import job_entry as module
from simulation.state import State
from tests.conftest import plain
from tests.rules.strategies import positive, share, z

pytestmark = pytest.mark.uncompiled
index, rate, kind_of_job = (plain(getattr(module, name)) for name in ("index", "rate", "kind_of_job"))
P = replace(
    central().job_entry,
    intercept=-5.0,
    readiness=1.5,
    belief=1.0,
    effectiveness=0.25,
    trust=1.0,
    ordinary_hours=0.7,
    meetings=0.1,
    demands=0.3,
    ordinary_share=0.6,
    supported_share=0.5,
)


def test_an_average_client_in_full_trust_has_index_0() -> None:
    # 1.5 * 0 + 1 * 0 + 0.25 * 0 - 1 * (1 - 1) = 0
    assert index(0.0, 0.0, 0.0, 1.0, P) == 0.0


def test_index_is_the_sum_of_its_parts() -> None:
    # 1.5 * 2 + 1 * (-0.5) + 0.25 * 2 - 1 * (1 - 0.4) = 3 - 0.5 + 0.5 - 0.6 = 2.4
    assert index(2.0, -0.5, 2.0, 0.4, P) == pytest.approx(2.4)


def test_rate_without_and_with_meetings_demands_and_hours() -> None:
    # exp(-5 + 2) = exp(-3);  exp(-5 + 2 + 0.1 * 1 + 0.7) = exp(-2.2);  exp(-5 + 2 + 0.1 * 0.5 + 0.3 * 0.5) = exp(-2.8)
    assert rate(2.0, 0.0, 0.0, False, P) == pytest.approx(math.exp(-3.0))
    assert rate(2.0, 1.0, 0.0, True, P) == pytest.approx(math.exp(-2.2))
    assert rate(2.0, 0.5, 0.5, False, P) == pytest.approx(math.exp(-2.8))


@pytest.mark.parametrize(
    ("luck", "state"),
    [
        # ordinary below 0.6; supported below 0.6 + 0.4 * 0.5 = 0.8; new start above
        (0.5999, State.ORDINARY_JOB),
        (0.6001, State.SUPPORTED_JOB),
        (0.7999, State.SUPPORTED_JOB),
        (0.8001, State.NEW_START_JOB),
    ],
)
def test_the_kind_of_job(luck, state) -> None:
    assert kind_of_job(luck, P) == state


@given(z, z, z, share, positive)
def test_index_rises_with_readiness_belief_effectiveness_and_trust(readiness, belief, effectiveness, trust, more):
    base = index(readiness, belief, effectiveness, trust, P)
    assert index(readiness + more, belief, effectiveness, trust, P) > base
    assert index(readiness, belief + more, effectiveness, trust, P) > base
    assert index(readiness, belief, effectiveness + more, trust, P) > base
    assert index(readiness, belief, effectiveness, trust + more, P) > base


@given(z, share)
def test_rate_is_positive_and_rises_with_hours(entry_index, meetings) -> None:
    assert 0.0 < rate(entry_index, meetings, 0.0, False, P) < rate(entry_index, meetings, 0.0, True, P)
    assert rate(entry_index, meetings, 0.5, False, P) < rate(entry_index, meetings, 1.0, False, P)
