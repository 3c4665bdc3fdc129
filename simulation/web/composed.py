"""A policy that a visitor composes from a few elements: its fields are in the address, as `own.measures=sequence`.

What they make is the YAML of `docs/own_policy.md`, read by the same checks, so that the file that the page hands out
gives the same numbers on the command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import yaml

from simulation.base.checks import check_name, check_number, check_whole
from simulation.base.errors import InputError
from simulation.base.sources import SentFile
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_plain
from simulation.model.doses import WEEKLY
from simulation.model.evidence import ASSUMPTION
from simulation.model.interventions import GROUPS, interventions
from simulation.model.policies import load_policy, shipped_with_role
from simulation.model.policies.elements.coordinated import Coordinated
from simulation.model.policies.elements.staircase import Staircase
from simulation.model.policies.roles import COORDINATED, STAIRCASE
from simulation.study.changes import typed_number
from simulation.study.defaults import OWN_FOLDER
from simulation.study.settings import MOST_QUARTERS

PREFIX = "own."
MEASURES, DEMANDS, DIRECT, KINDS = "measures", "demands", "direct", "groups"
USUAL, ONE_BY_ONE, SEQUENCE, AT_ONCE, TOGETHER, NONE = WAYS = (
    "usual",
    "staircase",
    "sequence",
    "coordinated",
    "together",
    "none",
)
WITH_SANCTIONS, WITHOUT_SANCTIONS = "with_sanctions", "without_sanctions"
CHOICES: Mapping[str, tuple[str, ...]] = {
    MEASURES: WAYS,
    DEMANDS: (WITHOUT_SANCTIONS, WITH_SANCTIONS),
    DIRECT: ("yes",),
}
STEPS = ("health", "social", "competence", "job")  # groups of measures in the staircase's order
PERCENT = 100.0
NUMBERS: Mapping[str, tuple[float, float]] = {
    "further": (0, len(STEPS) - 1),
    "places": (1, PERCENT),
    "meetings": (0, WEEKLY),
    "demand_quarters": (1, MOST_QUARTERS),
    "employers": (0, PERCENT),
    "relation": (0, PERCENT),
    "belief": (0, PERCENT),
    "changes": (0, PERCENT),
    "caseload": (1, 10),
}
COUNTS = ("further", "demand_quarters")  # whole numbers
# In the order of the form, and in which they are told.
FIELDS = (
    *(MEASURES, KINDS, "further", "places", "meetings", DEMANDS, "demand_quarters"),
    *("employers", "relation", "belief", "changes", DIRECT, "caseload"),
)
NAMES = tuple(PREFIX + field for field in FIELDS)
SOURCES: Mapping[str, tuple[str, ...]] = {
    USUAL: ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"),
    ONE_BY_ONE: ("E8", "E9"),
    SEQUENCE: ("E8", "E12"),
    AT_ONCE: ("E4", "E6", "E9"),
    TOGETHER: ("E2", "E3", "E4"),
    DEMANDS: ("H2", "H3", "2.6"),
    "employers": ("H9", "H11", "2.8"),
    "relation": ("H9", "2.8"),
    "belief": ("H9", "2.8"),
    "changes": ("G11", "G12"),
    DIRECT: ("M3",),
    "caseload": ("G14", "G15"),
}
BUILT_IN = (DEMANDS, "employers", "relation", "belief", DIRECT, "caseload")  # fields whose direction is an input


@dataclass(frozen=True)
class Composed:
    """A policy made from its fields, which are checked when it is made."""

    given: Mapping[str, str]  # by field, without the prefix; those that are empty aren't there

    def __post_init__(self) -> None:
        for field, allowed in CHOICES.items():
            if field in self.given and self.given[field] not in allowed:
                raise InputError(
                    "not_allowed", name=PREFIX + field, value=self.given[field], allowed=", ".join(allowed)
                )
        for field in NUMBERS:
            self.number(field)
        for group in self.given[KINDS].split(",") if KINDS in self.given else ():
            check_name("group of measures", group, GROUPS)
        self._only_with(KINDS, MEASURES, self.way, (ONE_BY_ONE, SEQUENCE, AT_ONCE, TOGETHER))
        self._only_with("further", MEASURES, self.way, (AT_ONCE,))
        self._only_with("places", MEASURES, self.way, WAYS[:-1])
        self._only_with("demand_quarters", DEMANDS, self.given.get(DEMANDS, ""), CHOICES[DEMANDS])
        if self.way == AT_ONCE and "job" not in self.groups:
            raise InputError("without_job_focus", name=NAMES[FIELDS.index(KINDS)], other=TOGETHER)
        if (further := self.number("further")) is not None:
            check_whole(f"{PREFIX}further", further, 0, len(self.groups) - 1)

    @property
    def way(self) -> str:
        """How measures are given."""
        return self.given.get(MEASURES, USUAL)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of measures that are given, in the staircase's order."""
        chosen = self.given[KINDS].split(",") if KINDS in self.given else STEPS
        return tuple(group for group in STEPS if group in chosen)

    def number(self, field: str) -> float | None:
        """Return a field's number, None where it is empty.

        Raises:
            InputError: if it isn't one, or out of range.
        """
        if field not in self.given:
            return None
        name, (low, high), value = PREFIX + field, NUMBERS[field], _number(self.given[field])
        if field in COUNTS:
            return check_whole(name, value, int(low), int(high))
        return check_number(name, value, low, high)

    def pairs(self) -> list[tuple[str, str]]:
        """Return its fields as settings of an address."""
        return [(PREFIX + field, self._plain(field)) for field in FIELDS if field in self.given]

    @property
    def name(self) -> str:
        """Its name in files: different policies have different names, so that files aren't mixed up."""
        return self.file.stem

    @property
    def place(self) -> str:
        """Where its file belongs, seen from where the command is typed."""
        return f"{OWN_FOLDER}/policy/{self.file.name}"

    @cached_property
    def file(self) -> SentFile:
        """Its YAML."""
        elements = self._elements()
        digest = hashlib.sha256(repr(elements).encode()).hexdigest()[:6]
        content: dict[str, Any] = {
            "label": {language: text("web.composed.label", language) for language in LANGUAGES},
            "summary": {language: "; ".join(self.elements_in_words(language)) for language in LANGUAGES},
            "sources": list(self._sources()),
        }
        if built_in := self._built_in():
            content["assumed"] = {
                language: text(
                    "web.composed.assumed",
                    language,
                    parts="; ".join(text(f"web.composed.built_in.{part}", language) for part in built_in),
                )
                for language in LANGUAGES
            }
        content["caution"] = {language: text("web.composed.caution", language) for language in LANGUAGES}
        content["elements"] = elements
        written = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=118)
        return SentFile(f"own_{digest}.yaml", written.encode("utf-8"))

    def elements_in_words(self, language: str) -> list[str]:
        """Return what it is made of, an element a line."""
        shown = [f"{text(f'web.composed.{MEASURES}', language)}: {text(f'web.composed.ways.{self.way}', language)}"]
        for field in FIELDS[1:]:
            if field not in self.given:
                continue
            value = self._plain(field)
            if field in CHOICES:
                value = text(f"web.composed.{field}_of.{value}", language)
            elif field == KINDS:
                value = ", ".join(text(f"web.composed.{KINDS}_of.{group}", language) for group in self.groups)
            else:
                value = format_plain(float(value), language)
            shown.append(f"{text(f'web.composed.{field}', language)}: {value}")
        return shown

    def _plain(self, field: str) -> str:
        if field in NUMBERS:
            number = self.number(field)
            assert number is not None  # noqa: S101 (asked only for fields that are given)
            return typed_number(number)
        return ",".join(self.groups) if field == KINDS else self.given[field]

    def _only_with(self, field: str, other: str, value: str, allowed: Sequence[str]) -> None:
        """Refuse a field that would do nothing."""
        if field in self.given and value not in allowed:
            raise InputError("only_with", name=PREFIX + field, other=PREFIX + other, allowed=", ".join(allowed))

    def _sources(self) -> tuple[str, ...]:
        fields = [self.way, *(field for field in FIELDS if field in self.given)]
        return tuple(dict.fromkeys([*(id for field in fields for id in SOURCES.get(field, ())), ASSUMPTION]))

    def _built_in(self) -> list[str]:
        """Return for which parts the direction of the effect is an input and not a finding."""
        alone = {ONE_BY_ONE, SEQUENCE} if "job" in self.groups else {ONE_BY_ONE, SEQUENCE, TOGETHER}
        without_job = ["without_job"] if self.way in alone and self.groups != ("job",) else []
        return [*without_job, *(field for field in BUILT_IN if field in self.given)]

    def _elements(self) -> list[dict[str, Any]]:
        """Return its elements as a file of policies has them; what acts on the office as a whole comes last."""
        elements = [*self._measures()]
        if (meetings := self.number("meetings")) is not None:
            elements.append({"meetings": {"a_quarter": meetings}})
        elements += self._demands()
        if (employers := self.number("employers")) is not None:
            elements.append({"employer_contact": {"strength": employers / PERCENT}})
        practice = {"close_relation": self.number("relation"), "belief_support": self.number("belief")}
        if doses := {option: dose / PERCENT for option, dose in practice.items() if dose is not None}:
            elements.append({"caseworker_practice": doses})
        changes, is_direct = self.number("changes"), DIRECT in self.given
        if changes is not None or is_direct:
            remaining = 1.0 if changes is None else changes / PERCENT
            elements.append({"fixed_caseworker": {"remaining_changes": remaining, "direct_number": float(is_direct)}})
        if (times := self.number("caseload")) is not None:
            elements.append({"smaller_caseloads": {"times_smaller": times}})
        if (places := self.number("places")) is not None:
            chosen = GROUPS if self.way == USUAL else self.groups
            names = [item.id for item in interventions().values() if item.group in chosen]
            elements.append({"capacity": {"interventions": names, "places_per_100": places}})
        return elements

    def _measures(self) -> list[dict[str, Any]]:
        steps = [shipped_steps()[group] for group in self.groups]
        if self.way == AT_ONCE:
            job, accompanying = shipped_coordinated()
            chosen = [name for name in accompanying if interventions()[name].group in self.groups]
            if not chosen:
                return [{"measures": {"interventions": [job]}}]
            further = self.number("further")
            n = min(Coordinated.n_accompanying, len(chosen)) if further is None else int(further)
            return [{"coordinated": {"job": job, "accompanying": chosen, "n_accompanying": n}}]
        made: dict[str, list[dict[str, Any]]] = {
            USUAL: [{"observed_practice": {}}],
            ONE_BY_ONE: [{"staircase": {"steps": steps}}],
            SEQUENCE: [{"sequence": {"steps": steps}}],
            TOGETHER: [{"measures_of_groups": {"groups": list(self.groups)}}],
            NONE: [],
        }
        return made[self.way]

    def _demands(self) -> list[dict[str, Any]]:
        if DEMANDS not in self.given:
            return []
        demands = {"demands": {"strength": 1.0, "sanctioned": float(self.given[DEMANDS] == WITH_SANCTIONS)}}
        last = self.number("demand_quarters")
        return [demands if last is None else {"during": {"first": 1, "last": int(last), "elements": [demands]}}]


@cache
def shipped_steps() -> Mapping[str, str]:
    """Return the measure of each group that the staircase gives."""
    (element,) = load_policy(shipped_with_role(STAIRCASE)).elements
    assert isinstance(element, Staircase)  # noqa: S101 (that is what it is)
    return {interventions()[name].group: name for name in element.steps}


@cache
def shipped_coordinated() -> tuple[str, tuple[str, ...]]:
    """Return the job-focused measure of the coordinated ones, and those that may come with it."""
    (element,) = load_policy(shipped_with_role(COORDINATED)).elements
    assert isinstance(element, Coordinated)  # noqa: S101 (that is what it is)
    return element.job, element.accompanying


def composed_of(given: Mapping[str, str]) -> Composed | None:
    """Return the policy that an address's settings compose, None where they compose none.

    Raises:
        InputError: if a value isn't allowed, or would do nothing.
    """
    fields = {name.removeprefix(PREFIX): value for name, value in given.items() if name in NAMES}
    return Composed(fields) if fields else None


def _number(given: str) -> float | str:
    try:
        value = float(given.replace(",", "."))
    except ValueError:
        return given
    return int(value) if value.is_integer() else value
