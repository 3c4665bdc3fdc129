"""Unknowns that decide answers, with the stops at which an answer is told apart (`configs/unknowns.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulation.base.resources import configs, read_yaml
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
    """An unknown that decides, by language: what it is, what stands above its stops, what study would settle it."""

    path: str
    unknown: Mapping[str, str]
    heading: Mapping[str, str]
    study: Mapping[str, str]
    stops: tuple[UnknownStop, ...]


@cache
def unknowns() -> Mapping[str, Unknown]:
    """Return the unknowns that have stops, by the path of their parameter."""
    return {path: _unknown(path, given) for path, given in read_yaml(configs().joinpath(FILE)).items()}


def _unknown(path: str, given: Mapping[str, Any]) -> Unknown:
    stops = tuple(_stop(path, name, of) for name, of in given["stops"].items())
    return Unknown(path, given["unknown"], given["heading"], given["study"], stops)


def _stop(path: str, name: str, given: Mapping[str, Any]) -> UnknownStop:
    """Return a stop; one that names a world has the world's parameters, under a label that fits a strip."""
    parameters = load_world(given["world"]).parameters if "world" in given else given["parameters"]
    values = {f"{group}.{key}": float(value) for group, names in parameters.items() for key, value in names.items()}
    return UnknownStop(name, given["label"], values, is_corner=set(values) != {path})
