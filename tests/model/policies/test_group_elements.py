"""Elements for some clients, tracks, sequences, professionals and capacity, on clients made by hand."""

from __future__ import annotations

import numpy as np

from simulation.model.draws.decisions import FIRST_OFFICE, N_OFFICE, Decision
from simulation.model.indicators import Indicator
from simulation.model.interventions import GROUPS, interventions, portfolio
from simulation.model.policies.elements.two_tracks import STRENGTHENING, WORK
from simulation.model.state import CLIENT, State
from tests.conftest import policies
from tests.model.policies.offices import clients_with, policy_of, propose, view_of
from tests.rows import each_row

I = Indicator  # noqa: E741 (short beside the answers)
USUAL = 1.0 / 13.0  # of weekly meetings: one a quarter


def names(bits: int) -> set[str]:
    return {name for name, item in interventions().items() if int(bits) >> item.bit & 1}


def given(elements: str, clients: np.ndarray, **view: object) -> list[set[str]]:
    return [names(bits) for bits in propose(policy_of(elements), view_of(clients, **view)).interventions]


def lots(lottery: object, of_group: object = 0.0) -> dict[int, np.ndarray]:
    """Return draws with this lottery, and with this draw of every group of interventions."""
    lottery = np.asarray(lottery, float)
    draws = {FIRST_OFFICE + row: np.full(len(lottery), 0.5) for row in range(N_OFFICE)}
    draws[Decision.LOTTERY] = lottery
    for group in range(len(GROUPS)):
        draws[Decision.INTERVENTION + group] = np.broadcast_to(np.asarray(of_group, float), lottery.shape)
    return draws


# Only for


@each_row(
    ("condition", "expected"),
    [
        ("age_over: 29", [False, False, True, True]),  # 29 is not over 29
        ("age_under: 41", [True, True, True, False]),
        ("age_over: 25, age_under: 41", [False, True, True, False]),
        ("quarters_on_benefit: 2", [False, True, True, True]),
        ("sex: women", [True, False, True, False]),
        ("sex: men", [False, True, False, True]),
        ("answer_at_least: 3", [False, False, True, True]),  # by default on the caseworker's belief: 0, 2, 3, 5
        ("answer_at_most: 3", [False, True, True, False]),  # 0 is no answer yet
        ("answer_at_least: 2, answer_at_most: 3", [False, True, True, False]),
        ("indicator: health, answer_at_most: 1", [True, False, False, True]),
        ("age_over: 29, sex: men", [False, False, False, True]),
        ("quarters_on_benefit: 0", [True, True, True, True]),
    ],
)
def test_who_is_meant(condition: str, expected: list[bool]) -> None:
    answers = {I.CASEWORKER_BELIEF: [0, 2, 3, 5], I.HEALTH: [1, 2, 3, 1]}
    clients = clients_with(answers, age=[25, 29, 40, 60], is_man=[0, 1, 0, 1], quarters_on_benefit=[1, 2, 3, 12])
    own = policy_of(f"[only_for: {{{condition}, elements: [{{demands: {{}}}}]}}]")
    assert propose(own, view_of(clients)).dose("demands").tolist() == [float(is_meant) for is_meant in expected]


def test_the_others_keep_what_came_before() -> None:
    clients = clients_with({I.HEALTH: [5, 5]}, age=[20, 50], plan_step=2, plan_quarters=1)
    own = policy_of(
        "[measures: {interventions: [network]}, meetings: {a_quarter: 6.5},"
        " only_for: {age_over: 30, elements:"
        " [{meetings: {a_quarter: 13}}, {staircase: {steps: [job_search, job_mentor]}}]}]"
    )
    proposal = propose(own, view_of(clients))
    assert proposal.dose("meetings").tolist() == [0.5, 1.0]
    assert [names(bits) for bits in proposal.interventions] == [{"network"}, {"network", "job_mentor"}]
    assert proposal.plan_step.tolist() == [0, 2]


def test_two_groups_may_each_have_a_plan_in_steps() -> None:
    clients = clients_with({I.HEALTH: [1, 1]}, age=[20, 50], plan_step=2, plan_quarters=1)
    own = policy_of(
        "[only_for: {age_under: 30, elements: [{sequence: {steps: [network, social_mentor]}}]},"
        " only_for: {age_over: 30, elements: [{staircase: {steps: [everyday_life, job_mentor]}}]}]"
    )
    assert [names(bits) for bits in propose(own, view_of(clients)).interventions] == [{"social_mentor"}, {"job_mentor"}]


@each_row(
    ("one", "other"),
    [("sex: men", "sex: women"), ("age_over: 50", "age_under: 50"), ("age_under: 30, sex: men", "age_over: 40")],
)
def test_groups_between_which_nobody_moves_may_each_have_a_note(one: str, other: str) -> None:
    plan = "elements: [{staircase: {steps: [network, job_search]}}]"
    assert policy_of(f"[only_for: {{{one}, {plan}}}, only_for: {{{other}, {plan}}}]").elements


def test_alle_i_gang_reaches_those_who_were_eligible_only() -> None:
    clients = np.zeros(4, CLIENT)
    clients["age"], clients["quarters_on_benefit"] = [29, 30, 30, 64], [9, 1, 2, 40]
    proposal = propose("aig_eligible", view_of(clients))
    for column in ("demands", "sanctioning"):
        assert proposal.dose(column).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert proposal.dose("meetings").tolist() == [USUAL, USUAL, 1.0, 1.0]
    assert not propose("aig_eligible", view_of(clients, 3)).dose("demands").any()


# Sequence. Durations in the catalogue: labour-market knowledge 2 quarters, job search 1, mentor 4.

STEPS = "[sequence: {steps: [labour_market_knowledge, job_search, job_mentor]%s}]"


@each_row(
    ("step", "quarters", "now"),
    [(0, 0, 1), (0, 9, 1), (1, 1, 1), (1, 2, 2), (2, 1, 3), (3, 1, 3), (3, 3, 3), (3, 4, 1)],
)
def test_each_step_lasts_its_duration_and_then_it_begins_anew(step: int, quarters: int, now: int) -> None:
    clients = clients_with({I.HEALTH: [1]}, plan_step=step, plan_quarters=quarters)
    steps = ("labour_market_knowledge", "job_search", "job_mentor")
    assert [interventions()[name].duration for name in steps] == [2, 1, 4]
    assert given(STEPS % "", clients) == [{steps[now - 1]}]
    assert propose(policy_of(STEPS % ""), view_of(clients)).plan_step.tolist() == [now]


def test_without_again_there_is_nothing_after_the_last_step() -> None:
    own = STEPS % ", again: false"
    clients = clients_with({I.HEALTH: [1] * 3}, plan_step=[3, 4, 4], plan_quarters=[4, 1, 255])
    assert given(own, clients) == [set()] * 3
    assert propose(policy_of(own), view_of(clients)).plan_step.tolist() == [4, 4, 4]


def test_a_sequence_in_a_run_follows_the_durations() -> None:
    from simulation.model.engine.replication import Replication
    from tests.conftest import environment

    replication = Replication(environment(200, 8), [policy_of(STEPS % "")], 7, 0)
    seen, stays = [], np.ones(200, bool)
    for _ in range(8):
        replication.begin_quarter()
        clients = replication.clients[0]
        stays &= (clients["state"] <= State.ORDINARY_HOURS) & (clients["n_caseworker_changes"] == 0)
        seen.append({frozenset(names(bits)) for bits in clients["interventions"][stays]})
        replication.advance_clients()
        replication.end_quarter()
    two, one, four = ({frozenset({name})} for name in ("labour_market_knowledge", "job_search", "job_mentor"))
    assert stays.sum() > 50
    assert seen == [two, two, one, four, four, four, four, two]


# Two tracks. Asked: cooperation, everyday life, health; down when more than half are 1, up when at least half are 3.

TRACKS = """
- two_tracks:
    work: [{measures: {interventions: [company_centre]}}, {meetings: {a_quarter: 13}}]
    strengthening: [measures: {interventions: [everyday_life]}]
"""


@each_row(
    ("cooperation", "everyday_life", "health", "step", "quarters", "track"),
    [
        (5, 5, 5, 0, 0, WORK),
        (2, 2, 2, 0, 0, WORK),  # from the first day, or once the plan has lapsed
        (1, 1, 5, 0, 0, STRENGTHENING),  # two of three are very low
        (1, 5, 5, 0, 0, WORK),
        (1, 1, 2, WORK, 9, STRENGTHENING),  # falls back
        (2, 2, 2, STRENGTHENING, 4, STRENGTHENING),  # stays: none is 3 or more
        (3, 2, 2, STRENGTHENING, 4, STRENGTHENING),  # one of three
        (3, 3, 1, STRENGTHENING, 1, WORK),  # moves over
    ],
)
def test_the_track_follows_the_answers(cooperation, everyday_life, health, step, quarters, track) -> None:
    answers = {I.COOPERATION: [cooperation], I.EVERYDAY_LIFE: [everyday_life], I.HEALTH: [health]}
    clients = clients_with(answers, otherwise=1, plan_step=step, plan_quarters=quarters)
    proposal = propose(policy_of(TRACKS), view_of(clients))
    assert proposal.plan_step.tolist() == [track]
    assert names(proposal.interventions[0]) == {{WORK: "company_centre", STRENGTHENING: "everyday_life"}[track]}
    assert proposal.dose("meetings").tolist() == [1.0 if track == WORK else USUAL]


@each_row(
    ("cooperation", "health", "step", "track"),
    [
        (1, 5, WORK, WORK),
        (1, 1, WORK, STRENGTHENING),
        (3, 1, STRENGTHENING, WORK),
        (2, 2, STRENGTHENING, STRENGTHENING),
    ],
)
def test_half_of_the_answers_keep_nobody_down_and_are_enough_to_move_over(cooperation, health, step, track) -> None:
    clients = clients_with({I.COOPERATION: [cooperation], I.HEALTH: [health]}, plan_step=step, plan_quarters=4)
    own = policy_of("[two_tracks: {work: [], strengthening: [], indicators: [cooperation, health]}]")
    assert propose(own, view_of(clients)).plan_step.tolist() == [track]


def test_linkoping_s_track_of_strengthening_has_no_job_focus_of_its_own_and_no_demands() -> None:
    low = {I.COOPERATION: [1], I.EVERYDAY_LIFE: [1], I.HEALTH: [1]}
    proposal = propose("linkoping", view_of(clients_with(low)))
    assert names(proposal.interventions[0]) == {"social_skills", "network"}
    assert not proposal.dose("demands").any()
    high = propose("linkoping", view_of(clients_with({I.HEALTH: [5]})))
    assert "company_centre" in names(high.interventions[0])


# Professionals. The network measure acts on contact, cooperation and network.

PROFESSIONAL = "[professional: {profession: doctor, intervention: network, places_per_100: %s, lead_quarters: %s}]"


def professional(clients: np.ndarray, places: float, lead: int, lottery: object) -> tuple[list[bool], list[bool]]:
    """Return who gets the intervention and who waits."""
    proposal = propose(policy_of(PROFESSIONAL % (places, lead)), view_of(clients, draws=lots(lottery)))
    return [bits > 0 for bits in proposal.interventions.tolist()], proposal.is_waiting.tolist()


def test_a_professional_helps_those_whose_answers_ask_for_it() -> None:
    # two of three low: yes; one of three: no
    clients = clients_with({I.CONTACT: [2, 2], I.COOPERATION: [1, 3], I.NETWORK: [5, 5]})
    assert professional(clients, 100, 0, [0.5, 0.5]) == ([True, False], [False, False])


def test_whoever_has_no_place_with_a_professional_waits() -> None:
    clients = clients_with({I.CONTACT: [1] * 4, I.NETWORK: [1] * 4})
    # 50 of 100 for 4 clients: 2 places
    assert professional(clients, 50, 0, [0.9, 0.2, 0.6, 0.1]) == (
        [False, True, False, True],
        [True, False, True, False],
    )


def test_a_professional_begins_after_the_lead_time_and_takes_no_place_before() -> None:
    clients = clients_with({I.CONTACT: [1] * 4, I.NETWORK: [1] * 4}, plan_quarters=[0, 1, 2, 3])
    assert professional(clients, 25, 2, [0.1, 0.2, 0.4, 0.3]) == (
        [False, False, False, True],
        [True, True, True, False],
    )


def test_nobody_off_benefit_sees_or_waits_for_a_professional() -> None:
    clients = clients_with({I.CONTACT: [1] * 3, I.NETWORK: [1] * 3}, state=[State.ORDINARY_JOB, 0, 0])
    clients["has_new_caseworker"][1] = 1
    assert professional(clients, 100, 0, [0.1] * 3) == ([False, False, True], [False, False, False])
    assert professional(clients, 100, 1, [0.1] * 3) == ([False, False, False], [False, False, True])


def test_without_waiting_nobody_waits_in_linkoping() -> None:
    clients = np.zeros(400, CLIENT)
    clients["caseworker_answer"] = np.random.default_rng(1).integers(1, 6, clients["caseworker_answer"].shape)
    assert not propose("linkoping_without_waiting", view_of(clients)).is_waiting.any()
    assert propose("linkoping", view_of(clients)).is_waiting.any()
    without = propose("linkoping_without_waiting", view_of(clients)).interventions
    with_waiting = propose("linkoping", view_of(clients)).interventions
    assert np.array_equal(without & with_waiting, with_waiting)


# Capacity


def test_who_gets_no_place_waits() -> None:
    own = policy_of(
        "[measures: {interventions: [job_search, network]},"
        " capacity: {interventions: [job_search], places_per_100: 50}]"
    )
    proposal = propose(own, view_of(np.zeros(4, CLIENT), draws=lots([0.9, 0.2, 0.6, 0.1])))
    assert proposal.is_waiting.tolist() == [True, False, True, False]


def test_who_wants_nothing_does_not_wait() -> None:
    own = policy_of(
        "[measures: {interventions: [network]}, capacity: {interventions: [job_search], places_per_100: 0}]"
    )
    assert not propose(own, view_of(np.zeros(4, CLIENT))).is_waiting.any()


def test_the_lot_adds_the_draw_of_the_group_by_its_place_in_the_group() -> None:
    # labour-market knowledge is the first of its group, job search the second:
    # lots 0.1 + 1 * 0.6 = 0.7 against 0.5 + 0 = 0.5; and 0.1 + 2 * 0.6 = 1.3, less 1 = 0.3 against 0.5
    draws = lots([0.1, 0.5], [0.6, 0.0])
    for name, who in (("labour_market_knowledge", [False, True]), ("job_search", [True, False])):
        own = f"[measures: {{interventions: [{name}]}}, capacity: {{interventions: [{name}], places_per_100: 50}}]"
        assert [bool(chosen) for chosen in given(own, np.zeros(2, CLIENT), draws=draws)] == who


@each_row("pair", [("job_search", "network"), ("job_search", "job_mentor"), ("network", "social_mentor")])
def test_two_capacities_do_not_share_their_lot(pair: tuple[str, str]) -> None:
    n = 4000
    limits = ", ".join(f"capacity: {{interventions: [{name}], places_per_100: 50}}" for name in pair)
    proposal = propose(
        policy_of(f"[measures: {{interventions: [{', '.join(pair)}]}}, {limits}]"), view_of(np.zeros(n, CLIENT))
    )
    has = [(proposal.interventions & np.uint32(portfolio([name]))) != 0 for name in pair]
    assert [int(places.sum()) for places in has] == [n // 2, n // 2]
    # independent lots: a quarter has both, give or take four standard deviations (sqrt(n) / 4)
    assert abs((has[0] & has[1]).sum() - n / 4) < 4 * np.sqrt(n) / 4


def test_usual_capacity_gives_every_intervention_the_places_of_the_catalogue() -> None:
    every = ", ".join(interventions())
    for share in (1.0, 0.5):
        own = policy_of(f"[measures: {{interventions: [{every}]}}, usual_capacity: {{share: {share}}}]")
        proposal = propose(own, view_of(np.zeros(1000, CLIENT)))
        for name, item in interventions().items():
            has = (proposal.interventions & np.uint32(portfolio([name]))) != 0
            assert has.sum() == int(10 * item.capacity * share), name


def test_coordinated_within_capacity_takes_from_the_coordinated_and_adds_nothing() -> None:
    clients = clients_with({I.HEALTH: [1] * 200})
    full, limited = (propose(name, view_of(clients)) for name in ("coordinated", "coordinated_within_capacity"))
    assert np.array_equal(full.interventions & limited.interventions, limited.interventions)
    internship = np.uint32(portfolio(["external_internship"]))
    # 25 places per 100 clients
    assert ((limited.interventions & internship) != 0).sum() == 50
    assert np.array_equal(limited.is_waiting, full.interventions != limited.interventions)


def test_whose_turn_it_is_not_does_not_wait() -> None:
    own = policy_of(
        "[measures: {interventions: [network]}, capacity: {interventions: [network], places_per_100: 0},"
        " every_nth_quarter: {n: 2}]"
    )
    assert propose(own, view_of(np.zeros(4, CLIENT), 2)).is_waiting.tolist() == [True, False, True, False]


@each_row("name", ["sms", "measures_in_sequence"])
def test_sms_and_its_counterpart_are_parallel_and_in_sequence(name: str) -> None:
    clients = clients_with({I.HEALTH: [1] * 5})
    n_measures = {len(names(bits)) for bits in propose(name, view_of(clients)).interventions}
    assert n_measures == {2 if name == "sms" else 1}
    assert policies(name)[0].change_factor(1) == (0.2 if name == "sms" else 1.0)
