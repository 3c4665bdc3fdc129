"""The eleven indicators and the twenty interventions: fixed orders, complete labels."""

from dataclasses import fields

import pytest

from simulation.base.errors import InputError
from simulation.base.resources import configs, read_yaml
from simulation.base.texts import LANGUAGES
from simulation.model.indicators import CARRIED, N_CARRIED, N_CASEWORKER_ITEMS, Indicator
from simulation.model.interventions import (
    FULL_TIME,
    GROUPS,
    Intervention,
    columns,
    first_bits,
    group_bits,
    groups,
    interventions,
    portfolio,
)
from tests.rows import each_row


def test_ten_indicators_are_carried_and_the_caseworker_s_belief_is_the_eleventh() -> None:
    assert (N_CARRIED, N_CASEWORKER_ITEMS) == (10, 11)
    assert [int(indicator) for indicator in CARRIED] == list(range(10))
    assert Indicator.CASEWORKER_BELIEF == 10
    assert Indicator.CASEWORKER_BELIEF not in CARRIED


def test_bits_follow_the_order_of_the_file() -> None:
    assert [item.bit for item in interventions().values()] == list(range(20))


def test_groups_divide_the_interventions() -> None:
    bits = group_bits()
    assert sum(bits) == 2**20 - 1
    assert [bin(of_group).count("1") for of_group in bits] == [9, 3, 4, 4]
    assert {item.group for item in interventions().values()} == set(GROUPS) == set(groups())


def test_every_indicator_is_acted_on() -> None:
    assert {indicator for item in interventions().values() for indicator in item.acts_on} == set(CARRIED)


def test_the_interventions_of_a_group_stand_together() -> None:
    # 9 job-focused, 3 competence-raising, 4 social, 4 health-related
    assert first_bits() == (0, 9, 12, 16, 20)
    order = [GROUPS.index(item.group) for item in interventions().values()]
    assert order == sorted(order)


def test_every_column_says_what_it_means() -> None:
    given = {field.name for field in fields(Intervention)} - {"id", "group", "label", "bit"}
    assert {column.id for column in columns()} == given
    assert all(column.unit and all(said.endswith(".") for said in column.meaning.values()) for column in columns())


@each_row("item", interventions().values(), ids=lambda item: item.id)
def test_figures_lie_in_what_is_allowed(item: Intervention) -> None:
    for name, column in read_yaml(configs().joinpath("interventions.yaml"))["columns"].items():
        if "allowed" in column:
            low, high = column["allowed"]
            assert low <= getattr(item, name) <= high
    assert item.weekly_hours <= FULL_TIME
    assert isinstance(item.duration, int)
    assert item.acts_on
    assert len(set(item.acts_on)) == len(item.acts_on)


@each_row("item", [*groups().values(), *interventions().values()], ids=lambda item: item.id)
def test_labels_are_there_in_every_language(item) -> None:
    assert set(item.label) == set(LANGUAGES)
    assert all(item.label.values())


def test_a_portfolio_is_a_set() -> None:
    # job_search is bit 1, network bit 13
    assert portfolio(["job_search", "network", "job_search"]) == 2 + 2**13
    assert portfolio([]) == 0


def test_an_unknown_intervention_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        portfolio(["job_serch"])
    assert caught.value.values["nearest"] == "job_search"
