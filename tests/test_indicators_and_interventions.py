"""The eleven indicators and the twenty interventions: fixed orders, complete labels."""

import pytest

from simulation.errors import InputError
from simulation.indicators import CARRIED, N_CARRIED, N_CASEWORKER_ITEMS, Indicator
from simulation.interventions import GROUPS, group_bits, groups, interventions, portfolio
from simulation.texts import LANGUAGES


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
    assert {indicator for group in groups().values() for indicator in group.acts_on} == set(CARRIED)


@pytest.mark.parametrize("item", [*groups().values(), *interventions().values()], ids=lambda item: item.id)
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
