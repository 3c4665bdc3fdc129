"""The price catalogue: what a client-quarter of each thing costs, with range and source, read from YAML once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_keys, is_number
from simulation.base.errors import InputError, nearest
from simulation.base.resources import configs, read_texts, read_yaml
from simulation.base.texts import LANGUAGES, text
from simulation.model.interventions import interventions
from simulation.model.state import State

type Prices = Mapping[str, float]  # by id; DKK, shares and rates as the catalogue's units say
type AnyPrices = Mapping[str, float | NDArray[np.float64]]  # the same, or several of each, to reckon with at once

SHARE, RATE = "share", "rate a year"
MOST_DKK, MOST_SHARE, MOST_RATE = 1_000_000.0, 1.0, 0.5
A_STUDY, MOST_A_STUDY = "DKK a study", 100_000_000.0
MEASURE = "measure_"
OF_MONEY, OF_STUDY = "money.", "price_"  # before the id of a price where it is set
FILE = "configs/prices.yaml"
KEYS = ("unit", "low", "central", "high", "source", "meaning")
EARNED = {
    State.ORDINARY_HOURS: "wage_hours",
    State.SUPPORTED_JOB: "wage_supported",
    State.NEW_START_JOB: "wage_new_start",
    State.ORDINARY_JOB: "wage_ordinary",
}


@dataclass(frozen=True)
class Price:
    """One price of the catalogue; `low` to `high` is the plausible range, `year` the year whose DKK it is in."""

    id: str
    unit: str
    low: float
    central: float
    high: float
    year: int
    source: str
    meaning: Mapping[str, str] = field(hash=False)
    label: Mapping[str, str] = field(hash=False)
    of: str = OF_MONEY

    @property
    def path(self) -> str:
        """The name used on the command line."""
        return f"{self.of}{self.id}"

    @property
    def most(self) -> float:
        """The highest value that may be set; the lowest is 0."""
        return {SHARE: MOST_SHARE, RATE: MOST_RATE, A_STUDY: MOST_A_STUDY}.get(self.unit, MOST_DKK)


def _label(id: str, content: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the price's own label, or for a measure that of the intervention."""
    if id.startswith(MEASURE) and "label" not in content:
        named = interventions()[id.removeprefix(MEASURE)].label
        return {language: text("money.measure", language, name=named[language]) for language in LANGUAGES}
    return read_texts(content.get("label"), f"{FILE}, {id}, label")


def read_price(id: str, content: Mapping[str, Any], year: int, of: str = OF_MONEY) -> Price:
    """Return one price of the file.

    Raises:
        InputError: on an unknown or missing key, or values that aren't in order.
    """
    where = f"{FILE}, {id}"
    check_keys(content, where, KEYS, ("label",))
    low, central, high = (float(content[key]) for key in ("low", "central", "high"))
    meaning = read_texts(content["meaning"], f"{where}, meaning")
    found = Price(id, content["unit"], low, central, high, year, content["source"], meaning, _label(id, content), of)
    if not 0.0 <= low <= central <= high <= found.most:
        raise InputError("wrong_shape", where=where, expected=f"0 <= low <= central <= high <= {found.most:g}")
    return found


@cache
def catalogue() -> Mapping[str, Price]:
    """Return the prices by id, in the order of the file."""
    content = read_yaml(configs().joinpath("prices.yaml"))
    return {id: read_price(id, entry, content["price_year"]) for id, entry in content["prices"].items()}


@cache
def study_catalogue() -> Mapping[str, Price]:
    """Return the prices of a study itself by id; they belong to no flow, and only `tilltro trial` reckons with them."""
    content = read_yaml(configs().joinpath("prices.yaml"))
    return {id: read_price(id, entry, content["price_year"], OF_STUDY) for id, entry in content["studies"].items()}


def price_year() -> int:
    """Return the year whose DKK all prices are in."""
    return next(iter(catalogue().values())).year


def central_prices() -> dict[str, float]:
    """Return the central value of every price by id."""
    return {id: price.central for id, price in catalogue().items()}


def build_prices(given: Mapping[str, Any]) -> Prices:
    """Return the central prices with those given in their place.

    Raises:
        InputError: on an unknown price, and on a value that isn't a number in the range of its unit.
    """
    prices = central_prices()
    for id, value in given.items():
        if id not in prices:
            raise InputError("unknown_key", name=id, where="money", nearest=nearest(str(id), prices))
        price = catalogue()[id]
        if not is_number(value):
            raise InputError("not_a_number", name=price.path, value=value, low="0", high=f"{price.most:.12g}")
        if not 0.0 <= float(value) <= price.most:
            raise InputError("out_of_range", name=price.path, value=value, low="0", high=f"{price.most:.12g}")
        prices[id] = float(value)
    return prices


def earnings_by_state(prices: Prices) -> tuple[float, ...]:
    """Return what a client in each state earns by work, in thousand DKK a quarter before tax."""
    return tuple(prices[EARNED[state]] / 1000.0 if state in EARNED else 0.0 for state in State)
