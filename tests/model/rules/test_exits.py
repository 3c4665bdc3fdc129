"""Ways off benefit: each rate by hand, and how they share one uniform."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.parameters import central
from simulation.model.rules import exits as module
from simulation.model.rules.exits import REFUSED, STAYS, TO_EDUCATION, TO_JOB, TO_OTHER, TO_PENSION
from tests.conftest import plain
from tests.model.rules.strategies import positive, share, uniform, z

pytestmark = pytest.mark.uncompiled
RULES = ("education_log_rate", "application_log_rate", "other_exit_rate", "competing_exit", "always_stays")
education_log_rate, application_log_rate, other_exit_rate, competing_exit, always_stays = (
    plain(getattr(module, name)) for name in RULES
)
P = replace(
    central().exits,
    other_exit=0.004,
    withdrawal_factor=1.5,
    pension_application=-6.0,
    award_share=0.4,
    pension_distress=0.5,
    education=-5.0,
    education_readiness=0.25,
)
rate = st.floats(0.0, 2.0)
ENDS = (TO_JOB, TO_EDUCATION, TO_PENSION, REFUSED, TO_OTHER)  # in the order of the rates


def test_rate_of_starting_education() -> None:
    # -5 + 0.25 * 0 = -5;  -5 + 0.25 * 4 = -4
    assert education_log_rate(0.0, P) == pytest.approx(-5)
    assert education_log_rate(4.0, P) == pytest.approx(-4)


def test_rate_of_applying_for_a_pension() -> None:
    # -6 + 0.5 * 0 = -6;  -6 + 0.5 * 2 = -5
    assert application_log_rate(0.0, P) == pytest.approx(-6)
    assert application_log_rate(2.0, P) == pytest.approx(-5)


def test_other_exits_are_half_as_common_again_under_full_demands() -> None:
    # 0.004 * (1 + 0.5 * 0) = 0.004;  0.004 * (1 + 0.5 * 1) = 0.006;  0.004 * (1 + 0.5 * 0.5) = 0.005
    assert other_exit_rate(0.0, P) == pytest.approx(0.004)
    assert other_exit_rate(1.0, P) == pytest.approx(0.006)
    assert other_exit_rate(0.5, P) == pytest.approx(0.005)


# Rates 0.1, 0.2, 0.15, 0.15 and 0.4 (total 1): one strikes with probability 1 - exp(-1) = 0.63212, so the shares are
# 0.06321, 0.12642, 0.09482, 0.09482 and 0.25285. From the low end: job to 0.06321, education to 0.18964. From the high
# end: other from 1 - 0.25285 = 0.74715, pension from 0.74715 - 0.09482 = 0.65233, refusal from 0.55751.
@pytest.mark.parametrize(
    ("luck", "exit"),
    [
        (0.0632, TO_JOB),
        (0.0633, TO_EDUCATION),
        (0.1896, TO_EDUCATION),
        (0.1897, STAYS),
        (0.5575, STAYS),
        (0.5576, REFUSED),
        (0.6523, REFUSED),
        (0.6524, TO_PENSION),
        (0.7471, TO_PENSION),
        (0.7472, TO_OTHER),
        (0.9999, TO_OTHER),
    ],
)
def test_the_uniform_is_cut_in_proportion_to_the_rates(luck, exit) -> None:
    assert competing_exit(0.1, 0.2, 0.15, 0.15, 0.4, luck) == exit


def test_a_single_rate_strikes_with_its_own_probability() -> None:
    # 1 - exp(-ln 2) = 1/2: jobs take the lower half, refusals the upper
    assert competing_exit(math.log(2), 0.0, 0.0, 0.0, 0.0, 0.4999) == TO_JOB
    assert competing_exit(math.log(2), 0.0, 0.0, 0.0, 0.0, 0.5001) == STAYS
    assert competing_exit(0.0, 0.0, 0.0, math.log(2), 0.0, 0.4999) == STAYS
    assert competing_exit(0.0, 0.0, 0.0, math.log(2), 0.0, 0.5001) == REFUSED


@given(uniform)
def test_nobody_leaves_where_all_rates_are_0(luck) -> None:
    assert competing_exit(0.0, 0.0, 0.0, 0.0, 0.0, luck) == STAYS


@given(rate, rate, rate, rate, rate, uniform)
def test_a_rate_of_0_never_strikes(job, education, award, refusal, other, luck) -> None:
    assert competing_exit(0.0, education, award, refusal, other, luck) != TO_JOB
    assert competing_exit(job, 0.0, award, refusal, other, luck) != TO_EDUCATION
    assert competing_exit(job, education, 0.0, refusal, other, luck) != TO_PENSION
    assert competing_exit(job, education, award, 0.0, other, luck) != REFUSED


@given(st.tuples(rate, rate, rate, rate, rate).filter(lambda rates: 0.01 < sum(rates) < 2.0))
def test_shares_over_an_even_grid_are_those_of_competing_rates(rates) -> None:
    n = 500
    exits = [competing_exit(*rates, (place + 0.5) / n) for place in range(n)]
    leaving = (1.0 - math.exp(-sum(rates))) / sum(rates)
    for exit, expected in zip(ENDS, rates, strict=True):
        assert exits.count(exit) / n == pytest.approx(expected * leaving, abs=2 / n)


def test_who_surely_stays_is_seen_without_an_exponential() -> None:
    # with rates below 0.05 and others at 0.02: between 0.05 + 0.05 = 0.1 and 1 - 0.05 - 0.02 = 0.93
    assert [always_stays(-3.1, -4.0, -5.0, 0.02, luck) for luck in (0.1, 0.101, 0.929, 0.931)] == [0, 1, 1, 0]
    # a rate of exp(-2.9) = 0.055 may take more than that
    assert not always_stays(-2.9, -4.0, -5.0, 0.02, 0.5)
    assert not always_stays(-4.0, -2.9, -5.0, 0.02, 0.5)
    assert not always_stays(-4.0, -4.0, -2.9, 0.02, 0.5)


log_rate = st.floats(-40.0, -2.5)


@given(log_rate, log_rate, log_rate, share, st.floats(0.0, 0.9), uniform)
def test_who_surely_stays_stays(job, education, application, award_share, other, luck) -> None:
    if always_stays(job, education, application, other, luck):
        applying = math.exp(application)
        award, refusal = applying * award_share, applying * (1.0 - award_share)
        assert competing_exit(math.exp(job), math.exp(education), award, refusal, other, luck) == STAYS


@given(st.floats(0.0, 0.9), uniform)
def test_nearly_all_who_stay_are_seen_to_where_rates_are_low(other, luck) -> None:
    assert always_stays(-4.0, -5.0, -6.0, other, luck) == (0.1 < luck < 0.95 - other)


@given(rate, share, uniform)
def test_how_many_apply_does_not_depend_on_how_many_are_granted(application, award_share, luck) -> None:
    """Applications strike with probability 1 - exp(-rate), whatever becomes of them."""
    award, refusal = application * award_share, application * (1.0 - award_share)
    applies = competing_exit(0.0, 0.0, award, refusal, 0.0, luck) in (TO_PENSION, REFUSED)
    edge = math.exp(-application)
    if abs(luck - edge) > 1e-9:
        assert applies == (luck > edge)


@given(rate, share, share, uniform)
def test_more_grants_take_no_pension_from_anybody(application, award_share, more, luck) -> None:
    low, high = sorted((award_share, more))

    def exit(granted: float) -> int:
        return competing_exit(0.01, 0.01, application * granted, application * (1.0 - granted), 0.01, luck)

    if exit(low) == TO_PENSION:
        assert exit(high) == TO_PENSION


@given(rate, positive, rate, rate, rate, rate, uniform)
def test_a_higher_job_rate_takes_no_job_from_anybody(job, more, education, award, refusal, other, luck) -> None:
    if competing_exit(job, education, award, refusal, other, luck) == TO_JOB:
        assert competing_exit(job + more, education, award, refusal, other, luck) == TO_JOB


@given(z, positive, share)
def test_rates_rise(value, more, demands) -> None:
    assert education_log_rate(value, P) < education_log_rate(value + more, P)
    assert application_log_rate(value, P) < application_log_rate(value + more, P)
    assert 0.0 < other_exit_rate(0.0, P) <= other_exit_rate(demands, P)


def test_an_overwhelming_rate_leaves_no_nan() -> None:
    assert competing_exit(math.inf, 0.1, 0.1, 0.1, 0.1, 0.5) == TO_JOB
