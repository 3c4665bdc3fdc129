"""Job entry: the log rate is a sum, and the kind of job is cut from one uniform."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.parameters import central
from simulation.model.rules import job_entry as module
from simulation.model.state import State
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, uniform, z

pytestmark = pytest.mark.uncompiled
index, contact, service, log_rate, own_employer_rate, kind_of_job = (
    plain(getattr(module, name))
    for name in ("index", "contact", "service", "log_rate", "own_employer_rate", "kind_of_job")
)
P = replace(
    central().job_entry,
    intercept=-5.0,
    readiness=1.5,
    belief=1.0,
    effectiveness=0.25,
    trust=1.0,
    ordinary_hours=0.7,
    meetings=0.1,
    meetings_readiness=0.05,
    demands=0.3,
    lock_in=-0.4,
    matching=math.log(2),
    subsidy=math.log(2),
    own_employer=0.004,
    own_employer_network=0.5,
    ordinary_share=0.6,
    supported_share=0.5,
)
MATCHED = replace(central().matched_jobs, ordinary_women=0.4, supported_women=0.4, ordinary_men=0.3, supported_men=0.3)
WOMAN, MAN = False, True


def test_an_average_client_in_full_trust_has_index_0() -> None:
    # 1.5 * 0 + 1 * 0 + 0.25 * 0 - 1 * (1 - 1) = 0
    assert index(0.0, 0.0, 0.0, 1.0, P) == 0.0


def test_index_is_the_sum_of_its_parts() -> None:
    # 1.5 * 2 + 1 * (-0.5) + 0.25 * 2 - 1 * (1 - 0.4) = 3 - 0.5 + 0.5 - 0.6 = 2.4
    assert index(2.0, -0.5, 2.0, 0.4, P) == pytest.approx(2.4)


def test_meetings_help_those_nearer_work_more() -> None:
    # (0.1 + 0.05 * 0) * 1 = 0.1;  (0.1 + 0.05 * 2) * 1 = 0.2;  (0.1 - 0.05 * 2) * 1 = 0;  (0.1 + 0.05) * 0.5 = 0.075
    assert contact(0.0, 1.0, 0.0, P) == pytest.approx(0.1)
    assert contact(2.0, 1.0, 0.0, P) == pytest.approx(0.2)
    assert contact(-2.0, 1.0, 0.0, P) == pytest.approx(0.0)
    assert contact(1.0, 0.5, 0.0, P) == pytest.approx(0.075)


def test_demands_add_the_same_to_everybody() -> None:
    # 0.3 * 0.5 = 0.15 at any readiness
    assert contact(-3.0, 0.0, 0.5, P) == contact(3.0, 0.0, 0.5, P) == pytest.approx(0.15)


def test_fewer_meetings_than_usual_cost_those_nearer_work_more() -> None:
    # none at all where one of 13 is usual: (0.1 + 0.05 * 2) * (-1 / 13) = -0.01538
    assert contact(2.0, -1.0 / 13.0, 0.0, P) == pytest.approx(-0.01538, abs=1e-5)


def test_matching_and_subsidies_add_up() -> None:
    # ln 2 * 0.5 = 0.3466;  ln 2 * 1 = 0.6931;  together 1.0397
    assert service(0.5, 0.0, P) == pytest.approx(0.3466, abs=5e-5)
    assert service(0.0, 1.0, P) == pytest.approx(0.6931, abs=5e-5)
    assert service(0.5, 1.0, P) == pytest.approx(1.0397, abs=1e-4)


def test_log_rate_with_plan_lock_in_hours_and_tightness() -> None:
    # -5 + 2 = -3;  -5 + 2 + 0.1 + 0.7 = -2.2
    assert log_rate(2.0, 0.0, 0.0, False, 0.0, P) == pytest.approx(-3.0)
    assert log_rate(2.0, 0.1, 0.0, True, 0.0, P) == pytest.approx(-2.2)
    # half the week locked in: -5 + 2 - 0.4 * 0.5 = -3.2;  a slump of a half: -5 + 2 - 0.5 = -3.5
    assert log_rate(2.0, 0.0, 0.5, False, 0.0, P) == pytest.approx(-3.2)
    assert log_rate(2.0, 0.0, 0.0, False, -0.5, P) == pytest.approx(-3.5)


def test_jobs_by_the_client_s_own_employer() -> None:
    # 1 * 0.004 * exp(0.5 * 0) = 0.004;  0.5 * 0.004 * exp(0.5 * 2) = 0.002 e = 0.005437
    assert own_employer_rate(1.0, 0.0, 0.0, P) == pytest.approx(0.004)
    assert own_employer_rate(0.5, 2.0, 0.0, P) == pytest.approx(0.005437, abs=1e-6)
    # a boom of ln 2 doubles it;  nobody acts on it without a responsive caseworker
    assert own_employer_rate(1.0, 0.0, math.log(2), P) == pytest.approx(0.008)
    assert own_employer_rate(0.0, 5.0, 1.0, P) == 0.0


@pytest.mark.parametrize("is_man", [WOMAN, MAN])
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
def test_the_kind_of_job_without_matching_is_the_same_for_both_sexes(is_man, luck, state) -> None:
    assert kind_of_job(is_man, 0.0, 0.0, luck, P, MATCHED) == state


@pytest.mark.parametrize(
    ("is_man", "matching", "subsidy", "ordinary_below", "supported_below"),
    [
        # Matching doubles entries: half of them are there without it and of the usual kinds, the others of its own.
        # 0.5 * 0.6 + 0.5 * 0.4 = 0.5; and 0.5 * 0.2 + 0.5 * 0.4 = 0.3 more
        (WOMAN, 1.0, 0.0, 0.5, 0.8),
        # 0.5 * 0.6 + 0.5 * 0.3 = 0.45; and 0.5 * 0.2 + 0.5 * 0.3 = 0.25 more
        (MAN, 1.0, 0.0, 0.45, 0.7),
        # Half the dose: exp(-ln 2 / 2) = 0.7071 usual; 0.7071 * 0.6 + 0.2929 * 0.4 = 0.5414, and 0.2586 more
        (WOMAN, 0.5, 0.0, 0.541421, 0.8),
        # The subsidy doubles entries: half of them are there without it, the others are supported.
        # 0.5 * 0.6 = 0.3; 0.5 * 0.8 + 0.5 = 0.9
        (WOMAN, 0.0, 1.0, 0.3, 0.9),
        # Both: a quarter is usual; of the added three quarters half are matching's, half the subsidy's.
        # 0.25 * 0.6 + 0.375 * 0.3 = 0.2625; and 0.25 * 0.2 + 0.375 * 0.3 + 0.375 = 0.5375 more
        (MAN, 1.0, 1.0, 0.2625, 0.8),
    ],
)
def test_the_kind_of_job_under_matching_and_subsidy(is_man, matching, subsidy, ordinary_below, supported_below) -> None:
    def kind(luck: float) -> int:
        return kind_of_job(is_man, matching, subsidy, luck, P, MATCHED)

    assert kind(ordinary_below - 1e-6) == State.ORDINARY_JOB
    assert kind(ordinary_below + 1e-6) == State.SUPPORTED_JOB
    assert kind(supported_below - 1e-6) == State.SUPPORTED_JOB
    assert kind(supported_below + 1e-6) == State.NEW_START_JOB


@given(st.booleans(), share, uniform)
def test_a_subsidy_that_costs_entries_adds_no_supported_jobs(is_man, matching, luck) -> None:
    harmful = replace(P, subsidy=-1.0)
    assert kind_of_job(is_man, matching, 1.0, luck, harmful, MATCHED) == kind_of_job(
        is_man, matching, 0.0, luck, P, MATCHED
    )


@given(z, z, z, share, positive)
def test_index_rises_with_readiness_belief_effectiveness_and_trust(readiness, belief, effectiveness, trust, more):
    base = index(readiness, belief, effectiveness, trust, P)
    assert index(readiness + more, belief, effectiveness, trust, P) > base
    assert index(readiness, belief + more, effectiveness, trust, P) > base
    assert index(readiness, belief, effectiveness + more, trust, P) > base
    assert index(readiness, belief, effectiveness, trust + more, P) > base


@given(z, z, share, z, positive)
def test_rate_is_positive_and_moves_the_right_way(entry_index, plan, lock_in, tightness, more) -> None:
    base = log_rate(entry_index, plan, lock_in, False, tightness, P)
    assert base < log_rate(entry_index, plan, lock_in, True, tightness, P)
    assert log_rate(entry_index, plan, lock_in + more, False, tightness, P) < base
    assert base < log_rate(entry_index, plan + more, lock_in, False, tightness, P)
    assert base < log_rate(entry_index, plan, lock_in, False, tightness + more, P)


@given(share, z, z, positive)
def test_own_employer_rate_never_falls(responsiveness, network, tightness, more) -> None:
    base = own_employer_rate(responsiveness, network, tightness, P)
    assert base >= 0.0
    assert own_employer_rate(responsiveness + more, network, tightness, P) > base
    assert own_employer_rate(responsiveness, network + more, tightness, P) >= base


@given(st.booleans(), share, share, uniform)
def test_matching_without_effect_leaves_every_job_of_the_kind_that_it_was(is_man, matching, subsidy, luck) -> None:
    neutral = replace(P, matching=0.0, subsidy=0.0)
    usual = kind_of_job(is_man, 0.0, 0.0, luck, P, MATCHED)
    assert kind_of_job(is_man, matching, subsidy, luck, neutral, MATCHED) == usual


@given(share, share)
def test_what_is_not_done_changes_nothing(matching, subsidy) -> None:
    neutral = replace(P, matching=0.0, subsidy=0.0)
    assert service(matching, subsidy, neutral) == 0.0
    assert service(0.0, 0.0, P) == 0.0
