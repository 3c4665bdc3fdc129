"""A scenario as an address: every setting in the query, under the names that are typed on the command line.

`/compare?experiment=headline&world=selection_only&v=0.1.0` and `tilltro compare experiment=headline
world=selection_only` are the same comparison. Nothing in an address names a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from simulation import __version__
from simulation.base.checks import check_name
from simulation.base.errors import InputError, nearest
from simulation.base.resources import named_files
from simulation.base.sources import SentFile
from simulation.base.texts import LANGUAGES
from simulation.model.parameters import central_values
from simulation.results.content_hash import content_hash
from simulation.study.changes import changes, run_size
from simulation.study.defaults import OWN_FOLDER, OWN_NAME, PAIR, dotted, experiment_names, experiment_settings
from simulation.study.money import central_prices
from simulation.study.replications import Study
from simulation.study.settings import PARAMETER_SETS, Settings
from simulation.study.settings_reader import read_settings
from simulation.web.composed import KINDS, NAMES, PREFIX, Composed, composed_of

LANGUAGE, VERSION, EXPERIMENT = "language", "v", "experiment"
TABLE, UPLOAD = "table", "upload"  # the hash of a sent table, and the word by which its sender finds it here
FORMS, FORMS_UPLOAD = "questionnaires", "questionnaires_upload"  # the same of questionnaires over time
FILES = {TABLE: UPLOAD, FORMS: FORMS_UPLOAD}  # what a form sends as files
WHOLE = ("n_quarters", "n_replications", "seed", "population.n_clients", "population.inflow", "caseworkers.caseload",
         "caseworkers.n_offices")  # fmt: skip
LISTS = ("policies", "world", PREFIX + KINDS)
WORDS = ("baseline", "labour_market", "parameters", "population.missing")
NAMED = (*LISTS, *WORDS, *WHOLE, *(name for name in NAMES if name not in LISTS))
NOT_IN_ADDRESSES = ("population.table", "config_dir")  # names of what was sent
MOST_POLICIES = 4  # of a comparison of one's own: more can't be told apart on a strip; ready-made ones may have more
MOST_READ = 100  # addresses that are remembered as read
MOST_SETTINGS, LONGEST = 400, 8_000  # in an address, and characters of it
NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": None})


@dataclass(frozen=True)
class Asked:
    """A comparison that an address asks for."""

    settings: Settings
    name: str  # of the ready-made comparison, or "own"
    language: str
    version: str  # of the program that made the address; empty where it doesn't say
    upload: str = ""  # the word by which the sender of a table finds it here
    composed: Composed | None = None  # a policy of the visitor's own, the first that is compared

    @property
    def is_of_another_version(self) -> bool:
        """Whether the address was made by another version, whose numbers may differ."""
        return self.version not in ("", __version__)

    @cached_property
    def study(self) -> Study:
        """Return what is computed; made once, for it reads and checks every draw of the parameters."""
        return self.settings.study()

    @cached_property
    def key(self) -> str:
        """Return the content hash of the comparison's numbers, whatever the language of its page."""
        return content_hash(self.settings, "compare", self.name, "")

    def query(self) -> str:
        """Return the query that gives this comparison again; to others too, but for a table that was sent."""
        pairs = [*pairs_of(self), (LANGUAGE, self.language), (VERSION, __version__)]
        return urlencode(pairs, safe=",[]")

    def own_query(self) -> str:
        """Return the query for whoever has sent the table: with the token that finds it."""
        return f"{self.query()}&{urlencode([(UPLOAD, self.upload)])}" if self.upload else self.query()


def no_table(token: str) -> None:
    """Upload lookup for callers without uploads: always None."""


def with_itself(baseline: str) -> InputError:
    """Return the error for a form that compares a policy with nothing but itself."""
    other = next(name for name in reversed(PAIR) if name != baseline)
    return InputError("compared_with_itself", name=baseline, other=other)


@lru_cache(MOST_READ)
def read_address_cached(pairs: tuple[tuple[str, str], ...]) -> Asked:
    """`read_address` for addresses without an upload, cached: page, events and downloads parse the same one."""
    return read_address(pairs)


def read_address(pairs: Sequence[tuple[str, str]], find_table: Callable[[str], SentFile | None] = no_table) -> Asked:
    """Return the comparison that an address's settings ask for; empty ones are left out.

    Args:
        pairs: names and values, as they stand in the address.
        find_table: finds a table that was sent by its word.

    Raises:
        InputError: if a setting is unknown, stands there twice, or its value isn't allowed.
    """
    if len(pairs) > MOST_SETTINGS:
        raise InputError("too_many_settings", n=len(pairs), high=MOST_SETTINGS)
    given: dict[str, str] = {}
    chosen: dict[str, list[str]] = {name: [] for name in LISTS}
    for name, value in pairs:
        plain = value.strip().translate(MINUS)
        if not plain:
            continue
        if name in LISTS:  # a form sends a list as the same name again and again
            chosen[name] += [item.strip() for item in plain.strip("[]").split(",") if item.strip()]
        elif name in given:
            raise InputError("given_twice", name=name)
        else:
            given[name] = plain
    language = read_language(given.pop(LANGUAGE, LANGUAGES[0]))
    version, experiment = given.pop(VERSION, ""), given.pop(EXPERIMENT, "")
    digest, upload = given.pop(TABLE, ""), given.pop(UPLOAD, "")
    lists = {name: list(dict.fromkeys(items)) for name, items in chosen.items() if items}
    composed = composed_of({**given, **{name: ",".join(items) for name, items in lists.items()}})
    asked = {**{name: _value(name, value) for name, value in given.items()}, **lists}
    content = _nested({name: value for name, value in asked.items() if name not in NAMES})
    name = OWN_NAME
    if experiment:
        ready = _ready(experiment)
        if not {"policies", "baseline"} & set(content) and composed is None:
            name = experiment
        content = {**ready, **content}
    if composed is not None:
        content["policies"] = [composed.name, *content.get("policies", ())]
        content = {**content, "config_dir": OWN_FOLDER, "sent_policy": composed.file}
    if name == OWN_NAME:
        _check_number_of_policies(content.get("policies", ()))
    if digest or upload:
        file = find_table(upload)
        if file is None or (digest and file.digest != digest):
            raise InputError("table_again")
        people = {key: value for key, value in content.get("population", {}).items() if key != "n_clients"}
        content["population"] = {**people, "table": file.name, "sent": file}
    if "policies" in content and set(content["policies"]) == {content.get("baseline")}:
        raise with_itself(content["baseline"])
    return Asked(read_settings(content), name, language, version[:20], upload, composed)


def _check_number_of_policies(policies: Sequence[str]) -> None:
    """Check that there aren't too many policies; those of a ready-made comparison may be compared in another way.

    Raises:
        InputError: if there are.
    """
    if len(policies) <= MOST_POLICIES:
        return
    if {*policies} not in ({*_ready(name)["policies"]} for name in experiment_names()):
        raise InputError("too_many_for_page", n=len(policies), high=MOST_POLICIES)


def read_language(given: str) -> str:
    """Return a language that there is.

    Raises:
        InputError: if there isn't.
    """
    check_name("language", given, LANGUAGES)
    return given


def pairs_of(asked: Asked) -> list[tuple[str, str]]:
    """Return the settings of an address: the ready-made comparison or the policies, and what differs from the usual."""
    settings, composed = asked.settings, asked.composed
    if asked.name in experiment_names():
        first = [(EXPERIMENT, asked.name)]
    else:
        others = [name for name in settings.policies if composed is None or name != composed.name]
        shipped = [("policies", ",".join(others))] if others else []
        first = [*([] if composed is None else composed.pairs()), *shipped, ("baseline", settings.baseline)]
    sent = settings.population.sent
    table = [] if sent is None else [(TABLE, sent.digest)]
    changed = ((key, value.strip("[]")) for key, value in changes(settings) if key not in NOT_IN_ADDRESSES)
    return [*first, *table, *run_size(settings), *changed]


def changed(asked: Asked, name: str, value: str | None) -> str:
    """Return the query with one setting changed, or back to its usual value; the table itself for its setting."""
    without_table = name == "population.table" and value is None
    dropped = {name, TABLE, "population.missing"} if without_table else {name}
    pairs = [pair for pair in pairs_of(asked) if pair[0] not in dropped]
    if value is not None:
        pairs.append((name, value))
    upload = [(UPLOAD, asked.upload)] if asked.upload and not without_table else []
    return urlencode([*pairs, (LANGUAGE, asked.language), (VERSION, __version__), *upload], safe=",[]")


def usual_of(name: str) -> Settings:
    """Return the standard settings of a ready-made comparison, those of the headline for any other."""
    return read_settings(_ready(name) if name in experiment_names() else {})


def _ready(name: str) -> dict[str, Any]:
    return {key: value for key, value in experiment_settings(name).items() if key != "name"}


@cache
def known_settings() -> tuple[str, ...]:
    """Return the names of all settings that an address may hold."""
    parameters = (f"parameters.{name}" for name, value in dotted(central_values()) if not isinstance(value, Mapping))
    return (
        EXPERIMENT,
        LANGUAGE,
        VERSION,
        TABLE,
        UPLOAD,
        *NAMED,
        *parameters,
        *(f"money.{name}" for name in central_prices()),
    )


def _value(name: str, given: str) -> Any:
    """Return a setting's value as YAML would give it."""
    if name not in known_settings():
        raise InputError("unknown_key", name=name, where="the address", nearest=nearest(name, known_settings()))
    if name in NAMES:  # checked where the policy is composed
        return given
    if name in WORDS:
        return _word(name, given)
    # A comma as decimal sign is what a Nordic keyboard gives.
    plain = given.replace(",", ".") if given.count(",") == 1 and "." not in given else given
    if name in WHOLE:
        return int(plain) if WHOLE_NUMBER.fullmatch(plain) else given
    if WHOLE_NUMBER.fullmatch(plain):
        return int(plain)
    return float(plain) if NUMBER.fullmatch(plain) else given


def _word(name: str, given: str) -> str:
    """Return the name of one of the package's files; never a path."""
    if name == "labour_market":
        check_name("labour market", given, named_files("labour_market"))
    elif name == "parameters":
        check_name("parameter set", given, PARAMETER_SETS)
    return given


def _nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return dotted settings as nested ones, as `read_settings` takes them."""
    content: dict[str, Any] = {}
    for name, value in given.items():
        if name == "parameters":
            content["parameter_set"] = value
            continue
        *groups, last = name.split(".")
        inner = content
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = value
    return content
