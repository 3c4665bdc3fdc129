"""Load, check and look up the facts that the sources publish."""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NoReturn

from simulation.base.checks import check_name
from simulation.base.errors import InputError
from simulation.base.resources import read_texts, read_yaml
from simulation.base.texts import LANGUAGES
from simulation.base.texts.phrases import phrase

type Value = float | tuple[float, ...] | Mapping[str, float] | None

HELD_AGAINST = frozenset({"calibration", "validation"})
ROLES = frozenset({"input", "calibration", "validation", "built-in", "cannot say", "context"})
# What is said in every language: by the fact itself, and by the catalogue of phrases.
TEXTS = frozenset({"quantity", "note", "independence"})
PHRASES = frozenset({"unit", "population", "horizon", "role", "denominator", "estimator", "tolerance_reason"})
_FACTS = files("simulation.model.evidence").joinpath("facts")


ASSUMPTION = "assumption"  # what stands in place of a fact where there is none


class UnknownFactError(ValueError):
    """No fact has this id; `nearest` holds the ids that look most like it."""

    def __init__(self, fact_id: str, nearest: tuple[str, ...] = ()) -> None:
        hint = f"the nearest are {', '.join(nearest)}" if nearest else "find() searches by words"
        super().__init__(f"No fact has the id {fact_id!r}; {hint}.")
        self.nearest = nearest


@dataclass(frozen=True)
class Document:
    """One source document and how far it stands apart from the others."""

    id: str
    title: str
    author: str
    organisation: str | None
    date: str | None
    language: str
    kind: str
    same_as: str | None
    independence: Mapping[str, str] = field(hash=False)  # by language


@dataclass(frozen=True)
class Fact:
    """One statement of a source: what it measures, its exact words, and its role in the model.

    `value` is a number, numbers in order, numbers by name, or None for a statement in words. `quantity` and `note` are
    by language; other words are in English, as in `texts/phrases.yaml`, and `quote` in the language of the source.
    `tolerance` is one standard deviation in the unit of `value`, by judgement. `denominator` and `estimator` say of
    whom and how the number was computed; every fact that the model is held against has both. `read_after` is for
    facts whose period isn't known: quarters after intake at which the model is read, the earliest that is plausible,
    the one taken, and the latest.
    """

    id: str
    quantity: Mapping[str, str] = field(hash=False)
    value: Value = field(hash=False)
    unit: str | None
    population: str | None
    horizon: str | None
    document: tuple[str, ...]
    where: str
    quote: str | None
    role: str
    tolerance: float | tuple[float, ...] | None
    tolerance_reason: str | None
    denominator: str | None = field(default=None, kw_only=True)
    estimator: str | None = field(default=None, kw_only=True)
    read_after: tuple[int, ...] | None = field(default=None, kw_only=True)
    known_issues: tuple[str, ...]
    note: Mapping[str, str] | None = field(hash=False)

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            self._refuse(f"the role {self.role!r} is not one of {', '.join(sorted(ROLES))}")
        if not _are_finite(_numbers(self.value)):
            self._refuse("the value must hold finite numbers only")
        if self.value is not None and not self.unit:
            self._refuse("a value needs a unit")
        if unknown := [name for name in self.document if name not in load_documents()]:
            self._refuse(f"no document is called {unknown[0]!r}")
        if unknown := [name for name in self.known_issues if name not in _issue_ids()]:
            self._refuse(f"no inconsistency is called {unknown[0]!r}")
        self._check_tolerance()
        self._check_read_after()
        if self.role in HELD_AGAINST and not (self.denominator and self.estimator):
            self._refuse("a calibration or validation fact needs a denominator and an estimator")

    def as_share(self) -> float | tuple[float, ...]:
        """Return the percentage or percentages divided by 100."""
        if self.unit is None or not self.unit.startswith("percent"):
            self._refuse(f"the unit {self.unit!r} is no percentage")
        if self.value is None or isinstance(self.value, Mapping):
            self._refuse("only a number or a list of numbers is a share")
        if isinstance(self.value, tuple):
            return tuple(number / 100 for number in self.value)
        return self.value / 100

    def _check_tolerance(self) -> None:
        if (self.tolerance is None) != (self.tolerance_reason is None):
            self._refuse("a tolerance and its reason go together")
        steps = _numbers(self.tolerance)
        if steps and self.role not in HELD_AGAINST:
            self._refuse("only a calibration or validation fact has a tolerance")
        if not _are_finite(steps) or any(step <= 0 for step in steps):
            self._refuse("a tolerance must be a finite number above zero")
        if len(steps) > 1 and len(steps) != len(_numbers(self.value)):
            self._refuse("there must be one tolerance, or one for each number of the value")

    def _check_read_after(self) -> None:
        given = self.read_after
        if given is not None and (len(given) != 3 or not 0 < given[0] <= given[1] <= given[2]):
            self._refuse("read_after must be three quarters above zero, not falling")

    @property
    def quarter(self) -> int:
        """The quarter after intake at which the model is read.

        Raises:
            ValueError: if the fact has a period of its own.
        """
        if self.read_after is None:
            self._refuse("it has a period of its own")
        return self.read_after[1]

    def _refuse(self, reason: str) -> NoReturn:
        raise ValueError(f"{self.id}: {reason}.")


@cache
def load_documents() -> Mapping[str, Document]:
    """Return the source documents by id."""
    entries = _read("documents.yaml")
    return MappingProxyType({key: Document(**_row(Document, key, entries[key])) for key in entries})


@cache
def load_facts() -> Mapping[str, Fact]:
    """Return every fact by id, in the order of the ids; refuse a file that breaks a rule."""
    rows: dict[str, Any] = {}
    names = {entry.name for entry in _FACTS.iterdir() if entry.name.endswith(".yaml")}
    for name in sorted(names - {"documents.yaml"}):
        section = _read(name)
        if twice := rows.keys() & section.keys():
            raise ValueError(f"{name}: the fact {min(twice)} is already in another file.")
        rows |= section
    ordered = sorted(rows, key=_order)
    return MappingProxyType({key: Fact(**_row(Fact, key, rows[key])) for key in ordered})


def fact(fact_id: str) -> Fact:
    """Return the fact with this id, in either case of letters, or raise `UnknownFactError`."""
    ids = {key.casefold(): key for key in load_facts()}
    wanted = fact_id.strip().casefold()
    if wanted not in ids:
        close = difflib.get_close_matches(wanted, ids, n=3, cutoff=0.5)
        raise UnknownFactError(fact_id, tuple(ids[key] for key in close))
    return load_facts()[ids[wanted]]


def find(query: str) -> list[Fact]:
    """Return the fact with this id, else those with a word, in any language, that begins like each of the query."""
    try:
        return [fact(query)]
    except UnknownFactError:
        starts = _words([query])
    texts = [(item, _words(_said(item))) for item in load_facts().values() if starts]
    return [item for item, words in texts if all(any(w.startswith(s) for w in words) for s in starts)]


def check_sources(content: object, where: str) -> tuple[str, ...]:
    """Return the sources of something that a file declares: ids of facts, or `assumption`.

    Raises:
        InputError: if it isn't a list of them.
    """
    if not isinstance(content, (list, tuple)) or not all(isinstance(source, str) for source in content):
        raise InputError("wrong_shape", where=where, expected="a list of names")
    for source in content:
        if source != ASSUMPTION:
            check_name("fact", source, load_facts())
    return tuple(content)


def _read(name: str) -> dict[str, Any]:
    return dict(read_yaml(_FACTS.joinpath(name)))


def _row(kind: type[Document] | type[Fact], key: str, entry: dict[str, Any]) -> dict[str, Any]:
    known = {column.name for column in fields(kind)} - {"id"}
    optional = {column.name for column in fields(kind) if column.default is not MISSING}
    if wrong := (known - optional - entry.keys()) | (entry.keys() - known):
        raise ValueError(f"{key}: missing or unknown: {', '.join(sorted(wrong))}.")
    row = {name: tuple(item) if isinstance(item, list) else item for name, item in entry.items()}
    if isinstance(row.get("document"), str):
        row["document"] = (row["document"],)
    for name in TEXTS & row.keys():
        if row[name] is not None:
            row[name] = read_texts(row[name], f"{key}, {name}")
    return row | {"id": key}


def _said(item: Fact) -> Iterator[object]:
    """Yield all that a fact says, in every language."""
    for name, content in vars(item).items():
        if name in TEXTS:
            yield from content.values() if content else ()
        elif name in PHRASES and content:
            yield from (phrase(content, language) for language in LANGUAGES)
        else:
            yield content


@cache
def _issue_ids() -> frozenset[str]:
    return frozenset(_read("inconsistencies.yaml"))


def _numbers(value: Value) -> tuple[float, ...]:
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _are_finite(numbers: tuple[float, ...]) -> bool:
    return all(type(number) in (int, float) and math.isfinite(number) for number in numbers)


def _order(key: str) -> tuple[bool, bool, str, list[int], str]:
    """Order A2 before A10; letters first, then derived and inconsistencies, then literature."""
    numbers = [int(number) for number in re.findall(r"\d+", key)]
    return key[0].isdigit(), "-" in key, key.rstrip("0123456789") if key[0].isalpha() else "", numbers, key


def _words(texts: Iterable[object]) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"\w+", str(text).casefold()))
