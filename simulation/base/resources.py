"""Where the package keeps its data files, and how they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from simulation.base.errors import InputError, reason_of
from simulation.base.texts import LANGUAGES

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeyLoader(Loader):  # type: ignore[misc]
    """A safe loader that refuses a mapping with the same key twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


@cache
def configs() -> Path:
    """Return the folder of the configuration: inside the package when installed, beside it in a checkout.

    The place is told by this file, not by the import system: a checkout then never reads another one's configuration.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def named_files(kind: str, own_configs: Path | None = None) -> dict[str, Path]:
    """Return the YAML files of a folder of the configuration by name; a user's own file wins over the package's."""
    folders = [configs() / kind, *([] if own_configs is None else [own_configs / kind])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def named_file(kind: str, name: str, own_configs: Path | None = None) -> Path | None:
    """Return the one of `named_files` that has this name, without a path for each of perhaps thousands of others."""
    for folder in (*([] if own_configs is None else [own_configs / kind]), configs() / kind):
        try:
            names = os.listdir(folder)  # noqa: PTH208 (names, not paths)
        except OSError:
            continue
        if f"{name}.yaml" in names:  # rather than ask for the file: some disks don't tell capitals from small letters
            return folder / f"{name}.yaml"
    return None


def read_yaml(path: Traversable | Path) -> Any:
    """Return the content of a YAML file; nothing in it is executed.

    Raises:
        InputError: if the file can't be read or isn't YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 (a safe loader)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("unreadable_file", file=str(path), reason=reason_of(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise InputError("broken_yaml", where=where, reason=str(getattr(error, "problem", error))) from error


def read_texts(content: object, where: str) -> Mapping[str, str]:
    """Return a text that a YAML file gives in every language.

    Raises:
        InputError: if a language lacks or its text is empty.
    """
    given = content if isinstance(content, Mapping) else {}
    if set(given) != set(LANGUAGES) or not all(isinstance(words, str) and words.strip() for words in given.values()):
        raise InputError("wrong_shape", where=where, expected=f"a text in each of {', '.join(LANGUAGES)}")
    return given
