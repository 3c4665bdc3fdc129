"""A policy: an ordered list of elements, read from YAML and checked against the registry. No code is executed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from itertools import combinations
from typing import Any

from simulation.base.checks import check_keys, check_name
from simulation.base.errors import InputError
from simulation.base.resources import read_texts
from simulation.base.texts import text
from simulation.model.doses import WEEKLY
from simulation.model.evidence import ASSUMPTION, check_sources
from simulation.model.policies.elements import ELEMENTS, Element
from simulation.model.policies.elements.observed_practice import ObservedPractice
from simulation.model.policies.elements.only_for import OnlyFor
from simulation.model.policies.elements.ranked_by import RankedBy
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.roles import ROLES
from simulation.model.policies.view import OfficeView

# Groups in which the list of policies shows them; a policy that names none is the user's own.
OWN_GROUP = "own"
POLICY_GROUPS = (
    "practice",
    "measures",
    "caseworkers",
    "carrot_and_stick",
    "incentives",
    "programmes",
    "linkoping",
    OWN_GROUP,
)
ONE_NOTE = "a list with at most one element that keeps a note of each client's step"


@dataclass(frozen=True)
class Policy:
    """Who gets what and when.

    `assumed` says in words that the sign of its effect is an input and not a finding; None where it isn't. `caution` is
    what else a reader should know. `from_places`: its gain is set from places moved (evidence: E1..E4).
    """

    name: str
    group: str  # one of POLICY_GROUPS
    label: Mapping[str, str]
    summary: Mapping[str, str]
    sources: tuple[str, ...]
    assumed: Mapping[str, str] | None
    caution: Mapping[str, str] | None
    elements: tuple[Element, ...]
    role: str | None = None  # one of ROLES: what it stands for in a report
    from_places: bool = False

    @property
    def uses_sex(self) -> bool:
        """Whether who gets what depends on sex."""
        return any(element.uses_sex for element in self.elements)

    def cautions(self, language: str) -> list[str]:
        """Return what a reader should know, beside what is assumed."""
        own = [] if self.caution is None else [self.caution[language]]
        sex = [text("pages.uses_sex", language)] if self.uses_sex else []
        return [*own, *sex, *([text("pages.from_places", language)] if self.from_places else [])]

    def propose(self, view: OfficeView) -> Proposal:
        """Return what the offices mean to do this quarter; reads nothing but the view."""
        proposal = Proposal(view.n, view.n_caseworkers, view.practice.meetings / WEEKLY)
        for element in self.elements:
            element.apply(view, proposal)
        return proposal

    def change_factor(self, quarter: int) -> float:
        """Return what the policy makes of the probability of a change of caseworker this quarter, as a factor."""
        return math.prod(element.change_factor(quarter) for element in self.elements)


def _build_element(item: object, where: str) -> Element:
    if not isinstance(item, Mapping) or len(item) != 1:
        raise InputError("wrong_shape", where=where, expected="a list of elements, each a name and its options")
    ((name, options),) = item.items()
    check_name("element", name, ELEMENTS)
    kind: Any = ELEMENTS[name]
    options = {} if options is None else options
    if not isinstance(options, Mapping):
        raise InputError("wrong_shape", where=f"{where}, {name}", expected="options by name")
    known = {field.name: field for field in fields(kind)}
    required = [option for option, field in known.items() if field.default is MISSING]
    check_keys(options, f"{where}, {name}", required, known)
    values = {
        option: _option(option, value, known[option].type, f"{where}, {name}") for option, value in options.items()
    }
    return kind(**values)  # type: ignore[no-any-return]


def _option(option: str, value: object, expected: object, where: str) -> object:
    """Return an option's value as its element takes it; a single name may stand for a list of one."""
    if expected == "tuple[Element, ...]":
        return _build_elements(value, where)
    if expected == "tuple[str, ...]":
        return _names(value, f"{where}, {option}")
    is_name = isinstance(value, str) or (value is None and expected == "str | None")
    if str(expected).startswith("str") and not is_name:
        raise InputError("wrong_shape", where=f"{where}, {option}", expected="a name")
    return value


def _names(value: object, where: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, (str, int)) and not isinstance(value, bool) else value
    if not isinstance(names, list) or not all(isinstance(name, (str, int)) for name in names):
        raise InputError("wrong_shape", where=where, expected="a list of names")
    return tuple(str(name) for name in names)


def _build_elements(items: object, where: str) -> tuple[Element, ...]:
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise InputError("wrong_shape", where=where, expected="a list of elements")
    elements = tuple(_build_element(item, where) for item in items)
    # A client has one note: a second element would overwrite it, or take what the first one noted for its own.
    noted = dict.fromkeys(element for element in elements if element.keeps_note)  # twice the same notes the same
    for one, other in combinations(noted, 2):
        if not _may_share_note(one, other):
            raise InputError("wrong_shape", where=where, expected=ONE_NOTE)
    return elements


def _may_share_note(one: Element, other: Element) -> bool:
    """Say whether two elements, in this order, can both keep their note of a client."""
    are_apart = isinstance(one, OnlyFor) and isinstance(other, OnlyFor) and one.is_apart_from(other)
    return are_apart or (isinstance(one, ObservedPractice) and isinstance(other, RankedBy))


def build_policy(name: str, content: object, where: str) -> Policy:
    """Return the policy of a YAML file's content.

    Raises:
        InputError: if a key, an element, an option, an intervention or a fact is unknown or a value isn't allowed.
    """
    optional = ("summary", "sources", "group", "role", "assumed", "caution", "from_places")
    given = check_keys(content, where, ("label", "elements"), optional)
    sources = given.get("sources", [ASSUMPTION])
    group = given.get("group", OWN_GROUP)
    if group not in POLICY_GROUPS:
        raise InputError("not_allowed", name=f"{where}, group", value=group, allowed=", ".join(POLICY_GROUPS))
    role = given.get("role")
    if "role" in given and role not in ROLES:
        raise InputError("not_allowed", name=f"{where}, role", value=role, allowed=", ".join(ROLES))
    from_places = given.get("from_places", False)
    if not isinstance(from_places, bool):
        raise InputError("not_allowed", name=f"{where}, from_places", value=from_places, allowed="true, false")
    return Policy(
        name=name,
        group=group,
        label=read_texts(given["label"], f"{where}, label"),
        summary=read_texts(given.get("summary", given["label"]), f"{where}, summary"),
        sources=check_sources(_names(sources, f"{where}, sources"), f"{where}, sources"),
        assumed=read_texts(given["assumed"], f"{where}, assumed") if "assumed" in given else None,
        caution=read_texts(given["caution"], f"{where}, caution") if "caution" in given else None,
        elements=_build_elements(given["elements"], where),
        role=role,
        from_places=from_places,
    )
