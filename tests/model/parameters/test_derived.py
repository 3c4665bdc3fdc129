"""What is worked out from the parameters keeps its promises: unit spread, published answers, stated gains."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from simulation.base.errors import InputError
from simulation.model.evidence import fact
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.interventions import COMPETENCE, HEALTH, JOB, SOCIAL
from simulation.model.parameters import Parameters, build_parameters, central, groups_of_parameters
from simulation.model.parameters.practice import observed_shares
from simulation.model.parameters.record import as_record, derive, readiness_push, stationary_sd, thresholds
from simulation.study.worlds import load_world
from tests.given import given_parameters


@pytest.mark.parametrize("fact_id", ["F7", "F8"])
def test_thresholds_give_the_published_answers(fact_id: str) -> None:
    published = np.array(fact(fact_id).as_share())
    cuts = [0.0, *(NormalDist().cdf(cut) for cut in thresholds(fact_id)), 1.0]
    assert np.diff(cuts) == pytest.approx(published / published.sum(), abs=1e-12)


def test_thresholds_rise(p: Parameters) -> None:
    assert np.all(np.diff(derive(p).client_threshold) > 0)
    assert np.all(np.diff(derive(p).caseworker_threshold) > 0)


def test_the_client_and_the_caseworker_have_their_own_thresholds(p: Parameters) -> None:
    assert tuple(derive(p).client_threshold) == thresholds("F8")
    assert tuple(derive(p).caseworker_threshold) == thresholds("F7")


def readiness_variance(parameters: Parameters) -> float:
    """Return the variance of readiness at intake from the parts it is made of."""
    derived, progression = derive(parameters), parameters.progression
    general = progression.setpoint_sd**2 + derived.deviation_sd**2
    shared = (derived.weight.sum() * progression.loading) ** 2 * general
    own = float(np.sum(derived.weight**2)) * derived.specific_sd**2
    return shared + own


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"progression": {"loading": 0.6, "setpoint_sd": 0.8}},
        {"progression": {"deviation_shock": 0.2, "return_rate": 0.5}},
        {"weights": {"health": 0.9}},
    ],
    ids=["central", "loading", "deviation", "weights"],
)
def test_readiness_has_sd_1_at_the_start(values: dict[str, dict[str, float]]) -> None:
    assert readiness_variance(build_parameters(values)) == pytest.approx(1.0, abs=1e-12)


def test_weights_keep_their_proportions(p: Parameters) -> None:
    raw = np.array([getattr(p.weights, indicator.id) for indicator in CARRIED])
    assert np.ptp(derive(p).weight / raw) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("parameters", "variance"), [(given_parameters(), 1.0), (central(), 0.9714)])
def test_indicators_have_sd_1_at_the_start_or_nearly_so(parameters: Parameters, variance: float) -> None:
    # 0.714^2 + 0.5^2 / (1 - 0.7^2) = 0.5098 + 0.4902 = 1 for the general level, and so for an indicator;
    # at the central values 0.7^2 + 0.5^2 / (1 - 0.675^2) = 0.4900 + 0.4593, times 0.75^2, plus 1 - 0.75^2: SD 0.986
    derived, progression = derive(parameters), parameters.progression
    general = progression.setpoint_sd**2 + derived.deviation_sd**2
    assert progression.loading**2 * general + derived.specific_sd**2 == pytest.approx(variance, abs=1e-4)


def test_answers_have_sd_1_at_the_start(p: Parameters) -> None:
    derived, q = derive(p), p.questionnaire
    assert q.reliability**2 + derived.client_error**2 == pytest.approx(1.0)
    assert q.reliability**2 + q.rater_leniency**2 + derived.item_error**2 == pytest.approx(1.0)
    assert p.belief.readiness**2 + p.belief.leniency**2 + derived.impression_sd**2 == pytest.approx(1.0)


def test_a_stationary_spread_reproduces_itself() -> None:
    # x' = 0.6 x + 0.8 e: variance 0.36 v + 0.64 = v  =>  v = 1
    assert stationary_sd(0.8, 0.4) == pytest.approx(1.0)
    # nothing is kept: x' = 0.5 e
    assert stationary_sd(0.5, 1.0) == 0.5


def test_specifics_and_deviation_keep_their_spread_from_quarter_to_quarter(p: Parameters) -> None:
    derived, kept = derive(p), 1.0 - p.progression.return_rate
    assert kept**2 * derived.specific_sd**2 + derived.specific_shock**2 == pytest.approx(derived.specific_sd**2)
    shock = p.progression.deviation_shock
    assert kept**2 * derived.deviation_sd**2 + shock**2 == pytest.approx(derived.deviation_sd**2)


@pytest.mark.parametrize(
    ("kind", "push"),
    [
        # nothing -0.06; without job focus -0.01; job 0.02 and 0.105 for each group with it
        (0, -0.06),
        (HEALTH, -0.01),
        (COMPETENCE | SOCIAL | HEALTH, -0.01),
        (JOB, 0.02),
        (JOB | HEALTH, 0.125),  # 0.02 + 0.105
        (JOB | HEALTH | SOCIAL, 0.23),  # 0.02 + 2 * 0.105
        (JOB | COMPETENCE | SOCIAL | HEALTH, 0.335),  # 0.02 + 3 * 0.105
    ],
)
def test_the_push_on_readiness_by_hand(kind: int, push: float) -> None:
    assert readiness_push(kind, given_parameters()) == pytest.approx(push)


def test_the_pushes_that_portfolios_are_made_of() -> None:
    derived = derive(given_parameters())
    found = derived.push_job_focus, derived.push_accompanying, derived.push_without_job_focus
    assert found == (0.02, 0.105, -0.01)
    # causal share 1: nothing is shared out to everybody; doing nothing costs -0.06 of readiness over all ten
    assert derived.push_everywhere == 0.0
    assert derived.push_without_measure * derived.weight.sum() == pytest.approx(-0.06)


def pushes(parameters: Parameters) -> np.ndarray:
    """Return what each kind of portfolio, one measure a group, gives readiness a quarter [16]."""
    d, found = derive(parameters), []
    for kind in range(16):
        everywhere = d.push_everywhere if kind else d.push_without_measure
        own = (
            d.push_job_focus + d.push_accompanying * (kind.bit_count() - 1) if kind & JOB else d.push_without_job_focus
        )
        found.append(everywhere * d.weight.sum() + (own if kind else 0.0))
    return np.array(found)


def read_as(**progression: float) -> Parameters:
    """Return the central values with nobody selected for measures, but for what is given."""
    nobody = {f"selection_{kind}": 0.0 for kind in ("job_focus", "accompanying", "without_job_focus")}
    return build_parameters({"progression": {**nobody, **progression}})


def test_the_causal_share_shrinks_what_portfolios_give_towards_the_average_of_practice() -> None:
    p = read_as(causal_share=1.0)
    whole = pushes(p)
    assert whole == pytest.approx([readiness_push(kind, p) for kind in range(16)])
    usual = float(observed_shares(p.practice) @ whole)
    none, half = (pushes(read_as(causal_share=share)) for share in (0.0, 0.5))
    assert none == pytest.approx(np.full(16, usual), abs=1e-14)
    assert half == pytest.approx((whole + usual) / 2, abs=1e-14)


def test_harder_cases_mean_that_measures_cause_more_than_was_published() -> None:
    p = read_as(causal_share=1.0)
    whole = pushes(p)
    usual = float(observed_shares(p.practice) @ whole)
    assert pushes(read_as(causal_share=2.0)) == pytest.approx(2 * whole - usual)


def test_selection_by_kind_is_taken_off_what_was_published() -> None:
    p = read_as()
    chosen = {"selection_job_focus": 0.01, "selection_accompanying": -0.02, "selection_without_job_focus": 0.03}
    caused, published = pushes(read_as(**chosen)), pushes(p)
    less = published - caused
    # against taking part in nothing, where nobody was chosen for anything
    assert less[JOB] - less[0] == pytest.approx(0.01)
    assert less[JOB | HEALTH | SOCIAL] - less[0] == pytest.approx(0.01 - 2 * 0.02)
    assert less[HEALTH] - less[0] == less[COMPETENCE | SOCIAL] - less[0] == pytest.approx(0.03)
    # what practice gives on average is published, whoever was chosen
    assert observed_shares(p.practice) @ caused == pytest.approx(observed_shares(p.practice) @ published)


def test_worlds_of_selection_by_kind_by_hand(p: Parameters) -> None:
    combined, single = (
        pushes(build_parameters(load_world(name).parameters)) for name in ("combined_selected", "single_selected")
    )
    # What worlds take off stands beside the central values that it is taken off: after a change of these, change those.
    assert (p.progression.gain_job_focus, p.progression.gain_accompanying) == (0.0225, 0.114)
    assert (p.progression.gain_without_job_focus, p.progression.gain_without_measure) == (-0.01, -0.069)
    assert combined[JOB | HEALTH | SOCIAL] == pytest.approx(combined[JOB])  # 0.0225 + 2 * (0.114 - 0.114)
    assert combined[JOB] - combined[0] == pytest.approx(0.0225 + 0.069)
    assert single[JOB] == pytest.approx(single[0])  # 0.0225 - 0.0915 = -0.069
    assert single[HEALTH] == pytest.approx(single[0])  # -0.01 - 0.059 = -0.069
    assert single[JOB | HEALTH | SOCIAL] - single[0] == pytest.approx(0.2505 + 0.069)  # 0.0225 + 2 * 0.114


def test_hope_reaches_the_belief_in_a_job_and_job_search_alone(p: Parameters) -> None:
    assert set(np.flatnonzero(derive(p).hope)) == {Indicator.OWN_BELIEF, Indicator.JOB_SEARCH}
    assert derive(p).hope.sum() == 2.0


def test_the_best_quarter_is_the_mean_above_the_upper_quartile(p: Parameters) -> None:
    # phi(0.6745) / 0.25 = 0.31778 / 0.25 = 1.2711
    normal = NormalDist()
    assert derive(p).best_effectiveness == pytest.approx(normal.pdf(normal.inv_cdf(0.75)) / 0.25, abs=5e-5)


def test_observed_shares_by_hand(p: Parameters) -> None:
    # of 99: none 23, job 24, all seven combinations with job 18, four without it 8
    shares = observed_shares(p.practice)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[[0, JOB]] == pytest.approx([23 / 99, 24 / 99])
    assert shares[JOB | HEALTH] == shares[15] == pytest.approx(18 / 99 / 7)
    assert shares[SOCIAL | HEALTH] == shares[COMPETENCE | SOCIAL | HEALTH] == pytest.approx(8 / 99 / 4)


def test_the_record_holds_every_parameter(p: Parameters) -> None:
    record = as_record(p)
    assert record.shape == (1,)
    for group in groups_of_parameters():
        for name, value in vars(getattr(p, group)).items():
            assert record[group][name][0] == value


def test_the_record_holds_what_is_derived(p: Parameters) -> None:
    record, derived = as_record(p), derive(p)
    for name, value in vars(derived).items():
        assert np.array_equal(record["derived"][name][0], value)


def test_the_layout_does_not_depend_on_the_values(p: Parameters) -> None:
    assert as_record(p).dtype == as_record(build_parameters({"trust": {"gain": 1}})).dtype


def test_no_spread_is_left_over_when_belief_is_all_readiness() -> None:
    derived = derive(build_parameters({"belief": {"readiness": 0.9, "leniency": 0.0}}))
    # sqrt(1 - 0.81) = sqrt(0.19)
    assert derived.impression_sd == pytest.approx(math.sqrt(0.19))


@pytest.mark.parametrize(
    "values",
    [
        {"progression": {"return_rate": 0.0}},
        {"distress": {"return_rate": 0.0}},
        {"practice": {"none": 0.0}},
        {"weights": {"health": 0.0}},
        {"belief": {"readiness": 0.9, "leniency": 0.9}},  # 0.81 + 0.81 is above 1
        {"questionnaire": {"reliability": 0.95, "rater_leniency": 0.4}},  # 0.9025 + 0.16 is above 1
        {"matched_jobs": {"ordinary_women": 0.7}},  # 0.7 + 0.364 is above 1
        {"matched_jobs": {"supported_men": 0.8}},  # 0.27 + 0.8 is above 1
    ],
    ids=str,
)
def test_values_that_nothing_can_be_worked_out_from_are_refused(values) -> None:
    with pytest.raises(InputError):
        build_parameters(values)
