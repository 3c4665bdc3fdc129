"""A person who can be followed: what is known of them, read from YAML. No code is executed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_keys, check_name, check_whole, is_number
from simulation.base.errors import InputError, in_file
from simulation.base.resources import named_files, read_texts, read_yaml
from simulation.model.evidence import check_sources
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.study.client_table import RANGES

REQUIRED = ("label", "summary", "sources", "characteristics")
OPTIONAL = ("assumed", "answers", "caseworker_answers", "history")
LOWEST, HIGHEST = 1, 5  # steps of an answer
# What may have happened before the start, and the column of the state that counts it.
HISTORY = {"pension_refusals": "n_pension_refusals"}
MOST_TIMES = 20  # how often one thing can have happened

type Range = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """What is known of a person; all else is drawn.

    `answers` and `caseworker_answers` hold the lowest and highest answer (1..5) to an item of the first form, the
    person's own and the caseworker's; `assumed` says what of it is assumed.
    """

    name: str
    label: Mapping[str, str]
    summary: Mapping[str, str]
    assumed: Mapping[str, str] | None
    sources: tuple[str, ...]
    characteristics: Mapping[str, float]
    answers: Mapping[str, Range]
    caseworker_answers: Mapping[str, Range]
    history: Mapping[str, int] = field(default_factory=dict)  # how often what is in HISTORY happened before the start

    def table(self, n: int) -> dict[str, NDArray[np.float64]]:
        """Return the characteristics as columns of a population table with `n` rows of this person."""
        return {name: np.full(n, value) for name, value in self.characteristics.items()}

    def draws_key(self, seed: int) -> int:
        """Return the first word of the key of this person's draws, another one for every name and seed."""
        digest = hashlib.sha256(f"{self.name} {seed}".encode()).digest()
        return int.from_bytes(digest[:4], "big")

    def write_history(self, clients: NDArray[Any]) -> None:
        """Write into clients [n] what happened to this person before the start."""
        for name, times in self.history.items():
            clients[HISTORY[name]] = times

    def matches(self, clients: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which clients [n], after their first forms, answered as this person did."""
        fitting = np.ones(len(clients), np.bool_)
        for column, ranges in (("client_answer", self.answers), ("caseworker_answer", self.caseworker_answers)):
            for item, (low, high) in ranges.items():
                given = clients[column][:, Indicator[item.upper()]]
                fitting &= (given >= low) & (given <= high)
        return fitting


def person_names(own_configs: Path | None = None) -> tuple[str, ...]:
    """Return the names of the persons there are, the user's own too, sorted."""
    return tuple(sorted(named_files("person", own_configs)))


def load_person(name: str, own_configs: Path | None = None) -> Person:
    """Return a person by name; a user's own file wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or its file is wrong.
    """
    files = named_files("person", own_configs)
    check_name("person", name, files)
    with in_file(files[name]):
        return build_person(name, read_yaml(files[name]), f"person {name}")


def build_person(name: str, content: object, where: str) -> Person:
    """Return the person of a YAML file's content.

    Raises:
        InputError: if a key, characteristic, item or fact is unknown or a value isn't allowed.
    """
    checked = check_keys(content, where, REQUIRED, OPTIONAL)
    every_item = [item.id for item in Indicator]
    return Person(
        name=name,
        label=read_texts(checked["label"], f"{where}, label"),
        summary=read_texts(checked["summary"], f"{where}, summary"),
        assumed=read_texts(checked["assumed"], f"{where}, assumed") if "assumed" in checked else None,
        sources=check_sources(checked["sources"], f"{where}, sources"),
        characteristics=_characteristics(checked["characteristics"], f"{where}, characteristics"),
        answers=_answers(checked.get("answers", {}), [item.id for item in CARRIED], f"{where}, answers"),
        caseworker_answers=_answers(checked.get("caseworker_answers", {}), every_item, f"{where}, caseworker_answers"),
        history=_history(checked.get("history", {}), f"{where}, history"),
    )


def _characteristics(content: object, where: str) -> dict[str, float]:
    found = {}
    for name, value in check_keys(content, where, (), CHARACTERISTICS).items():
        low, high = RANGES.get(name, (0.0, 1.0))
        is_known = isinstance(value, bool) or is_number(value)
        if not is_known or not low <= value <= high or (name not in RANGES and value not in (0, 1)):
            raise InputError("not_a_number", name=f"{where}, {name}", value=value, low=f"{low:g}", high=f"{high:g}")
        found[name] = float(value)
    return found


def _history(content: object, where: str) -> dict[str, int]:
    found = check_keys(content, where, (), HISTORY)
    return {name: check_whole(f"{where}, {name}", times, 0, MOST_TIMES) for name, times in found.items()}


def _answers(content: object, items: list[str], where: str) -> dict[str, Range]:
    found = {}
    for item, ends in check_keys(content, where, (), items).items():
        is_pair = isinstance(ends, list) and len(ends) == 2 and all(type(end) is int for end in ends)
        if not is_pair or not LOWEST <= ends[0] <= ends[1] <= HIGHEST:
            raise InputError(
                "wrong_shape", where=f"{where}, {item}", expected="the lowest and highest answer, as [1, 2]"
            )
        found[item] = (ends[0], ends[1])
    return found
