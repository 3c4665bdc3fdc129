"""What `tilltro contrary` asks: questions, and the worlds they are asked in, from `configs/contrary.yaml`.

A user's own folder may hold a `contrary.yaml` of its own, and worlds of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.base.checks import check_keys, check_mapping, check_name, check_whole
from simulation.base.errors import InputError, in_file
from simulation.base.resources import configs, read_texts, read_yaml
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.study.settings import MOST_QUARTERS
from simulation.study.worlds import World, load_world, names_of, together, world_names

FILE = "contrary.yaml"
REQUIRED = ("label", "policy", "against", "outcome", "quarter")
OPTIONAL = ("group",)


@dataclass(frozen=True)
class Question:
    """One policy over another, in an outcome of a group at the end of a quarter."""

    id: str
    label: Mapping[str, str]
    policy: str
    against: str
    outcome: str
    quarter: int
    group: str = "all"

    def of(self, result: ReplicationResult, arms: Sequence[str]) -> float:
        """Return the difference between the two policies in one replication."""
        place = (self.quarter, GROUPS.index(self.group), OUTCOME_IDS.index(self.outcome))
        return float(result.mean[arms.index(self.policy)][place] - result.mean[arms.index(self.against)][place])


def load_questions(own_configs: Path | None = None) -> tuple[Question, ...]:
    """Return the questions.

    Raises:
        InputError: if a key, an outcome or a group is unknown or a value isn't allowed.
    """
    questions = _section(own_configs, "questions")
    if not questions:
        raise InputError("missing_key", where=FILE, name="questions")
    with in_file(_file(own_configs)):
        return tuple(_question(str(id), item) for id, item in questions.items())


def load_worlds(own_configs: Path | None = None) -> tuple[World, ...]:
    """Return every world, the usual one first, and after them those that hold together.

    Raises:
        InputError: if a key or a world is unknown, or worlds disagree.
    """
    alone = [load_world(name, own_configs) for name in world_names(own_configs)]
    several = _section(own_configs, "together")
    with in_file(_file(own_configs)):
        return (*alone, *(_several(id, item, own_configs) for id, item in several.items()))


def arms_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the policies that the questions are about, each once."""
    return tuple(dict.fromkeys(name for question in questions for name in (question.against, question.policy)))


def split_suppressed(
    questions: Sequence[Question], groups: Collection[str]
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """Return the questions that can be answered, and those about one of these groups, which are suppressed or empty.

    Raises:
        InputError: if none can be answered.
    """
    kept = tuple(question for question in questions if question.group not in groups)
    if not kept:
        raise InputError("only_suppressed_groups", least=SMALLEST_GROUP)
    return kept, tuple(question for question in questions if question.group in groups)


def _file(own_configs: Path | None) -> Path:
    own = None if own_configs is None else own_configs / FILE
    return own if own is not None and own.is_file() else configs() / FILE


def _section(own_configs: Path | None, name: str) -> Mapping[str, Any]:
    content = read_yaml(_file(own_configs))
    check_keys(content, FILE, (), ("questions", "together"))
    return check_mapping(content.get(name) or {}, f"{FILE}, {name}")


def _several(id: str, item: object, own_configs: Path | None) -> World:
    where = f"{FILE}, together, {id}"
    content = check_keys(item, where, ("label", "worlds"))
    names = names_of(content["worlds"], world_names(own_configs))
    worlds = [load_world(name, own_configs) for name in names]
    return together(str(id), read_texts(content["label"], f"{where}, label"), worlds)


def _question(id: str, item: object) -> Question:
    where = f"{FILE}, {id}"
    content = check_keys(item, where, REQUIRED, OPTIONAL)
    read_texts(content["label"], f"{where}, label")
    for key, known in (("outcome", OUTCOME_IDS), ("group", GROUPS)):
        check_name(key, content.get(key, "all"), known)
    check_whole(f"{where}, quarter", content["quarter"], 1, MOST_QUARTERS)
    for key in ("policy", "against"):
        if not isinstance(content[key], str):
            raise InputError("wrong_shape", where=f"{where}, {key}", expected="a name")
    return Question(id, **content)
