"""Warnings where intervals rest on few draws or replications."""

import pytest

from simulation.base.texts import LANGUAGES
from simulation.study.contrasts.cautions import cautions, held_by_ends, n_observations, steps


def test_the_ends_of_two_draws_hold_a_third_and_of_nineteen_nine_tenths() -> None:
    assert held_by_ends(2) == pytest.approx(1 / 3)
    assert held_by_ends(19) == pytest.approx(0.9)


def test_replications_of_one_draw_are_one_observation() -> None:
    assert [n_observations(n, has_draws=True) for n in (4, 5, 50)] == [2, 3, 25]
    assert n_observations(4, has_draws=False) == 4


@pytest.mark.parametrize(
    ("n_replications", "has_draws", "expected"),
    [
        (1, False, []),
        (2, False, ["only 2 replications", "12.7"]),
        (9, False, ["only 9 replications", "2.3"]),
        (10, False, []),
        (4, True, ["only 2 sets", "33%", "n_replications=40", "only 2 sets", "12.7"]),
        (20, True, ["only 10 sets", "82%"]),
        (38, True, ["only 19 sets", "90%"]),
        (39, True, []),  # twenty draws, the last with one replication
        (50, True, []),
    ],
)
def test_what_is_said(n_replications: int, has_draws: bool, expected: list[str]) -> None:
    said = cautions(n_replications, has_draws, "en")
    assert bool(said) == bool(expected)
    whole = " ".join(said)
    for words in expected:
        at = whole.find(words)
        assert at >= 0, words
        whole = whole[at + len(words) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_them(language: str) -> None:
    assert len(cautions(4, True, language)) == 2
    assert len(cautions(4, False, language)) == 1
    assert "4" in steps(50, language)


def test_a_probability_comes_in_steps_of_one_draw() -> None:
    assert "25 sets" in steps(50, "en")
    assert "steps of 4%" in steps(50, "en")
    assert "100 sets" in steps(1000, "en")  # no more are kept
