"""Elements that move caseworkers, contact with employers, and incentives, on proposals worked out by hand."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from simulation.base.resources import configs, read_yaml
from simulation.base.texts import LANGUAGES
from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.parameters import catalogue
from simulation.model.policies import load_policy
from simulation.model.policies.elements import ELEMENTS
from simulation.model.policies.elements.belief_building import BeliefBuilding
from simulation.model.state import CLIENT
from tests.conftest import environment, run
from tests.model.policies.offices import N_CASEWORKERS, policy_of, propose, view_of
from tests.rows import each_row


def doses(elements: str) -> dict[str, float]:
    """Return the doses that two clients and their caseworkers get, but for those that are 0."""
    proposal = propose(policy_of(elements), view_of(np.zeros(2, CLIENT)))
    found = {}
    for name in (*DOSES, *CASEWORKER_DOSES):
        column = proposal.dose(name)
        assert len(column) == (N_CASEWORKERS if name in CASEWORKER_DOSES else 2)
        assert len(set(column)) == 1
        if column[0] != (1.0 / 13.0 if name == "meetings" else 0.0):  # one meeting a quarter is usual
            found[name] = column[0]
    return found


@each_row(
    ("elements", "expected"),
    [
        # the climate is the mean of four practices: (1 + 0.5 + 0 + 0) / 4
        ("[belief_building: {management: 1, language: 0.5}]", {"belief_building": 0.375}),
        (
            "[belief_building: {cooperation: 1, labour_market_knowledge: 1, celebrate_victories: 0.2, sparring: 0.3}]",
            {"belief_building": 0.5, "celebrating": 0.2, "sparring": 0.3},
        ),
        ("[best_caseworkers: {}]", {"like_the_best": 1.0}),
        ("[best_caseworkers: {share: 0.25}]", {"like_the_best": 0.25}),
        ("[smaller_caseloads: {}]", {"extra_time": 1.0}),
        ("[smaller_caseloads: {times_smaller: 3}]", {"extra_time": 2.0}),
        ("[fixed_caseworker: {}]", {"responsiveness": 1.0}),
        ("[fixed_caseworker: {direct_number: 0.4}]", {"responsiveness": 0.4}),
        ("[incentives: {bonus: 0.5}]", {"bonus": 0.5}),
        ("[incentives: {benefit_cut: 0.25}]", {"benefit_cut": 0.25}),
        ("[matching: {}]", {"matching": 1.0}),
        ("[subsidised_places: {strength: 0.5}]", {"subsidy": 0.5}),
        ("[employer_contact: {strength: 0.5}]", {"employer_contact": 0.5}),
    ],
)
def test_each_gives_its_own_dose_and_no_other(elements: str, expected: dict[str, float]) -> None:
    assert doses(elements) == pytest.approx(expected)


@each_row(
    ("elements", "quarter", "factor"),
    [
        ("[observed_practice: {}]", 1, 1.0),
        ("[fixed_caseworker: {}]", 1, 0.2),
        ("[fixed_caseworker: {remaining_changes: 0.5}, fixed_caseworker: {remaining_changes: 0.4}]", 1, 0.2),
        ("[during: {first: 2, last: 3, elements: [fixed_caseworker: {remaining_changes: 0}]}]", 1, 1.0),
        ("[during: {first: 2, last: 3, elements: [fixed_caseworker: {remaining_changes: 0}]}]", 3, 0.0),
    ],
)
def test_the_share_of_changes_that_remain(elements: str, quarter: int, factor: float) -> None:
    assert policy_of(elements).change_factor(quarter) == pytest.approx(factor)


def test_a_fixed_caseworker_stays_in_a_run() -> None:
    usual, fixed = (run([name], 8, environment(n_quarters=8)) for name in ("observed_mix", "fixed_caseworker"))
    n_usual, n_fixed = (int(arm.clients[0]["n_caseworker_changes"].sum()) for arm in (usual, fixed))
    # the same luck decides: whoever changes under the fixed caseworker would have changed under usual practice too.
    # 500 clients * 8 quarters * 0.051 = 204 changes, and a fifth of them, less those who are off benefit
    assert 140 <= n_usual <= 204 + 4 * 14
    assert 0.1 * n_usual <= n_fixed <= 0.3 * n_usual


# The ten sources of a caseworker's belief

SOURCES = read_yaml(configs().joinpath("belief_sources.yaml"))


def test_the_slide_s_ten_sources_are_there_in_three_languages() -> None:
    assert len(SOURCES) == 10
    for item in SOURCES.values():
        assert set(item) == {"label", "where", "in_model"}
        assert set(item["label"]) == set(item["in_model"]) == set(LANGUAGES)


@each_row("where", [place for item in SOURCES.values() for place in item["where"]])
def test_what_is_named_as_the_place_in_the_model_exists(where: str) -> None:
    first, *rest = where.split(".")
    if first == "parameters":
        assert rest[1] in catalogue()[rest[0]]
    else:
        assert first in ELEMENTS
        assert not rest or rest[0] in {field.name for field in fields(ELEMENTS[first])}


def test_every_practice_of_belief_building_is_a_source() -> None:
    named = {where.removeprefix("belief_building.") for item in SOURCES.values() for where in item["where"]}
    assert {field.name for field in fields(BeliefBuilding)} <= named


def test_the_thought_experiment_says_that_its_sources_contradict_themselves() -> None:
    caution = load_policy("best_caseworkers").caution
    assert caution is not None
    for number in ("28.45", "14.76", "13.69", "14.69"):
        assert number in caution["en"]
    assert round(28.45 - 14.76, 2) == 13.69


@each_row("name", ["linkoping", "linkoping_without_waiting"])
def test_linkoping_says_that_nothing_is_published_to_compare_with(name: str) -> None:
    caution = load_policy(name).caution
    assert caution is not None
    assert "L5" in caution["en"]
