"""Unknowns that decide answers, with the values at which an answer is reported (`configs/unknowns.yaml`).

Where the file gives an unknown no stops, it has three: the ends of its plausible range and the middle between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulation.base.resources import configs, read_yaml
from simulation.base.texts import LANGUAGES, text
from simulation.model.parameters.catalogue import entry
from simulation.study.worlds import load_world

FILE = "unknowns.yaml"


@dataclass(frozen=True)
class UnknownStop:
    """A position of an unknown: its label by language, and the parameters that are set there, by path."""

    name: str
    label: Mapping[str, str]
    values: Mapping[str, float]
    is_corner: bool  # more than the unknown itself is set


@dataclass(frozen=True)
class Unknown:
    """An unknown that decides answers, by language: what it is, the heading of its stops, which study would tell."""

    path: str
    unknown: Mapping[str, str]
    heading: Mapping[str, str]
    study: Mapping[str, str]
    stops: tuple[UnknownStop, ...]


@cache
def unknowns() -> Mapping[str, Unknown]:
    """Return the unknowns that have stops, by the path of their parameter."""
    return {path: _unknown(path, given) for path, given in read_yaml(configs().joinpath(FILE)).items()}


def unknown_words(path: str, language: str) -> str:
    """Return what an unknown is, as part of a sentence; of a parameter that has no words of its own, its meaning."""
    if path in unknowns():
        return unknowns()[path].unknown[language]
    return _meaning(path, language)


def means_more_at_its_low_end(path: str) -> bool:
    """Return whether the low end of a parameter's plausible range is where what it means is strongest.

    Lock-in of -0.4 keeps more people from jobs than lock-in of 0, so words that say "a lot" or "high" belong there.
    """
    of = entry(path)
    return abs(of.low) > abs(of.high)


def _unknown(path: str, given: Mapping[str, Any]) -> Unknown:
    if "stops" not in given:
        words = {language: _meaning(path, language) for language in LANGUAGES}
        heading = {language: f"{said[0].upper()}{said[1:]}:" for language, said in words.items()}
        return Unknown(path, words, heading, given["study"], _ends(path))
    stops = tuple(_stop(path, name, of) for name, of in given["stops"].items())
    return Unknown(path, given["unknown"], given["heading"], given["study"], stops)


def _meaning(path: str, language: str) -> str:
    """Return the first statement of what a parameter means, without a full stop, to stand after a colon."""
    statement = entry(path).meaning[language].rstrip(".").partition(";")[0].partition(". ")[0]
    return statement[0].lower() + statement[1:]


def _ends(path: str) -> tuple[UnknownStop, ...]:
    """Return the stops at the ends and in the middle of a parameter's plausible range, the weakest first."""
    of = entry(path)
    weak, strong = (of.high, of.low) if means_more_at_its_low_end(path) else (of.low, of.high)
    keys = {"none" if weak == 0.0 else "other_way" if weak * strong < 0.0 else "little": weak}
    keys |= {"between": (weak + strong) / 2.0, "much": strong}
    return tuple(
        UnknownStop(
            name,
            {language: text(f"answer.change.at.{name}", language) for language in LANGUAGES},
            {path: value},
            is_corner=False,
        )
        for name, value in keys.items()
    )


def _stop(path: str, name: str, given: Mapping[str, Any]) -> UnknownStop:
    """Return a stop; one that names a world has the world's parameters, under a label that fits a strip."""
    parameters = load_world(given["world"]).parameters if "world" in given else given["parameters"]
    values = {f"{group}.{key}": float(value) for group, names in parameters.items() for key, value in names.items()}
    return UnknownStop(name, given["label"], values, is_corner=set(values) != {path})
