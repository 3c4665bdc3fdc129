"""Each element on clients made by hand."""

import math

import numpy as np
import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from simulation.model.draws.decisions import FIRST_OFFICE, N_OFFICE, Decision
from simulation.model.engine.replication import Replication
from simulation.model.evidence import fact
from simulation.model.indicators import Indicator
from simulation.model.interventions import GROUPS, group_bits, interventions, portfolio
from simulation.model.policies.elements import ELEMENTS
from simulation.model.state import CLIENT, State
from tests.conftest import differing_columns, environment, run, start
from tests.model.policies.offices import clients_of_a_run, clients_with, policy_of, propose, view_of
from tests.rows import each_row

I = Indicator  # noqa: E741 (short beside the answers)
USUAL = 1.0 / 13.0  # of weekly meetings: one a quarter
STEPS = ["managing_health", "everyday_life", "general_skills", "external_internship"]


def names(bits: int) -> set[str]:
    return {name for name, item in interventions().items() if int(bits) >> item.bit & 1}


def given(name: str, clients: np.ndarray, **view: object) -> list[set[str]]:
    return [names(bits) for bits in propose(name, view_of(clients, **view)).interventions]


# Staircase. Health acts on concentration, everyday life and health: two of three answers of 3 or more pass the step.


def test_a_new_client_begins_on_the_first_step() -> None:
    assert given("staircase", clients_with({I.HEALTH: [5]}, otherwise=5)) == [{"managing_health"}]


@each_row(
    ("concentration", "everyday_life", "health", "step"),
    [(3, 3, 1, 1), (1, 3, 5, 1), (5, 2, 2, 0), (2, 2, 2, 0), (3, 3, 3, 1)],
)
def test_the_health_step_is_passed_with_two_answers_of_three(concentration, everyday_life, health, step) -> None:
    answers = {I.CONCENTRATION: [concentration], I.EVERYDAY_LIFE: [everyday_life], I.HEALTH: [health]}
    clients = clients_with(answers, otherwise=1, plan_step=1, plan_quarters=2)
    assert given("staircase", clients) == [{STEPS[step]}]
    assert propose("staircase", view_of(clients)).plan_step.tolist() == [1 + step]


def test_the_social_step_is_passed_with_two_answers_of_three() -> None:
    # coping with everyday life acts on network, everyday life and health: two of three pass, one doesn't
    answers = {I.NETWORK: [3, 1], I.EVERYDAY_LIFE: [3, 3], I.HEALTH: [1, 1]}
    clients = clients_with(answers, otherwise=1, plan_step=2, plan_quarters=2)
    assert given("staircase", clients) == [{STEPS[2]}, {STEPS[1]}]


def test_a_step_lasts_two_quarters_at_least() -> None:
    clients = clients_with({I.HEALTH: [5, 5]}, plan_step=2, plan_quarters=[1, 2])
    assert given("staircase", clients) == [{STEPS[1]}, {STEPS[2]}]


def test_one_step_at_a_time_even_when_all_answers_are_5() -> None:
    clients = clients_with({I.HEALTH: [5, 5, 5, 5]}, plan_step=[1, 2, 3, 4], plan_quarters=9)
    assert given("staircase", clients) == [{STEPS[1]}, {STEPS[2]}, {STEPS[3]}, {STEPS[3]}]


def test_the_last_step_goes_on_whatever_the_answers() -> None:
    assert given("staircase", clients_with({I.HEALTH: [1]}, 1, plan_step=4, plan_quarters=40)) == [{STEPS[3]}]


def test_a_lapsed_plan_begins_from_the_first_step() -> None:
    assert given("staircase", clients_with({I.HEALTH: [5]}, plan_step=0, plan_quarters=0)) == [{STEPS[0]}]


@each_row(
    ("element", "first"),
    [
        ("staircase: {steps: [network, job_search]}", "network"),
        ("sequence: {steps: [network, job_search]}", "network"),
        ("two_tracks: {work: [measures: {interventions: [network]}], strengthening: []}", "network"),
    ],
)
def test_quarters_without_a_plan_in_steps_count_for_no_step(element: str, first: str) -> None:
    # four quarters under another plan, which notes no step; answers that would pass any step
    clients = clients_with({I.HEALTH: [5]}, plan_step=0, plan_quarters=4)
    own = policy_of(f"[during: {{first: 5, last: 9, elements: [{element}]}}]")
    proposal = propose(own, view_of(clients, 5))
    assert [names(bits) for bits in proposal.interventions] == [{first}]
    assert proposal.plan_step.tolist() == [1]


def test_observed_practice_that_begins_late_takes_nobody_s_groups_for_none() -> None:
    # nobody goes on with what wasn't begun: as many without measure as among clients who have just come
    late, new = np.zeros(20_000, CLIENT), np.zeros(20_000, CLIENT)
    late["plan_quarters"] = 4
    first, fresh = (propose("observed_mix", view_of(clients)) for clients in (late, new))
    assert np.array_equal(first.interventions, fresh.interventions)


def test_nobody_climbs_on_answers_never_given() -> None:
    # 0 stands for no answer yet and is below every gate
    assert given("staircase", clients_with({I.HEALTH: [0]}, 0, plan_step=1, plan_quarters=5)) == [{STEPS[0]}]


# Coordinated. What each acts on: managing health concentration, everyday life, health; everyday life network, everyday
# life, health; general skills knowledge, concentration, cooperation.


def test_the_two_with_the_largest_share_of_low_answers_accompany_the_internship() -> None:
    # health 3/3 (concentration, everyday life, health); social 2/3 (everyday life, health); competence 1/3
    clients = clients_with({I.CONCENTRATION: [1], I.EVERYDAY_LIFE: [2], I.HEALTH: [1]})
    assert given("coordinated", clients) == [{"external_internship", "managing_health", "everyday_life"}]
    # competence 2/3 (knowledge, cooperation); health 1/3 and social 1/3: of equals the first listed, health
    clients = clients_with({I.KNOWLEDGE: [1], I.COOPERATION: [2], I.HEALTH: [2]})
    assert given("coordinated", clients) == [{"external_internship", "general_skills", "managing_health"}]


def test_where_nothing_is_low_the_first_two_listed_accompany() -> None:
    assert given("coordinated", clients_with({I.HEALTH: [3]}, otherwise=3)) == [
        {"external_internship", "managing_health", "everyday_life"}
    ]


def test_coordinated_always_has_job_focus_and_three_measures() -> None:
    clients = np.zeros(300, CLIENT)
    clients["caseworker_answer"] = np.random.default_rng(1).integers(1, 6, clients["caseworker_answer"].shape)
    for chosen in given("coordinated", clients):
        assert "external_internship" in chosen
        assert len(chosen) == 3


def test_the_number_and_the_level_of_low_answers_can_be_set() -> None:
    options = "{job: job_search, accompanying: [managing_health, everyday_life], n_accompanying: 1, low: 3}"
    own = policy_of(f"[coordinated: {options}]")
    # low is now 3 or less: social 1/3 (network), health 0/3
    clients = clients_with({I.CONTACT: [3], I.NETWORK: [3]}, otherwise=4)
    assert given(own, clients) == [{"job_search", "everyday_life"}]


# Limits


@each_row("n", [1, 2, 3, 7])
def test_every_nth_quarter_serves_each_client_once_in_n_quarters(n: int) -> None:
    own = policy_of(f"[measures: {{interventions: [job_search]}}, every_nth_quarter: {{n: {n}}}]")
    clients, quarters = np.zeros(50, CLIENT), range(5, 5 + n)
    served = np.array([propose(own, view_of(clients, quarter)).interventions > 0 for quarter in quarters])
    assert np.array_equal(served.sum(axis=0), np.ones(50))


def test_the_dose_matched_arm_gives_exactly_a_third_of_the_coordinated_measures_over_three_quarters() -> None:
    clients = clients_with({I.HEALTH: [1] * 60})
    full = propose("coordinated", view_of(clients)).interventions
    for first in (1, 2, 6):
        over_three = [propose("coordinated_dose_matched", view_of(clients, first + k)).interventions for k in range(3)]
        assert np.array_equal(np.sum(over_three, axis=0), full)
        assert np.mean([bits > 0 for bits in over_three]) == pytest.approx(1 / 3)


def test_more_of_the_same_reaches_those_only_who_have_another_measure_of_the_group() -> None:
    own = policy_of(
        "[staircase: {steps: [managing_health, network]}, more_of_the_same: {interventions: [diet_and_exercise]}]"
    )
    clients = clients_with({I.HEALTH: [1, 1]}, 1, plan_step=[1, 2], plan_quarters=2)
    assert [names(bits) for bits in propose(own, view_of(clients)).interventions] == [
        {"managing_health", "diet_and_exercise"},
        {"network"},
    ]


@each_row("step", [1, 2, 3, 4])
def test_the_staircase_at_the_coordinated_dose_gives_three_measures_of_one_group_on_every_step(step: int) -> None:
    # the coordinated policy gives three measures in every quarter: one job-focused and two that accompany it
    clients = clients_with({I.HEALTH: [1]}, 1, plan_step=step, plan_quarters=1)
    assert [len(names(bits)) for bits in propose("coordinated", view_of(clients)).interventions] == [3]
    (matched,), (plain,) = (given(name, clients) for name in ("staircase_dose_matched", "staircase"))
    assert plain < matched
    assert len(matched) == 3
    assert len({interventions()[name].group for name in matched}) == 1


def test_the_staircase_at_the_coordinated_dose_climbs_as_the_staircase_does() -> None:
    clients = clients_of_a_run()
    plain, matched = (propose(name, view_of(clients)).plan_step for name in ("staircase", "staircase_dose_matched"))
    assert np.array_equal(plain, matched)


def test_every_nth_quarter_takes_back_contact_too_but_keeps_the_note_of_the_step() -> None:
    own = policy_of(
        "[staircase: {steps: [network, job_search]}, demands: {}, meetings: {a_quarter: 13}, every_nth_quarter: {n: 2}]"
    )
    clients = clients_with({I.NETWORK: [5, 5]}, plan_step=2, plan_quarters=2)
    # quarter 2: client 0 is on ((0 + 2) % 2 == 0), client 1 is off
    proposal = propose(own, view_of(clients, 2))
    assert proposal.dose("demands").tolist() == [1.0, 0.0]
    assert proposal.dose("meetings").tolist() == [1.0, USUAL]
    assert [names(bits) for bits in proposal.interventions] == [{"job_search"}, set()]
    assert proposal.plan_step.tolist() == [2, 2]


@each_row(("quarter", "share"), [(1, USUAL), (2, 1.0), (4, 1.0), (5, USUAL)])
def test_during_applies_from_its_first_to_its_last_quarter(quarter: int, share: float) -> None:
    own = policy_of("[during: {first: 2, last: 4, elements: [meetings: {a_quarter: 13}]}]")
    assert propose(own, view_of(np.zeros(3, CLIENT), quarter)).dose("meetings").tolist() == [share] * 3


def capacity(places: float, clients: np.ndarray, lots: np.ndarray) -> list[bool]:
    both = "measures: {interventions: [job_search, network]}"
    own = policy_of(f"[{both}, capacity: {{interventions: [job_search], places_per_100: {places}}}]")
    draws = {FIRST_OFFICE + row: lots for row in range(N_OFFICE)}
    proposed = [names(bits) for bits in propose(own, view_of(clients, draws=draws)).interventions]
    assert all("network" in chosen for chosen in proposed)
    return ["job_search" in chosen for chosen in proposed]


def test_places_go_to_those_who_draw_the_lowest_lots() -> None:
    # 50 of 100 for 4 clients: 2 places
    lots = np.array([0.9, 0.2, 0.6, 0.1])
    assert capacity(50, np.zeros(4, CLIENT), lots) == [False, True, False, True]


def test_places_are_counted_of_those_who_are_served() -> None:
    # of 4 clients one works and one has a new caseworker: 2 are served; 50 of 100 is 1 place
    clients = np.zeros(4, CLIENT)
    clients["state"] = [State.ORDINARY_JOB, 0, 0, 0]
    clients["has_new_caseworker"] = [0, 1, 0, 0]
    assert capacity(50, clients, np.array([0.1, 0.2, 0.6, 0.4]))[2:] == [False, True]


@each_row(("places", "n"), [(0, 0), (100, 100), (25, 25), (33.5, 33)])
def test_the_number_of_places(places: float, n: int) -> None:
    assert sum(capacity(places, np.zeros(100, CLIENT), np.linspace(0.001, 0.999, 100))) == n


def test_29_places_of_100_are_29() -> None:
    assert sum(capacity(29, np.zeros(100, CLIENT), np.linspace(0.001, 0.999, 100))) == 29


# Contact


def test_contact_is_proposed_as_shares_of_its_full_dose() -> None:
    own = policy_of(
        "[meetings: {a_quarter: 6.5}, demands: {strength: 0.5, sanctioned: 0.25}, employer_contact: {strength: 0.75},"
        " caseworker_practice: {close_relation: 0.1, belief_support: 0.2}]"
    )
    proposal = propose(own, view_of(np.zeros(1, CLIENT)))
    # 6.5 meetings of 13 weeks
    assert proposal.dose("meetings").tolist() == [0.5]
    assert (proposal.dose("demands")[0], proposal.dose("sanctioning")[0]) == (0.5, 0.25)
    for name, value in (("close_relation", 0.1), ("belief_support", 0.2), ("employer_contact", 0.75)):
        assert proposal.dose(name)[0] == value


def test_measures_add_to_what_is_already_proposed() -> None:
    own = policy_of("[measures: {interventions: [job_search]}, measures: {interventions: [network, job_search]}]")
    assert given(own, np.zeros(1, CLIENT)) == [{"job_search", "network"}]


def test_aig_adds_job_search_meetings_demands_and_sanctions_for_two_quarters() -> None:
    clients = np.zeros(200, CLIENT)
    for quarter, is_on in ((1, True), (2, True), (3, False)):
        proposal, usual = (propose(name, view_of(clients, quarter)) for name in ("aig_sanctions", "observed_mix"))
        bit = np.uint32(portfolio(["job_search"]) if is_on else 0)
        assert np.array_equal(proposal.interventions, usual.interventions | bit)
        for column in ("demands", "sanctioning"):
            assert np.all(proposal.dose(column) == float(is_on))
        assert np.all(proposal.dose("meetings") == (1.0 if is_on else USUAL))


def test_jobfirst_gives_an_internship_a_close_caseworker_and_employer_contact() -> None:
    proposal = propose("jobfirst", view_of(np.zeros(2, CLIENT)))
    assert [names(bits) for bits in proposal.interventions] == [{"external_internship"}] * 2
    for column in ("close_relation", "belief_support", "employer_contact"):
        assert np.all(proposal.dose(column) == 1.0)
    assert not proposal.dose("demands").any()


# Observed practice


def kinds_now(replication) -> np.ndarray:
    """Return the groups (bits) of what each client on benefit takes part in; lapsed plans hold nothing."""
    on_benefit = replication.clients[0]["state"] <= State.ORDINARY_HOURS
    bits = replication.clients[0]["interventions"][on_benefit]
    return sum(((bits & np.uint32(of_group)) != 0).astype(int) << bit for bit, of_group in enumerate(group_bits()))


@pytest.fixture(scope="module")
def observed() -> dict[int, np.ndarray]:
    """Return the kinds of portfolio in the first and the fourth quarter of a big run."""
    replication = start(["observed_mix"], environment(20_000, caseload=30))
    found = {}
    for quarter in range(1, 5):
        replication.begin_quarter()
        found[quarter] = kinds_now(replication)
        replication.advance_clients()
        replication.end_quarter()
    return found


JOB, COMPETENCE = 1 << GROUPS.index("job"), 1 << GROUPS.index("competence")
SINGLE = {"D3": "health", "D4": "social", "D5": "competence", "D6": "job"}


@each_row("quarter", [1, 4])
@each_row("fact_id", ["D1", "D2", *SINGLE, "D7", "D8"])
def test_observed_practice_has_the_published_shares_lapsed_plans_included(observed, quarter, fact_id) -> None:
    kinds = observed[quarter]
    n_groups = np.array([int(kind).bit_count() for kind in kinds])
    is_it = {
        "D1": n_groups == 0,
        "D2": n_groups == 1,
        **{key: kinds == 1 << GROUPS.index(group) for key, group in SINGLE.items()},
        "D7": n_groups >= 2,
        "D8": (n_groups >= 2) & (kinds & JOB != 0),
    }[fact_id]
    share = fact(fact_id).value / 99  # the published shares add up to 99
    assert is_it.mean() == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / len(kinds)))


def test_all_combinations_are_used_with_and_without_job_focus(observed) -> None:
    assert set(observed[1]) == set(range(16))


def test_observed_practice_goes_on_in_half_of_the_plans() -> None:
    clients = np.zeros(20_000, CLIENT)
    clients["plan_quarters"], clients["plan_step"] = 1, 1 + 15
    goes_on = propose("observed_mix", view_of(clients)).plan_step == 1 + 15
    # persistence 0.5, and of the rest the share of all four groups, chosen anew
    fresh = propose("observed_mix", view_of(np.zeros(20_000, CLIENT))).plan_step == 1 + 15
    expected = 0.5 + 0.5 * fresh.mean()
    assert goes_on.mean() == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 20_000))


def test_the_chosen_interventions_belong_to_the_noted_groups() -> None:
    proposal = propose("observed_mix", view_of(np.zeros(500, CLIENT)))
    for bits, note in zip(proposal.interventions, proposal.plan_step, strict=True):
        kind = int(note) - 1
        chosen = [interventions()[name].group for name in names(bits)]
        assert sorted(chosen) == sorted(group for bit, group in enumerate(GROUPS) if kind >> bit & 1)


def test_within_a_group_every_intervention_is_used() -> None:
    proposal = propose("observed_mix", view_of(np.zeros(5000, CLIENT)))
    assert set().union(*(names(bits) for bits in proposal.interventions)) == set(interventions())


@given_any(st.integers(0, 2**32 - 1))
def test_extreme_luck_gives_a_proposal_too(seed: int) -> None:
    generator = np.random.default_rng(seed)
    edge = np.array([2.0**-33, 1 - 2.0**-33])
    draws = {FIRST_OFFICE + row: generator.choice(edge, 4) for row in range(N_OFFICE)}
    proposal = propose("observed_mix", view_of(np.zeros(4, CLIENT), draws=draws))
    assert np.all(proposal.interventions < 1 << len(interventions()))
    assert np.all((proposal.plan_step >= 1) & (proposal.plan_step <= 16))


def test_luck_decides_the_group_by_the_published_order() -> None:
    # the first share is that of no measure: 23/99 less the lapsed 5.1 %, of the standing 94.9 %: 0.19107
    draws = {key: np.full(2, 0.5) for key in range(FIRST_OFFICE, FIRST_OFFICE + N_OFFICE)}
    draws[Decision.PORTFOLIO] = np.array([0.1910, 0.1912])
    proposal = propose("observed_mix", view_of(np.zeros(2, CLIENT), draws=draws))
    lapsed = 0.051
    assert (23 / 99 - lapsed) / (1 - lapsed) == pytest.approx(0.19107, abs=1e-5)
    assert proposal.plan_step.tolist() == [1, 1 + COMPETENCE]  # without job focus comes before with it


# Strength nothing


# Every element of the registry, each so that it does nothing.
ZERO = {
    "belief_building": "{management: 0, language: 0, sparring: 0}",
    "best_caseworkers": "{share: 0}",
    "capacity": "{interventions: [job_search, network, general_skills], places_per_100: 100}",
    "caseworker_practice": "{close_relation: 0, belief_support: 0}",
    "coordinated": None,
    "demands": "{strength: 0, sanctioned: 0}",
    "during": "{first: 300, last: 400, elements: [{demands: {}}, {fixed_caseworker: {}}, {best_caseworkers: {}}]}",
    "employer_contact": "{strength: 0}",
    "every_nth_quarter": "{n: 1}",
    "fixed_caseworker": "{remaining_changes: 1, direct_number: 0}",
    "incentives": "{bonus: 0, benefit_cut: 0}",
    "matching": "{strength: 0}",
    "measures": "{interventions: []}",
    "measures_of_groups": "{groups: []}",
    "meetings": "{a_quarter: 1}",  # as usual
    "more_of_the_same": "{interventions: []}",
    "observed_practice": "{}",  # twice is once: the same luck chooses the same
    "only_for": "{age_over: 120, elements: [{demands: {}}, {measures: {interventions: [network]}}, {matching: {}}]}",
    "professional": "{profession: doctor, intervention: network, lead_quarters: 0, places_per_100: 0}",
    "ranked_by": "{places_per_100: 0, elements: [{demands: {}}]}",
    "sequence": None,
    "smaller_caseloads": "{times_smaller: 1}",
    "staircase": None,
    "subsidised_places": "{strength: 0}",
    "two_tracks": None,
    "usual_capacity": "{share: 10}",
}
# Those that always give something do nothing when it is never their time.
GIVES = {
    "coordinated": "{job: job_search, accompanying: [network], n_accompanying: 1}",
    "sequence": "{steps: [job_search, network]}",
    "staircase": "{steps: [job_search, network]}",
    "two_tracks": "{work: [{demands: {}}], strengthening: [{meetings: {a_quarter: 13}}]}",
}
ONLY_WAITING = "professional"  # with no place nobody gets more or less, but some wait


def after(elements: str):
    replication = Replication(environment(), [policy_of(elements)], 7, 0)
    for _ in range(4):
        replication.step()
    return replication


@each_row("name", sorted(ELEMENTS))
def test_an_element_without_effect_equals_the_baseline_bit_for_bit(name: str) -> None:
    options = ZERO[name]
    if options is None:
        never = f"[during: {{first: 300, last: 301, elements: [{{{name}: {GIVES[name]}}}]}}]"
        base, zero = run(["no_intervention"]), after(never)
    else:
        base, zero = run(["observed_mix"]), after(f"[observed_practice: {{}}, {name}: {options}]")
    assert differing_columns(base.clients, zero.clients) == (["is_waiting"] if name == ONLY_WAITING else [])
    assert differing_columns(base.caseworkers, zero.caseworkers) == []


def test_all_of_them_together_equal_the_baseline_bit_for_bit() -> None:
    together = [f"{name}: {options}" for name, options in ZERO.items() if options and name != ONLY_WAITING]
    base, zero = run(["observed_mix"]), after(f"[observed_practice: {{}}, {', '.join(together)}]")
    assert differing_columns(base.clients, zero.clients) == []
    assert differing_columns(base.caseworkers, zero.caseworkers) == []


def test_sanctions_without_demands_change_nothing_but_the_plan() -> None:
    base, other = run(["observed_mix"]), after("[observed_practice: {}, demands: {strength: 0, sanctioned: 1}]")
    assert differing_columns(base.clients, other.clients) == ["sanctioning"]


def test_no_intervention_and_an_empty_list_of_measures_are_the_same() -> None:
    nothing, empty = after("[]"), after("[measures: {interventions: []}]")
    assert not nothing.clients["interventions"].any()
    assert differing_columns(nothing.clients, empty.clients) == []
