"""Vacancies and places with employers, by hand."""

import numpy as np
import pytest

from simulation.model.rules.employers import goes_without, loses_place, n_possible

pytestmark = pytest.mark.uncompiled

EVERYBODY = np.ones(6, np.bool_)
LUCK = np.array([0.05, 0.15, 0.30, 0.10, 0.19, 0.20])


@pytest.mark.parametrize(
    ("per_100", "n", "expected"),
    [(1.0, 400, 4), (0.5, 500, 2), (0.0, 500, 0), (0.57, 10_000, 57), (1.99, 100, 1)],
)
def test_what_is_possible_is_counted_per_100_clients_and_rounded_down(per_100: float, n: int, expected: int) -> None:
    # 0.5 of 500 / 100 is 2.5, so 2; 0.57 of 10,000 / 100 is 57 although 0.57 * 100 is 56.99999999999999 here
    assert n_possible(per_100, n) == expected


def test_the_highest_of_those_who_want_one_go_without() -> None:
    assert goes_without(LUCK, 2).tolist() == [False, True, True, False, True, True]  # 0.05 and 0.10 get them
    assert goes_without(LUCK, 0).all()
    assert not goes_without(LUCK, 6).any()
    assert not goes_without(LUCK[:0], 0).any()


def lost(failing: float, responsiveness: float | np.ndarray = 0.0, n_found: int = 0, has_place=EVERYBODY) -> list[int]:
    return np.flatnonzero(loses_place(LUCK, has_place, failing, responsiveness, n_found)).tolist()


def test_places_fall_through_below_the_probability() -> None:
    # 0.05 0.15 0.10 0.19 are below 0.2; 0.20 itself isn't
    assert lost(0.2) == [0, 1, 3, 4]
    assert lost(0.2, has_place=np.array([True, False, True, False, True, True])) == [0, 4]
    assert lost(0.0) == []
    assert lost(1.0) == list(range(6))


def test_contact_finds_those_of_the_lowest_luck_a_place_anew() -> None:
    assert lost(0.2, n_found=1) == [1, 3, 4]
    assert lost(0.2, n_found=3) == [4]
    assert lost(0.2, n_found=9) == []


def test_a_responsive_caseworker_leaves_the_share_of_the_dose_a_place_of_their_own() -> None:
    # dose 0.5: those below 0.2 * 0.5 = 0.1, which is 0.05 (0.10 itself is not); dose 1: all whose place fell through
    assert lost(0.2, 0.5) == [1, 3, 4]
    assert lost(0.2, 1.0) == []
    assert lost(0.2, np.array([0.0, 1.0, 0.0, 0.0, 1.0, 0.0])) == [0, 3]


def test_who_found_one_alone_takes_no_place_of_employer_contact() -> None:
    # alone: 0.05; contact finds one more, that of 0.10
    assert lost(0.2, 0.5, n_found=1) == [1, 4]
