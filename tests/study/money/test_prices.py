"""The price list: ranges, sources, and slips that get a sentence."""

import pytest

from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.outcomes.quantities import MEASURE_IDS
from simulation.model.state import State
from simulation.study.money.prices import build_prices, catalogue, central_prices, earnings_by_state, read_price
from simulation.study.settings_reader import make_settings
from tests.rows import each_row

GOOD = {
    "unit": "DKK a quarter",
    "low": 1,
    "central": 2,
    "high": 3,
    "source": "assumption",
    "meaning": dict.fromkeys(LANGUAGES, "M."),
    "label": dict.fromkeys(LANGUAGES, "x"),
}

UNITS = (
    "DKK a quarter",
    "DKK a meeting",
    "DKK a sanction",
    "DKK a job entry",
    "DKK a caseworker and quarter",
    "share",
    "rate a year",
)


@each_row("price", catalogue().values(), ids=lambda price: price.id)
def test_every_price_says_what_it_is(price) -> None:
    assert 0 <= price.low < price.high
    assert price.low <= price.central <= price.high
    assert price.unit in UNITS
    assert price.source == "assumption"
    for language, said in (("en", "assumed"), ("sv", "antage"), ("da", "antaget")):
        assert said in price.meaning[language]
        assert price.meaning[language].endswith(".")
    assert all(price.label[language] for language in LANGUAGES)
    assert price.year == 2024


def test_every_measure_has_a_price() -> None:
    assert [id for id in catalogue() if id.startswith("measure_")] == list(MEASURE_IDS)


def test_no_published_total_or_effect_is_used_as_a_price() -> None:
    # C2 is 81 billion, C1 4 billion (I-28); C3 is 3,500 to 4,000 USD a year
    values = {value for price in catalogue().values() if price.id.startswith("wage") for value in
              (price.low, price.central, price.high)}  # fmt: skip
    assert max(price.high for price in catalogue().values()) < 1e6
    assert not values & {3500.0, 4000.0, 3500 / 4, 4000 / 4}


def test_labels_in_a_language_are_different() -> None:
    for language in LANGUAGES:
        labels = [price.label[language] for price in catalogue().values()]
        assert len(set(labels)) == len(labels)


@each_row(
    ("given", "key"),
    [
        ({"benefits": 1}, "unknown_key"),
        ({"benefit": -1}, "out_of_range"),
        ({"benefit": 2e6}, "out_of_range"),
        ({"benefit_state_share": 1.1}, "out_of_range"),
        ({"discount_rate": 0.6}, "out_of_range"),
        ({"benefit": float("nan")}, "not_a_number"),
        ({"benefit": "much"}, "not_a_number"),
        ({"benefit": True}, "not_a_number"),
        ({"benefit": None}, "not_a_number"),
    ],
)
def test_bad_prices(given: dict[str, object], key: str) -> None:
    with pytest.raises(InputError) as caught:
        build_prices(given)
    assert caught.value.key == key
    with pytest.raises(InputError):
        make_settings(["staircase"], money=given)
    for language in LANGUAGES:
        assert next(iter(given)) in caught.value.sentence(language)


@each_row(
    ("changed", "key"),
    [
        ({"low": 5}, "wrong_shape"),
        ({"high": 2e6}, "wrong_shape"),
        ({"colour": "red"}, "unknown_key"),
        ({"meaning": 3}, "wrong_shape"),
        ({"label": {"en": "x", "fi": "x"}}, "wrong_shape"),
    ],
)
def test_bad_files(changed: dict[str, object], key: str) -> None:
    with pytest.raises(InputError) as caught:
        read_price("own", {**GOOD, **changed}, 2024)
    assert caught.value.key == key
    with pytest.raises(InputError):
        read_price("own", {name: value for name, value in GOOD.items() if name != "source"}, 2024)


def test_earnings_are_wages_in_thousands() -> None:
    wages = earnings_by_state({**central_prices(), "wage_ordinary": 72_500.0, "wage_hours": 0.0})
    assert wages[State.ORDINARY_JOB] == 72.5
    assert wages[State.ORDINARY_HOURS] == wages[State.BENEFIT] == wages[State.DISABILITY_PENSION] == 0.0
