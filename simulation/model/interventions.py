"""The interventions: what can be done to a client. A portfolio is a set of them, kept as bits of one integer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from simulation.base.checks import check_name
from simulation.base.resources import configs, read_texts, read_yaml
from simulation.model.indicators import Indicator

# Bits of the set of groups that a portfolio draws on, in this order.
GROUPS = ("job", "competence", "social", "health")
JOB, COMPETENCE, SOCIAL, HEALTH = 1, 2, 4, 8
FULL_TIME = 37.0  # hours a week


@dataclass(frozen=True)
class Group:
    """A group of interventions."""

    id: str
    label: Mapping[str, str]


@dataclass(frozen=True)
class Intervention:
    """One intervention; `bit` is its place in a portfolio. Units of the figures: `columns`. All are assumptions."""

    id: str
    group: str
    label: Mapping[str, str]
    bit: int
    duration: int
    weekly_hours: float
    lock_in: float
    capacity: float
    employer_contact: float
    acts_on: tuple[Indicator, ...]


@dataclass(frozen=True)
class Column:
    """What a column of the catalogue of interventions means."""

    id: str
    unit: str
    meaning: Mapping[str, str]


@cache
def columns() -> tuple[Column, ...]:
    """Return what the columns of the catalogue mean, in its order."""
    content = read_yaml(configs().joinpath("interventions.yaml"))["columns"]
    return tuple(
        Column(id, item["unit"], read_texts(item["meaning"], f"configs/interventions.yaml, {id}"))
        for id, item in content.items()
    )


def _indicators(names: Iterable[str]) -> tuple[Indicator, ...]:
    return tuple(Indicator[name.upper()] for name in names)


@cache
def groups() -> Mapping[str, Group]:
    """Return the four groups by id."""
    content = read_yaml(configs().joinpath("interventions.yaml"))["groups"]
    return {id: Group(id, content[id]["label"]) for id in GROUPS}


@cache
def interventions() -> Mapping[str, Intervention]:
    """Return the interventions by id, in the order of their bits."""
    content = read_yaml(configs().joinpath("interventions.yaml"))["interventions"]
    return {
        id: Intervention(id=id, bit=bit, **{**item, "acts_on": _indicators(item["acts_on"])})
        for bit, (id, item) in enumerate(content.items())
    }


def portfolio(ids: Iterable[str]) -> int:
    """Return the portfolio of these interventions as bits.

    Raises:
        InputError: on an unknown intervention.
    """
    known = interventions()
    bits = 0
    for id in ids:
        check_name("intervention", id, known)
        bits |= 1 << known[id].bit
    return bits


@cache
def at_employer() -> int:
    """Return the portfolio of all interventions that take place with an employer."""
    return portfolio(read_yaml(configs().joinpath("interventions.yaml"))["at_employer"])


@cache
def group_bits() -> tuple[int, ...]:
    """Return for each group the portfolio of all its interventions."""
    return tuple(portfolio(i.id for i in interventions().values() if i.group == group) for group in GROUPS)


@cache
def first_bits() -> tuple[int, ...]:
    """Return the bit of the first intervention of each group, and last the number of interventions [5].

    The interventions of a group stand together, so a group's part of a portfolio is a number of few bits.
    """
    bits = group_bits()
    return (*(of_group.bit_length() - of_group.bit_count() for of_group in bits), len(interventions()))
