"""The interventions: what can be done to a client. A portfolio is a set of them, kept as bits of one integer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from simulation.errors import InputError, nearest
from simulation.indicators import Indicator
from simulation.resources import configs, read_yaml

# Bits of the set of groups that a portfolio draws on, in this order.
GROUPS = ("job", "competence", "social", "health")
JOB, COMPETENCE, SOCIAL, HEALTH = 1, 2, 4, 8


@dataclass(frozen=True)
class Group:
    """A group of interventions and the carried indicators that it acts on."""

    id: str
    label: Mapping[str, str]
    acts_on: tuple[Indicator, ...]


@dataclass(frozen=True)
class Intervention:
    """One intervention; `bit` is its place in a portfolio."""

    id: str
    group: str
    label: Mapping[str, str]
    bit: int


@cache
def groups() -> Mapping[str, Group]:
    """Return the four groups by id."""
    content = read_yaml(configs().joinpath("interventions.yaml"))["groups"]
    return {
        id: Group(id, content[id]["label"], tuple(Indicator[name.upper()] for name in content[id]["acts_on"]))
        for id in GROUPS
    }


@cache
def interventions() -> Mapping[str, Intervention]:
    """Return the interventions by id, in the order of their bits."""
    content = read_yaml(configs().joinpath("interventions.yaml"))["interventions"]
    return {id: Intervention(id, item["group"], item["label"], bit) for bit, (id, item) in enumerate(content.items())}


def portfolio(ids: Iterable[str]) -> int:
    """Return the portfolio of these interventions as bits.

    Raises:
        InputError: on an unknown intervention.
    """
    known = interventions()
    bits = 0
    for id in ids:
        if id not in known:
            raise InputError("unknown_name", kind="intervention", name=id, nearest=nearest(id, known))
        bits |= 1 << known[id].bit
    return bits


@cache
def group_bits() -> tuple[int, ...]:
    """Return for each group the portfolio of all its interventions."""
    return tuple(portfolio(i.id for i in interventions().values() if i.group == group) for group in GROUPS)
