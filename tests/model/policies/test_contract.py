"""What every policy and every element keeps: it reads what an office knows, and writes a proposal, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.draws.decisions import FIRST_OFFICE, N_OFFICE
from simulation.model.interventions import interventions
from simulation.model.policies import Policy, Proposal, policy_names
from simulation.model.policies.elements import ELEMENTS
from simulation.model.policies.view import PERMITTED
from simulation.model.state import CLIENT
from tests.conftest import policies
from tests.model.policies.offices import N_CASEWORKERS, clients_of_a_run, policy_of, view_of
from tests.rows import each_row

# One example of each element in the registry, after something that it can limit.
ELEMENT_EXAMPLES = {
    "belief_building": "[belief_building: {management: 0.5, sparring: 1}]",
    "best_caseworkers": "[best_caseworkers: {share: 0.5}]",
    "capacity": "[measures: {interventions: [network]}, capacity: {interventions: [network], places_per_100: 30}]",
    "caseworker_practice": "[caseworker_practice: {close_relation: 0.5, belief_support: 1}]",
    "coordinated": "[coordinated: {job: job_search, accompanying: [network, general_skills], n_accompanying: 1}]",
    "demands": "[demands: {strength: 0.5, sanctioned: 0.5}]",
    "during": "[during: {first: 2, last: 5, elements: [{meetings: {a_quarter: 4}}, {staircase: {steps: [network]}}]}]",
    "employer_contact": "[employer_contact: {}]",
    "every_nth_quarter": "[measures: {interventions: [job_search]}, every_nth_quarter: {n: 4}]",
    "fixed_caseworker": "[fixed_caseworker: {remaining_changes: 0.5, direct_number: 0.5}]",
    "incentives": "[incentives: {bonus: 1, benefit_cut: 0.5}]",
    "matching": "[matching: {}]",
    "measures": "[measures: {interventions: [substance_treatment, job_rotation]}]",
    "measures_of_groups": "[measures_of_groups: {groups: [job, health]}]",
    "meetings": "[meetings: {a_quarter: 13}]",
    "more_of_the_same": "[observed_practice: {}, more_of_the_same: {interventions: [network, wage_subsidy]}]",
    "observed_practice": "[observed_practice: {}]",
    "only_for": "[only_for: {age_over: 40, sex: men, answer_at_most: 3, elements: [{demands: {}}]}]",
    "professional": "[professional: {profession: doctor, intervention: network, places_per_100: 9, lead_quarters: 1}]",
    "ranked_by": "[ranked_by: {places_per_100: 30, by: index, first: [health > 2], floors: [40 where man <= 0], "
    "elements: [{matching: {}}]}]",
    "sequence": "[sequence: {steps: [job_search, network, general_skills], again: false}]",
    "smaller_caseloads": "[smaller_caseloads: {times_smaller: 10}]",
    "staircase": "[staircase: {steps: [managing_health, job_search], gate: 4, least_quarters: 1}]",
    "subsidised_places": "[subsidised_places: {}]",
    "two_tracks": "[two_tracks: {work: [demands: {}], strengthening: [measures: {interventions: [network]}]}]",
    "usual_capacity": "[measures: {interventions: [network, job_rotation]}, usual_capacity: {}]",
}
ALL = [*policy_names(), *(f"element {name}" for name in ELEMENTS)]
QUARTER = 4


def the(name: str) -> Policy:
    if name.startswith("element "):
        return policy_of(ELEMENT_EXAMPLES[name.removeprefix("element ")])
    return policies(name)[0]


every_policy = each_row("name", ALL)


@pytest.fixture(scope="module")
def clients() -> NDArray:
    return clients_of_a_run()


def columns(proposal: Proposal) -> dict[str, NDArray]:
    return {**proposal.client_columns(), **{name: proposal.dose(name) for name in (*DOSES, *CASEWORKER_DOSES)}}


def are_equal(one: Proposal, other: Proposal) -> bool:
    return all(np.array_equal(values, columns(other)[name]) for name, values in columns(one).items())


def test_every_element_of_the_registry_has_an_example() -> None:
    assert set(ELEMENT_EXAMPLES) == set(ELEMENTS)


@every_policy
def test_shapes_and_types_are_those_of_a_proposal(name: str, clients) -> None:
    proposal, empty = the(name).propose(view_of(clients, QUARTER)), Proposal(len(clients), N_CASEWORKERS)
    for column, values in columns(proposal).items():
        assert values.shape == (N_CASEWORKERS if column in CASEWORKER_DOSES else len(clients),)
        assert values.dtype == columns(empty)[column].dtype


@every_policy
def test_values_are_in_range(name: str, clients) -> None:
    proposal = the(name).propose(view_of(clients, QUARTER))
    for column, values in columns(proposal).items():
        if values.dtype == np.float64:
            highest = 9.0 if column == "extra_time" else 1.0
            assert np.all((values >= 0.0) & (values <= highest)), column
    assert np.all(proposal.interventions < 1 << len(interventions()))


@every_policy
def test_the_view_is_not_changed(name: str, clients) -> None:
    view = view_of(clients.copy(), QUARTER)
    columns = view.columns.copy()
    draws = {key: values.copy() for key, values in view.draws.items()}
    the(name).propose(view)
    assert np.array_equal(view.columns, columns)
    assert all(np.array_equal(view.draws[key], values) for key, values in draws.items())


@every_policy
def test_the_same_view_gets_the_same_proposal(name: str, clients) -> None:
    policy = the(name)
    first = policy.propose(view_of(clients, QUARTER))
    policy.propose(view_of(clients, QUARTER + 1, seed=9))  # nothing is kept from quarter to quarter
    assert are_equal(first, policy.propose(view_of(clients, QUARTER)))


@every_policy
def test_latents_make_no_difference(name: str, clients) -> None:
    generator, hidden = np.random.default_rng(1), clients.copy()
    for column in set(CLIENT.names) - set(PERMITTED):
        if CLIENT[column].base.kind == "f":
            hidden[column] = generator.normal(0.0, 3.0, hidden[column].shape)
        else:
            hidden[column] = generator.integers(0, 2, hidden[column].shape)
    assert are_equal(the(name).propose(view_of(clients, QUARTER)), the(name).propose(view_of(hidden, QUARTER)))


class Watched(Mapping[int, NDArray]):
    """Draws that remember which of them were read."""

    def __init__(self, draws: Mapping[int, NDArray]) -> None:
        self.draws, self.read = draws, set()

    def __getitem__(self, key: int) -> NDArray:
        self.read.add(int(key))
        return self.draws[key]

    def __iter__(self) -> Iterator[int]:
        return iter(self.draws)

    def __len__(self) -> int:
        return len(self.draws)


@every_policy
def test_only_draws_of_the_office_are_read(name: str, clients) -> None:
    watched = Watched(view_of(clients, QUARTER).draws)
    the(name).propose(view_of(clients, QUARTER, watched))
    assert watched.read <= set(range(FIRST_OFFICE, FIRST_OFFICE + N_OFFICE))


def test_the_view_holds_the_draws_of_the_office_and_no_others(clients) -> None:
    assert list(view_of(clients).draws) == list(range(FIRST_OFFICE, FIRST_OFFICE + N_OFFICE))


@each_row(
    "read",
    [
        lambda view: view.age,
        lambda view: view.is_man,
        lambda view: view.is_unskilled,
        lambda view: view.caseworker,
        lambda view: view.office,
        lambda view: view.plan_step,
        lambda view: view.plan_quarters,
        lambda view: view.quarters_on_benefit,
        lambda view: view.client_answer(0),
        lambda view: view.caseworker_answer(10),
        lambda view: view.draw(FIRST_OFFICE),
    ],
)
def test_what_the_view_gives_cannot_be_written_to(read, clients) -> None:
    with pytest.raises(ValueError, match="read-only"):
        read(view_of(clients.copy()))[0] = 1


def test_a_read_only_view_leaves_the_engine_s_own_rows_writable(clients) -> None:
    own = clients.copy()
    view_of(own)
    own["trust"][0] = 0.5
    assert own["trust"][0] == 0.5


def test_the_view_has_no_latent(clients) -> None:
    view = view_of(clients)
    assert set(view.columns.dtype.names) == set(PERMITTED)
    latents = ("setpoint", "response", "deviation", "specific", "gain", "readiness", "trust", "distress", "belief")
    assert not set(PERMITTED) & {*latents, "distress_level", "impression", "is_psychiatric", "medication"}


def test_served_are_those_on_benefit_who_keep_their_caseworker() -> None:
    clients = np.zeros(5, CLIENT)
    clients["state"] = [0, 1, 2, 0, 6]
    clients["has_new_caseworker"] = [0, 0, 0, 1, 0]
    assert view_of(clients).is_served.tolist() == [True, True, False, False, False]
