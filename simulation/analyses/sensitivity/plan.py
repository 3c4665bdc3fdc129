"""What `tilltro sensitivity` asks, from `configs/sensitivity.yaml`: questions, unknowns and sizes, all checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from simulation.analyses.contrary.questions import Question, arms_of, load_questions
from simulation.base.checks import check_keys, check_mapping, check_name, check_whole, is_number
from simulation.base.errors import InputError, in_file, nearest
from simulation.base.resources import configs, read_yaml
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.parameters import catalogue, entries, entry
from simulation.study.settings import MOST_QUARTERS

FILE = "sensitivity.yaml"
KEYS = ("questions", "decision", "steps", "exclude", "nuisance", "sizes")
HORIZON, LUCK = NUISANCE = ("horizon", "luck")
LEAST_BASE, LEAST_DRAWS = 128, 500  # below, a run only shows that it works
MOST = 1_000_000
LIMITS = {  # whole numbers: least and most allowed
    "n_clients": (60, MOST),
    "caseload": (1, MOST),
    "n_trajectories": (2, MOST),
    "n_screened": (1, 100),
    "n_base": (2, 2**20),
    "n_draws": (40, MOST),
    "n_steps": (2, MOST),
    "n_resamples": (20, 100_000),
    "chunk": (1, MOST),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class Sizes:
    """How large the simulated populations are and how many of each kind there are; see the file."""

    n_clients: int
    caseload: int
    n_trajectories: int
    n_screened: int
    n_base: int
    n_draws: int
    n_steps: int
    n_resamples: int
    chunk: int
    seed: int

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            check_whole(name, getattr(self, name), low, high)
        if self.n_base & (self.n_base - 1):
            raise InputError("not_a_power_of_two", name="n_base", value=self.n_base)


@dataclass(frozen=True)
class Decision:
    """A choice of one policy for everybody, the one with the best mean of an outcome at the end of a quarter."""

    policies: tuple[str, ...]
    outcome: str
    quarter: int


@dataclass(frozen=True)
class Plan:
    """Questions, the decision, the parameters that are varied, and how many simulations each method takes."""

    name: str  # name of this set of sizes
    questions: tuple[Question, ...]
    decision: Decision
    steps: Mapping[str, tuple[float, ...]]  # values by group.name
    parameters: tuple[str, ...]  # group.name
    nuisance: Mapping[str, tuple[float, float]]  # lowest and highest
    sizes: Sizes

    @property
    def is_small(self) -> bool:
        """Whether there are too few simulations for conclusions."""
        return self.sizes.n_base < LEAST_BASE or self.sizes.n_draws < LEAST_DRAWS

    @property
    def arms(self) -> tuple[str, ...]:
        """Every policy in a question or in the decision, once."""
        return tuple(dict.fromkeys((*arms_of(self.questions), *self.decision.policies)))

    @property
    def n_quarters(self) -> int:
        """The last quarter that anything is read at."""
        return max(self.decision.quarter, *(question.quarter for question in self.questions))

    def with_fixed(self, given: Mapping[str, Mapping[str, Any]]) -> Plan:
        """Return the plan without varying parameters to which the user gave a value; `given` is by group and name."""
        fixed = {f"{group}.{name}" for group, values in given.items() for name in values}
        steps = {path: values for path, values in self.steps.items() if path not in fixed}
        return replace(self, parameters=tuple(path for path in self.parameters if path not in fixed), steps=steps)


def load_plan(name: str, own_configs: Path | None = None) -> Plan:
    """Return the plan with the sizes of that name.

    Raises:
        InputError: on an unknown key or name and on a value that isn't allowed.
    """
    own = None if own_configs is None else own_configs / FILE
    path = own if own is not None and own.is_file() else configs() / FILE
    with in_file(path):
        return _plan(name, read_yaml(path), own_configs)


def _plan(name: str, given: object, own_configs: Path | None) -> Plan:
    content = check_keys(given, FILE, KEYS)
    sizes = check_mapping(content["sizes"], f"{FILE}, sizes")
    check_name("size", name, sizes)
    known = [field.name for field in fields(Sizes)]
    return Plan(
        name=name,
        questions=_questions(content["questions"], own_configs),
        decision=_decision(content["decision"]),
        steps=_steps(content["steps"]),
        parameters=_varied_parameters(content["exclude"]),
        nuisance=_nuisance(content["nuisance"]),
        sizes=Sizes(**check_keys(sizes[name], f"{FILE}, sizes, {name}", known)),
    )


def _questions(content: object, own_configs: Path | None) -> tuple[Question, ...]:
    asked = {question.id: question for question in load_questions(own_configs)}
    names = _names(content, "questions")
    for name in names:
        check_name("question", name, asked)
    return tuple(asked[name] for name in names)


def _decision(content: object) -> Decision:
    where = f"{FILE}, decision"
    found = check_keys(content, where, ("policies", "outcome", "quarter"))
    check_name("outcome", found["outcome"], OUTCOME_IDS)
    policies = _names(found["policies"], "decision, policies")
    if len(policies) < 2:
        raise InputError("wrong_shape", where=f"{where}, policies", expected="a list of two policies or more")
    return Decision(policies, found["outcome"], check_whole(f"{where}, quarter", found["quarter"], 1, MOST_QUARTERS))


def _steps(content: object) -> dict[str, tuple[float, ...]]:
    steps = {}
    for path, values in check_mapping(content, f"{FILE}, steps").items():
        found = entry(str(path))
        if not isinstance(values, list) or not all(is_number(value) for value in values) or not values:
            raise InputError("wrong_shape", where=f"{FILE}, steps, {path}", expected="a list of numbers")
        for value in values:
            if not found.allowed[0] <= value <= found.allowed[1]:
                low, high = (f"{end:g}" for end in found.allowed)
                raise InputError("out_of_range", name=found.path, value=value, low=low, high=high)
        steps[str(path)] = tuple(float(value) for value in values)
    return steps


def _varied_parameters(content: object) -> tuple[str, ...]:
    """Return the parameters that aren't excluded and have a range."""
    excluded = _names(content, "exclude") if content else ()
    for name in excluded:
        if name not in entries() and name not in catalogue():
            raise InputError("unknown_key", name=name, where="parameters", nearest=nearest(name, entries()))
    return tuple(
        path
        for path, found in entries().items()
        if found.low < found.high and path not in excluded and found.group not in excluded
    )


def _nuisance(content: object) -> dict[str, tuple[float, float]]:
    found = {}
    for name, item in check_keys(content, f"{FILE}, nuisance", NUISANCE).items():
        where = f"{FILE}, nuisance, {name}"
        ends = check_keys(item, where, ("low", "high", "meaning"))
        low, high = ends["low"], ends["high"]
        if not (is_number(low) and is_number(high) and 0.0 <= low < high):
            raise InputError("wrong_shape", where=where, expected="a low below a high, from 0")
        found[name] = (float(low), float(high))
    if found[HORIZON][1] > 1.0:
        raise InputError("wrong_shape", where=f"{FILE}, nuisance, {HORIZON}", expected="shares from 0 to 1")
    return found


def _names(content: object, where: str) -> tuple[str, ...]:
    if not isinstance(content, list) or not content or not all(isinstance(name, str) for name in content):
        raise InputError("wrong_shape", where=f"{FILE}, {where}", expected="a list of names")
    return tuple(dict.fromkeys(content))
