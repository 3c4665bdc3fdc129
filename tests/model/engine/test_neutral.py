"""A dose without effect, or an effect without dose, is the same as neither, bit for bit; with both, something moves."""

from collections.abc import Mapping

import numpy as np
import pytest

from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.engine.replication import Replication
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.parameters import central
from simulation.model.state import State
from tests.conftest import differing_columns, environment, policies, run
from tests.model.engine.environments import LIVELY, Give, after, giving, policy_that, with_measures
from tests.rows import each_row

Values = Mapping[str, Mapping[str, float]]
JOBS = central().job_entry
NEUTRAL: Mapping[str, Values] = {
    "responsiveness": {"job_entry": {"own_employer": 0.0}},
    "extra_time": {"client_time": {"effect": 0.0}},
    "matching": {"job_entry": {"matching": 0.0}},
    "subsidy": {"job_entry": {"subsidy": 0.0}},
    "bonus": {"incentives": {"bonus": 0.0}},
    "benefit_cut": {"incentives": {"benefit_cut": 0.0}, "distress": {"benefit_cut": 0.0}},
    "belief_building": {"leniency": {"building": 0.0}},
    "celebrating": {"leniency": {"victories": 0.0}},
    "sparring": {"leniency": {"sparring": 0.0}},
}


def lively(values: Values) -> Values:
    groups = {*LIVELY, *values}
    return {group: {**LIVELY.get(group, {}), **values.get(group, {})} for group in groups}


def differences(one: Replication, other: Replication) -> set[str]:
    return {
        *differing_columns(one.clients, other.clients),
        *differing_columns(one.caseworkers, other.caseworkers),
    }


@each_row("dose", NEUTRAL)
def test_a_dose_without_effect_changes_nothing(dose: str) -> None:
    small = environment(parameters=lively(NEUTRAL[dose]))
    assert differences(after(giving(dose), 4, small), after(giving(dose, 0.0), 4, small)) == {dose}


@each_row("dose", [*DOSES, *CASEWORKER_DOSES])
def test_a_dose_with_effect_moves_more_than_itself(dose: str) -> None:
    # sanctions need demands, and both may be there already
    base = [Give("demands", 1.0)] if dose == "sanctioning" else []
    effects = {"job_entry": {"intercept": -2.5, "demands": 0.5, "own_employer": 0.01}, "leniency": {"victories": 0.1}}
    small = environment(parameters=lively(effects))
    with_it, without = policy_that(*base, Give(dose, 1.0)), policy_that(*base)
    assert len(differences(after(with_it, 4, small), after(without, 4, small))) > 1


def parameters_without_dose() -> list[Values]:
    return [
        {"job_entry": {"own_employer": 0.01, "own_employer_network": 1.0, "matching": 1.0}},
        {"client_time": {"effect": 1.0, "by_contact": 0.5, "by_belief": 0.5}},
        {"job_entry": {"subsidy": 1.0, "meetings_readiness": 1.0}, "matched_jobs": {"ordinary_women": 0.0}},
        {"incentives": {"bonus": 3.0, "benefit_cut": 3.0, "near": 0.0}, "distress": {"benefit_cut": 1.0}},
        {"leniency": {"building": 2.0, "victories": 2.0, "sparring": 1.0, "speed": 1.0}},
        # one measure a group: what a second would add doesn't matter
        {"progression": {"second_measure": 0.0}},
        {"practice": {"selection": 0.9}},
    ]


@each_row("values", parameters_without_dose(), ids=str)
def test_an_effect_without_dose_changes_nothing(values: Values) -> None:
    # a policy that doesn't give measures by observed practice, nor any of these doses
    policy = with_measures("job_search", "network")
    assert differences(after(policy, 4, environment(parameters=values)), after(policy, 4, environment())) == set()


@each_row(
    ("parameter", "value"),
    [
        (("belief", "contagion"), 0.0),
        (("distress", "belief"), 0.0),
        (("distress", "refusal"), 0.0),
        (("job_entry", "lock_in"), 0.0),
        (("exits", "award_share"), 1.0),
        (("leniency", "experience"), 0.1),
        (("progression", "second_measure"), 0.0),
    ],
)
def test_parameters_that_act_under_every_policy_do_act(parameter: tuple[str, str], value: float) -> None:
    group, name = parameter
    policy = with_measures("external_internship", "network", "social_mentor")
    values = lively({group: {name: value}})
    assert differences(
        after(policy, 6, environment(parameters=values)), after(policy, 6, environment(parameters=LIVELY))
    )


def nudged(values: Values, column: str, moved: str) -> bool:
    """Say whether a higher `column` before the quarter moves the column `moved` in it."""
    one, other = (Replication(environment(parameters=values), policies("observed_mix"), 7, 0) for _ in range(2))
    other.clients[column] += 1.0
    for replication in (one, other):
        replication.step()
    return moved in differing_columns(one.clients, other.clients)


def test_without_contagion_the_caseworker_s_belief_leaves_the_indicators_alone() -> None:
    assert not nudged({"belief": {"contagion": 0.0}}, "belief", "gain")
    assert nudged({}, "belief", "gain")


def test_without_its_effect_the_caseworker_s_belief_leaves_distress_alone() -> None:
    assert not nudged({"distress": {"belief": 0.0}}, "impression", "distress")
    assert nudged({}, "impression", "distress")


def test_belief_carries_over_to_two_indicators_by_hand() -> None:
    small = environment(parameters={"belief": {"contagion": 0.04}})
    replication = Replication(small, policies("no_intervention"), 7, 0)
    before = replication.clients[0].copy()
    replication.begin_quarter()
    trust = replication.clients[0]["trust"].copy()
    replication.advance_clients()
    # 0.04 SD a quarter per SD of belief, times trust
    hope = 0.04 * before["belief"] * trust
    found = replication.clients[0]["gain"]
    passive = found[:, Indicator.KNOWLEDGE]  # what doing nothing costs, without hope
    assert np.allclose(passive, passive[0])
    for indicator in CARRIED:
        reached = indicator in (Indicator.OWN_BELIEF, Indicator.JOB_SEARCH)
        assert found[:, indicator] - passive == pytest.approx(hope if reached else 0.0 * hope, abs=1e-12)


def test_an_award_share_of_1_refuses_nobody_and_of_0_grants_nothing() -> None:
    granted = run(["observed_mix"], 6, environment(parameters=lively({"exits": {"award_share": 1.0}}))).clients
    refused = run(["observed_mix"], 6, environment(parameters=lively({"exits": {"award_share": 0.0}}))).clients
    assert not granted["n_pension_refusals"].any()
    assert (granted["state"] == State.DISABILITY_PENSION).any()
    assert not (refused["state"] == State.DISABILITY_PENSION).any()
    assert refused["n_pension_refusals"].max() >= 2  # who is refused may apply again


def test_a_new_caseworker_takes_the_plan_but_neither_incentives_nor_the_caseload() -> None:
    lasting = {"extra_time", "bonus", "benefit_cut"}
    policy = policy_that(*(Give(dose, 1.0) for dose in DOSES), Give("is_waiting", True))
    replication = after(policy, 1)
    new = replication.clients[0]["has_new_caseworker"] == 1
    assert new.any()
    for dose in (*DOSES, "is_waiting"):
        assert np.all(replication.clients[0][dose][~new] == 1.0)
        assert np.all(replication.clients[0][dose][new] == (1.0 if dose in lasting else 0.0)), dose


def test_who_is_not_served_has_no_dose_at_all() -> None:
    replication = Replication(environment(), [policy_that(*(Give(dose, 1.0) for dose in DOSES))], 7, 0)
    replication.clients["state"][:] = State.EDUCATION
    replication.begin_quarter()
    assert not any(replication.clients[dose].any() for dose in DOSES)
