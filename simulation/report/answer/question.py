"""Which question a comparison answers: its title, and the pair of policies and the outcomes that it is about.

A ready-made comparison names its question in its own YAML (`configs/experiment/`), under `question`. Where there is
none, or its policies aren't compared, the question is the policy with most first jobs against the baseline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.base.checks import check_keys, check_name
from simulation.base.errors import InputError
from simulation.base.resources import configs, read_texts, read_yaml
from simulation.base.texts import catalogue
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.policies.policy import OWN_GROUP
from simulation.results.comparison import Comparison
from simulation.study.contrasts.at_end import KEPT_GROUPS, values_of
from simulation.study.defaults import QUESTION
from simulation.study.worlds import world_names

EVERYBODY = "all"


@dataclass(frozen=True)
class Asked:
    """An outcome that a question is about, among everybody or in a group."""

    outcome: str
    group: str = EVERYBODY


@dataclass(frozen=True)
class Question:
    """One policy against another, in one outcome or several; `world` names contrary evidence, empty for none."""

    title: Mapping[str, str]  # by language; empty where the policies' labels make it
    policy: str
    against: str
    outcomes: tuple[Asked, ...] = (Asked(MAIN_OUTCOME),)
    world: str = ""


def load_question(name: str, own_configs: Path | None = None) -> Question | None:
    """Return the question of the experiment of this name, the user's own first; None where it names none.

    Raises:
        InputError: if a key, an outcome, a group or a world is unknown.
    """
    if not re.fullmatch(r"[\w-]+", name):  # the name of no file
        return None
    file = f"{name}.yaml"
    own = None if own_configs is None else own_configs / "experiment" / file
    path = own if own is not None and own.is_file() else configs().joinpath("experiment", file)
    content = read_yaml(path) if path.is_file() else {}
    given = content.get(QUESTION) if isinstance(content, Mapping) else None
    return None if given is None else _read(given, f"{file}, {QUESTION}", own_configs)


def _read(given: object, where: str, own_configs: Path | None) -> Question:
    content = check_keys(given, where, ("title", "policy", "against"), ("outcomes", "world"))
    for key in ("policy", "against"):
        if not isinstance(content[key], str):
            raise InputError("wrong_shape", where=f"{where}, {key}", expected="a name")
    listed = content.get("outcomes", [MAIN_OUTCOME])
    if not isinstance(listed, list) or not listed:
        raise InputError("wrong_shape", where=f"{where}, outcomes", expected="a list of names")
    world = content.get("world", "")
    if world:
        check_name("world", world, world_names(own_configs))
    return Question(
        read_texts(content["title"], f"{where}, title"),
        content["policy"],
        content["against"],
        tuple(_asked(item, where) for item in listed),
        world,
    )


def _asked(item: object, where: str) -> Asked:
    """Return an outcome; written as its name, or as `{outcome: NAME, group: NAME}`."""
    content = check_keys({"outcome": item} if isinstance(item, str) else item, where, ("outcome",), ("group",))
    check_name("outcome", content["outcome"], tuple(catalogue("answer.outcomes")))
    check_name("group", content.get("group", EVERYBODY), KEPT_GROUPS)
    return Asked(**content)


def named_question(comparison: Comparison) -> Question | None:
    """Return the question that a comparison's experiment names; None where it names none, or other policies."""
    names = {policy.name for policy in comparison.study.policies}
    named = load_question(comparison.name, comparison.settings.own_configs)
    return named if named is not None and {named.policy, named.against} <= names else None


def question_of(comparison: Comparison) -> Question | None:
    """Return the question that a comparison answers; None where nothing is compared."""
    study, table = comparison.study, comparison.tables.at_end
    if len(study.policies) == 1:
        return None
    named = named_question(comparison)
    if named is not None:
        return named
    assert table is not None  # noqa: S101 (every run of this version has it)
    values = values_of(table)
    means = {
        policy.name: float(np.mean(values[policy.name, EVERYBODY, MAIN_OUTCOME]))
        for policy in study.policies
        if policy.name != study.baseline
    }
    others = [policy for policy in study.policies if policy.name in means]
    own = [policy for policy in others if policy.group == OWN_GROUP]  # whoever wrote one asks about it
    best = max((policy.name for policy in own or others), key=means.__getitem__)
    return Question({}, best, study.baseline)
