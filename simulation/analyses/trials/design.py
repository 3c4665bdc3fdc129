"""The design of a study: policies, what is randomised, how many clients, for how long, what is measured.

Designs are YAML (`configs/trial/NAME.yaml`, and `trial/NAME.yaml` in a user's own folder).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from simulation.base.checks import as_typed_number, as_typed_whole, check_keys, check_name, check_number, check_whole
from simulation.base.errors import InputError, in_file
from simulation.base.resources import named_files, read_texts, read_yaml
from simulation.model.parameters import entry
from simulation.model.policies import policy_names
from simulation.study.money.prices import OF_STUDY, study_catalogue

FOLDER = "trial"
CLIENT, CASEWORKER, OFFICE = UNITS = ("client", "caseworker", "office")
ALL, TAKERS = ESTIMANDS = (
    "all",
    "takers",
)  # whose effect a study estimates: everybody's, or that of those who take part
LEAST_TAKERS = 5.0  # standard errors of how many more of the policy's arm take part, where the effect is that on takers
OUTCOMES = ("first_job", "in_ordinary_job", "quarters_worked", "disability_pension")  # what registers tell of everybody
FOLLOW_UPS = (4, 8, 16)  # quarters, beside the design's own
SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)  # times the design's own number of clients
LEAST_CLIENTS, MOST_CLIENTS = 200, 20_000
LEAST_OFFICES = 4  # where offices are randomised: two an arm, so that their spread can be estimated
OFFICE_CLIENTS = 100  # clients of an office who take part
MOST_AT_STAKE = 10_000_000


@dataclass(frozen=True)
class Design:
    """A study of one policy against another; shares are 0 to 1. It has no title once it is of other policies."""

    name: str
    title: Mapping[str, str]  # by language
    policy: str
    against: str
    unit: str  # what is randomised: one of UNITS
    outcome: str  # OUTCOMES
    clients: int  # both arms together
    follow_up: int  # quarters
    take_up: float = 1.0  # share of the policy's arm who get it
    spillover: float = 0.0  # share of the other arm who get it all the same, where both share an office
    attrition: float = 0.0  # share of either arm whose outcome isn't known, whatever it is
    office_spread: float = 0.15  # SD between offices of the log rate of job entry; an assumption (G15: not large)
    unknown: str = "progression.causal_share"  # the parameter that the study is to inform about
    estimand: str = ALL  # ESTIMANDS
    at_stake: int = 10_000  # people whom the choice after the study concerns; an assumption
    price_planning: float = field(default_factory=lambda: _usual_price("price_planning"))  # DKK a study
    price_office: float = field(default_factory=lambda: _usual_price("price_office"))  # DKK an office
    price_client: float = field(default_factory=lambda: _usual_price("price_client"))  # DKK a client of either arm

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of clients at which the study is looked at, its own among them, others in pairs of offices."""
        step = 2 * OFFICE_CLIENTS
        found = {max(self.least_clients, round(size * self.clients / step) * step) for size in SIZES if size != 1.0}
        return tuple(sorted({self.clients, *(size for size in found if size <= MOST_CLIENTS)}))

    @property
    def least_clients(self) -> int:
        """The smallest number of clients that such a study can have."""
        return LEAST_OFFICES * OFFICE_CLIENTS if self.unit == OFFICE else LEAST_CLIENTS

    @property
    def follow_ups(self) -> tuple[int, ...]:
        """Quarters after which the study is read, the design's own last."""
        return (*(quarter for quarter in FOLLOW_UPS if quarter < self.follow_up), self.follow_up)

    def results(self, outcomes: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """Return each outcome with each of the quarters after which it is read, in this order."""
        return tuple((outcome, quarter) for outcome in outcomes for quarter in self.follow_ups)

    @property
    def all_outcomes(self) -> tuple[str, ...]:
        """All that registers tell, the design's own outcome last: then its own result is the last of all."""
        return (*(outcome for outcome in OUTCOMES if outcome != self.outcome), self.outcome)


REQUIRED = ("title", "policy", "against", "unit", "outcome", "clients", "follow_up")
PRICES = ("price_planning", "price_office", "price_client")
SHARES = ("take_up", "spillover", "attrition")
OPTIONAL = (*SHARES, "office_spread", "unknown", "estimand", "at_stake", *PRICES)
WHOLE = ("clients", "follow_up", "at_stake")
NUMBERS = (*SHARES, "office_spread", *PRICES)
SETTINGS = (*REQUIRED[1:], *OPTIONAL)  # what can be set otherwise on the command line


def _usual_price(name: str) -> float:
    return study_catalogue()[name.removeprefix(OF_STUDY)].central


def design_names(own_configs: Path | None = None) -> tuple[str, ...]:
    """Return the names of all designs."""
    return tuple(sorted(named_files(FOLDER, own_configs)))


def load_design(name: str, own_configs: Path | None = None, given: Mapping[str, Any] | None = None) -> Design:
    """Return a design by name, with what is given in the place of its own.

    Raises:
        InputError: if there is none of that name, or something in it isn't allowed.
    """
    files = named_files(FOLDER, own_configs)
    check_name("design", name, files)
    with in_file(files[name]):
        content = check_keys(read_yaml(files[name]), f"trial {name}", REQUIRED, OPTIONAL)
        title = read_texts(content["title"], f"trial {name}, title")
        design = _checked(Design(**{**content, "name": name, "title": title}), own_configs)
    if not given:
        return design
    is_other = any(given.get(name, getattr(design, name)) != getattr(design, name) for name in ("policy", "against"))
    return _checked(replace(design, **{**given, "title": {} if is_other else title}), own_configs)


def _checked(design: Design, own_configs: Path | None) -> Design:
    for name in ("policy", "against"):
        check_name(name, getattr(design, name), policy_names(own_configs))
    if design.policy == design.against:
        raise InputError("same_policy_twice", name=design.policy)
    check_name("unit", design.unit, UNITS)
    check_name("outcome", design.outcome, OUTCOMES)
    check_whole("clients", design.clients, design.least_clients, MOST_CLIENTS)
    if beyond := design.clients % OFFICE_CLIENTS:
        below = design.clients - beyond
        allowed = f"{below}, {below + OFFICE_CLIENTS}"
        raise InputError("not_allowed", name="clients", value=design.clients, allowed=allowed)
    check_whole("follow_up", design.follow_up, 1, 40)
    check_number("take_up", design.take_up, 0.05, 1.0)
    for name in ("spillover", "attrition"):
        check_number(name, getattr(design, name), 0.0, 0.9)
    if design.unit == OFFICE and design.spillover:
        raise InputError("spillover_by_office", value=design.spillover)
    check_number("office_spread", design.office_spread, 0.0, 1.0)
    check_name("estimand", design.estimand, ESTIMANDS)
    check_whole("at_stake", design.at_stake, 1, MOST_AT_STAKE)
    for name in PRICES:
        check_number(name, getattr(design, name), 0.0, study_catalogue()[name.removeprefix(OF_STUDY)].most)
    if design.estimand == TAKERS:
        _check_takers(design)
    entry(design.unknown)
    return design


def _check_takers(design: Design) -> None:
    """Check that even the smallest study sees more of the policy's arm take part than of the other."""
    n_known = min(design.sizes) * (1.0 - design.attrition)
    least = LEAST_TAKERS / math.sqrt(n_known)  # the error of a difference of shares is at most 1 / sqrt(n)
    if design.take_up - design.spillover < least:
        shown = {"take_up": design.take_up, "spillover": design.spillover, "least": f"{least:.2f}"}
        raise InputError("too_few_takers", n=round(n_known), usual=ALL, **shown)


def as_typed(given: Mapping[str, str]) -> dict[str, Any]:
    """Return settings of a design from their words: numbers where they are, else the words, to be refused by name."""
    return {name: _as_number(name, words) for name, words in given.items()}


def _as_number(name: str, words: str) -> Any:
    return as_typed_whole(words) if name in WHOLE else as_typed_number(words) if name in NUMBERS else words


def as_mapping(design: Design) -> dict[str, Any]:
    """Return a design as plain values, the title left out."""
    return {field.name: getattr(design, field.name) for field in fields(design) if field.name != "title"}
