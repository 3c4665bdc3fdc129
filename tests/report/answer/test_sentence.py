"""The rule of the sentence: hand-computed cases, and 200,000 random results of which no sentence says too much."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from simulation.base.texts import LANGUAGES
from simulation.report.answer.question import Asked
from simulation.report.answer.sentence import HAS_NUMBERS, LEAST_DRAWS, Case, Verdict, verdict
from simulation.report.answer.words import brief, listed, put_in, sentence
from tests.rows import each_row

ENOUGH = 100
N_RANDOM = 200_000

# middle, low, high, level -> case, per, middle, low, high; each worked out by hand
CASES = [
    ("clear gain", (0.072, 0.031, 0.118, 0.15), (Case.MORE, 100, 7, 3, 12)),
    ("clear loss", (-0.072, -0.118, -0.031, 0.15), (Case.FEWER, 100, -7, -12, -3)),
    ("either", (0.045, -0.021, 0.118, 0.15), (Case.OPEN, 100, 4, -3, 12)),
    ("within one of 100, common", (0.002, -0.004, 0.009, 0.15), (Case.ALIKE, 100, 0, -1, 1)),
    ("within one of 100 and all above zero claims no sign", (0.006, 0.003, 0.01, 0.15), (Case.ALIKE, 100, 1, 0, 1)),
    # 0.5 to 1.4 of 100: within one, yet far more than a quarter of what there is
    ("a pension share from 0.5 to 1.4 is no 'as many'", (0.009, 0.005, 0.012, 0.005), (Case.MORE, 1000, 9, 5, 12)),
    ("rare and alike", (0.001, -0.002, 0.004, 0.02), (Case.ALIKE, 1000, 1, -2, 4)),
    ("small but clear", (0.011, 0.004, 0.0151, 0.15), (Case.MORE, 1000, 11, 4, 16)),
    ("rounded outwards it touches zero", (0.05, 0.004, 0.09, 0.15), (Case.OPEN_UP, 100, 5, 0, 9)),
    ("and below", (-0.05, -0.09, -0.004, 0.15), (Case.OPEN_DOWN, 100, -5, -9, 0)),
    ("exact ends stay", (0.05, 0.02, 0.08, 0.5), (Case.MORE, 100, 5, 2, 8)),
]


@each_row(("given", "expected"), [(given, expected) for _, given, expected in CASES], ids=[name for name, *_ in CASES])
def test_cases_by_hand(given: tuple[float, float, float, float], expected: tuple[Case, int, int, int, int]) -> None:
    assert verdict(*given, n_draws=ENOUGH) == Verdict(*expected)


def test_without_enough_to_go_on_nothing_is_claimed() -> None:
    clear = (0.072, 0.031, 0.118, 0.15)
    assert verdict(*clear, n_draws=LEAST_DRAWS - 1) == Verdict(Case.FEW)
    assert verdict(*clear, n_draws=1) == Verdict(Case.ONE_SET)
    assert verdict(*clear, n_draws=ENOUGH, is_hidden=True) == Verdict(Case.HIDDEN)
    assert verdict(0.0, -0.004, 0.004, 0.15, n_draws=ENOUGH, is_hidden=True).case == Case.ALIKE  # luck only widens
    assert verdict(0.072, math.nan, math.nan, 0.15, n_draws=ENOUGH) == Verdict(Case.HIDDEN)
    assert verdict(0.0, 0.0, 0.0, 0.15, n_draws=ENOUGH, is_same=True) == Verdict(Case.SAME)


def test_no_sentence_says_more_than_its_range() -> None:
    rng = np.random.default_rng(1)
    size = 10.0 ** rng.uniform(-4, -0.3, N_RANDOM)  # from 0.01 to 50 of 100
    middle = rng.normal(0.0, 1.0, N_RANDOM) * size
    below, above = rng.exponential(1.0, (2, N_RANDOM)) * size * rng.choice([0.05, 0.5, 2.0], (2, N_RANDOM))
    low, high = middle - below, middle + above
    level = 10.0 ** rng.uniform(-4, 0, N_RANDOM)
    found = [
        verdict(*given, n_draws=ENOUGH)
        for given in zip(middle.tolist(), low.tolist(), high.tolist(), level.tolist(), strict=True)
    ]
    case = np.array([item.case.value for item in found])
    per, of, bottom, top = np.array([(item.per, item.middle, item.low, item.high) for item in found]).T
    assert set(case) == {item.value for item in HAS_NUMBERS}
    exact = 1e-9
    # No sign that the range doesn't support.
    assert (low[case == Case.MORE] > 0).all()
    assert (high[case == Case.FEWER] < 0).all()
    assert (of[case == Case.MORE] >= 1).all()
    assert (of[case == Case.FEWER] <= -1).all()
    # No number outside it, beyond rounding outwards by less than one person.
    assert ((bottom <= low * per + exact) & (bottom > low * per - 1 - exact)).all()
    assert ((top >= high * per - exact) & (top < high * per + 1 + exact)).all()
    assert ((bottom <= of) & (of <= top)).all()
    # "About as many" only where it is.
    alike = case == Case.ALIKE
    apart = np.maximum(abs(low), abs(high))
    assert (apart[alike] <= np.minimum(0.01, 0.25 * level[alike])).all()
    assert (apart[~alike] > np.minimum(0.01, 0.25 * level[~alike])).all()
    # And where both signs are left open, both are said.
    both = (low * per < -1) & (high * per > 1) & ~alike
    assert set(case[both]) == {Case.OPEN.value}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_hold_the_numbers_and_no_others(language: str) -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        middle, size = rng.normal(0.0, 0.05), 10.0 ** rng.uniform(-3, -1)
        of = verdict(middle, middle - size, middle + size, 0.15, ENOUGH)
        said = sentence(of, Asked("first_job"), "P", "B", 16, language)
        said_briefly = brief(of, Asked("first_job"), "P", "B", 16, language)
        numbers = numbers_in(said)
        allowed = {of.per, 4, abs(of.low), abs(of.high), abs(of.middle), of.most_apart}
        assert numbers <= allowed, said
        assert numbers_in(said_briefly) <= numbers, said_briefly
        for word in ("prove", "significant", "works", " will ", "%", "bevis", "signifikant"):
            assert word not in said
        assert said.endswith(".")
        assert "{" not in said


def test_sentences_read_as_they_should() -> None:
    job = Asked("first_job")
    of = verdict(0.072, 0.031, 0.118, 0.15, ENOUGH)
    assert sentence(of, job, "A", "B", 16, "en") == (
        "Of every 100 people, about 7 more get a first job within 4 years with A than with B; "
        "left open: from 3 to 12 more."
    )
    less = verdict(-0.072, -0.118, -0.031, 0.15, ENOUGH)
    assert "ungefär 7 färre" in sentence(less, job, "A", "B", 16, "sv")
    assert "från 3 till 12 färre" in sentence(less, job, "A", "B", 16, "sv")
    either = verdict(0.045, -0.021, 0.118, 0.15, ENOUGH)
    assert "fra 3 færre til 12 flere, i midten 4 flere" in sentence(either, job, "A", "B", 16, "da")


def numbers_in(said: str) -> set[int]:
    """Return the whole numbers in a sentence, "1,000" as one."""
    plain = re.sub(r"(?<=\d)[.,\N{NO-BREAK SPACE}](?=\d{3})", "", said)
    return {int(number) for number in re.findall(r"\d+", plain)}


def test_what_was_put_in_names_its_policies_as_a_row_of_words() -> None:
    assert put_in([], "en") == ""
    assert put_in(["“A”"], "en") == "Built in, not found: help or harm from “A”."
    assert put_in(["”A”", "”B”"], "sv") == "Inlagt i modellen, inte ett resultat: om ”A” och ”B” hjälper eller skadar."
    assert listed(["»A«", "»B«", "»C«"], "da") == "»A«, »B« og »C«"
