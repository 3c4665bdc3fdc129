"""What the form of a comparison shows: every choice there is, with its meaning, range and source beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from simulation.base.resources import named_files, read_yaml
from simulation.base.sources import SentFile
from simulation.base.texts import catalogue as texts
from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain, format_range
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import ASSUMPTION
from simulation.model.parameters import catalogue as parameters
from simulation.model.policies import Policy, load_policy, policy_names
from simulation.model.policies.policy import POLICY_GROUPS
from simulation.study.client_table import DRAW
from simulation.study.money.periods import QUARTERS_A_YEAR
from simulation.study.money.prices import catalogue as prices
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import USUAL, load_world, world_names
from simulation.web.addresses import FILES, MOST_POLICIES, TABLE, no_table
from simulation.web.composed import CHOICES, FIELDS, KINDS, NAMES, NUMBERS, PREFIX, STEPS, WAYS
from simulation.web.composed import USUAL as AS_USUAL

LONGEST = 15  # years to choose from
SIZES = ("population.n_clients", "caseworkers.caseload", "n_replications", "seed")


@dataclass(frozen=True)
class Item:
    """One choice among several."""

    value: str
    label: str
    note: str = ""
    is_chosen: bool = False
    group: str = ""  # heading under which it stands, where choices have any


@dataclass(frozen=True)
class Group:
    """Choices under one heading."""

    label: str
    items: tuple[Item, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of them is chosen."""
        return any(item.is_chosen for item in self.items)


@dataclass(frozen=True)
class Select:
    """One of several."""

    name: str
    label: str
    items: tuple[Item, ...]

    @property
    def groups(self) -> list[Group]:
        """The choices under their headings, those without one under an empty one."""
        return _in_groups(self.items)


@dataclass(frozen=True)
class Field:
    """A number; empty for the usual one."""

    name: str
    label: str
    value: str
    usual: str
    note: str = ""


@dataclass(frozen=True)
class Fields:
    """Numbers under one heading."""

    label: str
    fields: tuple[Field, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of them is given."""
        return any(field.value for field in self.fields)


@dataclass(frozen=True)
class FileField:
    """A file of the visitor's; one that was sent and is kept here needn't be chosen again."""

    name: str
    kept_as: str  # name of the field for the word by which a kept file is found
    word: str = ""  # empty where none is kept
    file_name: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong in a form that was sent."""

    sentence: str = ""  # empty where nothing is
    field: str = ""  # name of the field that it is about; empty for the form as a whole


NO_PROBLEM = Problem()


@dataclass(frozen=True)
class Own:
    """The part in which a visitor composes a policy; `parts` are choices, ticks and numbers in the order shown."""

    parts: tuple[Select | Group | Field, ...]
    kinds: str  # name of the field whose ticks are the group
    is_open: bool


@dataclass(frozen=True)
class Form:
    """The whole form, filled in from settings."""

    policies: tuple[Group, ...]
    own: Own
    selects: tuple[Select, ...]
    worlds: tuple[Item, ...]
    size_label: str
    numbers: tuple[Field, ...]
    parameters: tuple[Fields, ...]
    prices: tuple[Field, ...]
    table: FileField
    draws_missing: bool
    most_policies: int = MOST_POLICIES

    @property
    def worlds_open(self) -> bool:
        """Whether contrary evidence is chosen."""
        return any(item.is_chosen for item in self.worlds)

    @property
    def numbers_open(self) -> bool:
        """Whether a size is given."""
        return any(field.value for field in self.numbers)

    @property
    def parameters_open(self) -> bool:
        """Whether a parameter is given."""
        return any(field.value for group in self.parameters for field in group.fields)

    @property
    def prices_open(self) -> bool:
        """Whether a price is given."""
        return any(field.value for field in self.prices)


def make_form(settings: Settings, language: str, asked: Sequence[tuple[str, str]] = ()) -> Form:
    """Return the form that gives these settings; `asked` is an address in which a policy may be composed."""
    baseline = policy_select("baseline", text("web.own.baseline", language), settings.baseline, language)
    return Form(
        policies=tuple(_policies(settings.policies, language)),
        own=_own(asked, language),
        selects=(baseline, _years(settings.n_quarters, language), _market(settings, language)),
        worlds=_worlds(settings.world_names, language),
        size_label=text("web.own.people", language),
        numbers=_numbers(settings, language),
        parameters=tuple(_parameters(settings, language)),
        prices=_prices(settings, language),
        table=FileField(TABLE, FILES[TABLE]),
        draws_missing=settings.population.missing == DRAW,
    )


def as_typed(form: Form, asked: Sequence[tuple[str, str]]) -> Form:
    """Return the form with the values of an address, right or wrong, so that correcting one keeps the others."""
    typed: dict[str, str] = {}
    for name, value in asked:
        if value.strip():
            typed[name] = f"{typed[name]},{value}" if name in typed else value
    policies, worlds = _listed(typed, "policies"), _listed(typed, "world")
    return replace(
        form,
        policies=tuple(
            replace(group, items=_chosen_of(group.items, policies)) if policies else group for group in form.policies
        ),
        selects=selects_as_typed(form.selects, typed),
        worlds=_chosen_of(form.worlds, worlds),
        numbers=fields_as_typed(form.numbers, typed),
        parameters=tuple(replace(group, fields=fields_as_typed(group.fields, typed)) for group in form.parameters),
        prices=fields_as_typed(form.prices, typed),
        draws_missing=form.draws_missing or typed.get("population.missing") == DRAW,
    )


def selects_as_typed(selects: Iterable[Select], typed: Mapping[str, str]) -> tuple[Select, ...]:
    """Return choices with those that were typed; what isn't offered leaves a choice as it was."""
    return tuple(
        replace(select, items=_chosen_of(select.items, (value,)))
        if (value := typed.get(select.name)) in {item.value for item in select.items}
        else select
        for select in selects
    )


def fields_as_typed(fields: Iterable[Field], typed: Mapping[str, str]) -> tuple[Field, ...]:
    """Return numbers as they were typed."""
    return tuple(replace(field, value=typed.get(field.name, field.value)) for field in fields)


def _chosen_of(items: Iterable[Item], chosen: Collection[str]) -> tuple[Item, ...]:
    """Return choices with those that are chosen."""
    return tuple(replace(item, is_chosen=item.value in chosen) for item in items)


def beside_field(problem: Problem, fields: Iterable[Select | Group | Field], language: str) -> Problem:
    """Return what is wrong with the field that its sentence begins with, called as the form calls it."""
    for field in fields:
        name = "" if isinstance(field, Group) else field.name
        if name and (found := re.match(rf"(?:/\w+, )?{re.escape(name)}(?![\w.])", problem.sentence)):
            label = text("web.error.field", language, label=field.label, name=name)
            return Problem(label + problem.sentence[found.end() :], name)
    return problem


def file_field(
    name: str,
    asked: Iterable[tuple[str, str]] = (),
    find: Callable[[str], SentFile | None] = no_table,
    problem: Problem = NO_PROBLEM,
) -> FileField:
    """Return the field of a file, with the name of the file that is kept, unless that is the problem."""
    kept_as = FILES[name]
    word = next((value for key, value in asked if key == kept_as), "")
    file = None if problem.field == name else find(word)
    return FileField(name, kept_as) if file is None else FileField(name, kept_as, word, file.name)


def _listed(typed: Mapping[str, str], name: str) -> tuple[str, ...]:
    names = typed.get(name, "").replace("[", "").replace("]", "").split(",")
    return tuple(item.strip() for item in names if item.strip())


def source_list(sources: Iterable[str], language: str) -> str:
    """Return the ids of facts, and an assumption by its name."""
    return ", ".join(text("web.own.assumption", language) if id == ASSUMPTION else id for id in sources)


def basis_words(basis: str, language: str) -> str:
    """Return how a parameter got its value."""
    return text(f"cli.lookup.basis_of.{basis}", language)


def _shown(policy: Policy, language: str, chosen: Collection[str]) -> Item:
    note = policy.summary[language]
    if policy.assumed is not None:
        note = f"{note} {text('cli.result.assumed', language)}"
    group = text(f"cli.lookup.policy_groups.{policy.group}", language)
    return Item(policy.name, policy.label[language], note, policy.name in chosen, group)


def _own(asked: Sequence[tuple[str, str]], language: str) -> Own:
    given: dict[str, str] = {}
    for name, value in asked:
        if name in NAMES and value.strip():
            given[name] = f"{given[name]},{value}" if name in given else value
    return Own(tuple(_own_part(field, given, language) for field in FIELDS), PREFIX + KINDS, bool(given))


def _own_part(field: str, given: Mapping[str, str], language: str) -> Select | Group | Field:
    name, label = PREFIX + field, text(f"web.composed.{field}", language)
    value = given.get(name, "")
    if field == KINDS:
        labels = {group: text(f"web.composed.{KINDS}_of.{group}", language) for group in STEPS}
        return Group(label, tuple(Item(id, words, "", id in value.split(",")) for id, words in labels.items()))
    if field in NUMBERS:
        notes = texts("web.composed")
        note = notes.get(f"{field}_note", notes["percent_note"])[language]
        return Field(name, label, value, "", f"{note}; {name}")
    key = "ways" if CHOICES[field] == WAYS else f"{field}_of"
    offered = [id for id in CHOICES[field] if id != AS_USUAL]  # which is what an empty choice means
    items = [Item(id, text(f"web.composed.{key}.{id}", language), "", id == value) for id in offered]
    return Select(name, label, (Item("", text("web.composed.not_chosen", language), "", not value), *items))


def policy_select(name: str, label: str, chosen: str, language: str) -> Select:
    """Return the choice of one policy, in groups, by label within a group."""
    groups = _policies((chosen,), language)
    return Select(name, label, tuple(item for group in groups for item in sorted(group.items, key=lambda i: i.label)))


def _policies(chosen: Collection[str], language: str) -> list[Group]:
    """Return all policies as `tilltro policies` lists them: in groups, by name within a group."""
    policies = sorted(map(load_policy, policy_names()), key=lambda policy: POLICY_GROUPS.index(policy.group))
    return _in_groups(_shown(policy, language, chosen) for policy in policies)


def _in_groups(items: Iterable[Item]) -> list[Group]:
    return [Group(label, tuple(members)) for label, members in groupby(items, key=lambda item: item.group)]


def _years(n_quarters: int, language: str) -> Select:
    offered = {QUARTERS_A_YEAR * years for years in range(1, LONGEST + 1)} | {n_quarters}
    items = [Item(str(n), years_words(n, language), "", n == n_quarters) for n in sorted(offered)]
    return Select("n_quarters", text("web.own.years", language), tuple(items))


def years_words(n_quarters: int, language: str) -> str:
    """Return how long a comparison is, in years."""
    if n_quarters == QUARTERS_A_YEAR:
        return text("web.own.year_one", language)
    return text("web.own.years_n", language, n=format_plain(n_quarters / QUARTERS_A_YEAR, language))


def market_label(name: str, language: str) -> str:
    """Return what one of the package's labour markets is called."""
    label: str = read_yaml(named_files("labour_market")[name])["label"][language]
    return label


def _market(settings: Settings, language: str) -> Select:
    now = settings.market().name
    items = tuple(Item(name, market_label(name, language), "", name == now) for name in named_files("labour_market"))
    return Select("labour_market", text("web.own.market", language), items)


def _worlds(chosen: Sequence[str], language: str) -> tuple[Item, ...]:
    found = [load_world(name) for name in world_names() if name != USUAL]
    return tuple(Item(w.name, w.label[language], w.summary.get(language, ""), w.name in chosen) for w in found)


def _numbers(settings: Settings, language: str) -> tuple[Field, ...]:
    usual = make_settings()
    values = [
        {
            "population.n_clients": given.n_clients,
            "caseworkers.caseload": given.caseworkers.caseload,
            "n_replications": given.n_replications,
            "seed": given.seed,
        }
        for given in (settings, usual)
    ]
    labels = dict(zip(SIZES, ("people", "caseload", "runs", "seed"), strict=True))
    return tuple(
        Field(
            name,
            text(f"web.own.{labels[name]}", language),
            "" if values[0][name] == values[1][name] else str(values[0][name]),
            str(values[1][name]),
        )
        for name in SIZES
    )


def _parameters(settings: Settings, language: str) -> Iterable[Fields]:
    for group, names in parameters().items():
        given = settings.parameters.get(group, {})
        fields = (
            Field(
                found.path,
                found.meaning[language],
                _plain(given.get(found.name), language),
                format_plain(found.central, language),
                "; ".join(
                    (
                        text(
                            "web.own.plausible",
                            language,
                            range=format_range(found.low, found.high, language),
                            unit=phrase(found.unit, language),
                            basis=basis_words(found.basis, language),
                        ),
                        f"{found.group}.{found.name}",
                        text("web.own.sources", language, sources=source_list(found.source, language)),
                    )
                ),
            )
            for found in names.values()
        )
        yield Fields(group, tuple(fields))


def _prices(settings: Settings, language: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            found.path,
            found.label[language],
            _plain(settings.money.get(id), language),
            format_plain(found.central, language),
            f"{format_range(found.low, found.high, language)}; {phrase(found.unit, language)}",
        )
        for id, found in prices().items()
    )


def _plain(value: float | None, language: str) -> str:
    return "" if value is None else format_plain(value, language)
