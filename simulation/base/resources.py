"""Where the package keeps its data files, and how they are read."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from simulation.base.errors import InputError, reason_of
from simulation.base.sources import SentFile
from simulation.base.texts import LANGUAGES

LARGEST_YAML = 2_000_000  # bytes
MOST_NODES = 100_000  # scalars, lists and groups of keys, each counted as often as aliases repeat it
DEEPEST = 50  # lists and groups of keys within one another

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CarefulLoader(Loader):  # type: ignore[misc]
    """A safe loader of text, numbers, true and false, lists and keys with values: no dates, sets or binary data.

    Keys are text, and none occurs twice.
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        self.flatten_mapping(node)
        keys = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _wrong(f"key {str(key)[:40]!r} is not text", key_node.start_mark)
            if key in keys:
                raise _wrong(f"key {key!r} stands twice", key_node.start_mark)
            keys.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_CarefulLoader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in Loader.yaml_implicit_resolvers.items()
}
for _kind in ("timestamp", "set", "omap", "pairs", "binary"):
    _CarefulLoader.yaml_constructors = {**_CarefulLoader.yaml_constructors}
    _CarefulLoader.yaml_constructors.pop(f"tag:yaml.org,2002:{_kind}", None)


class _Refused(yaml.constructor.ConstructorError):  # type: ignore[misc]
    """What is YAML, but not of the kind that a file of settings may be."""


def _wrong(problem: str, mark: Any) -> yaml.YAMLError:
    return _Refused(None, None, problem, mark)


@cache
def configs() -> Path:
    """Return the folder of the configuration: inside the package when installed, beside it in a checkout.

    The folder is found from the place of this file, not by the import system, so that one checkout never reads the
    configuration of another.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def named_files(kind: str, own_configs: Path | None = None) -> dict[str, Path]:
    """Return the YAML files of a folder of the configuration by name; a user's own file wins over the package's."""
    own = [] if own_configs is None else sorted((own_configs / kind).glob("*.yaml"))
    return {path.stem: path for path in (*_packaged_files(kind), *own)}


@cache
def _packaged_files(kind: str) -> tuple[Path, ...]:
    return tuple(sorted((configs() / kind).glob("*.yaml")))


def named_file(kind: str, name: str, own_configs: Path | None = None) -> Path | None:
    """Like `named_files(kind)[name]`, without building a path for every file; None if there is none."""
    if own_configs is not None:
        with suppress(OSError):  # rather than ask for the file: some disks don't tell capitals from small letters
            if f"{name}.yaml" in os.listdir(own_configs / kind):  # noqa: PTH208 (names, not paths)
                return own_configs / kind / f"{name}.yaml"
    return next((path for path in _packaged_files(kind) if path.stem == name), None)


def read_yaml(path: Traversable | Path | SentFile) -> Any:
    """Return the content of a YAML file; nothing in it is executed, and its size, depth and aliases are bounded.

    Raises:
        InputError: if the file can't be read, isn't YAML, or is larger, deeper or more repetitive than a file of
            settings could be.
    """
    if isinstance(path, Path) and path.is_relative_to(configs()):
        with suppress(OSError):
            return deepcopy(_own_yaml(path, path.stat().st_mtime_ns))
    return _parsed(path)


@lru_cache(maxsize=500)
def _own_yaml(path: Path, _changed: int) -> Any:
    """Return the content of a file of the package's own configuration, which each answer of a server needs again."""
    return _parsed(path)


def _parsed(path: Traversable | Path | SentFile) -> Any:
    try:
        content = path.content if isinstance(path, SentFile) else _read(path)
        if len(content) > LARGEST_YAML:
            raise InputError("yaml_too_large", file=str(path), most=f"{LARGEST_YAML:,}")
        text = content.decode("utf-8-sig")
        _check_size(text)
        return yaml.load(text, Loader=_CarefulLoader)  # noqa: S506 (a safe loader)
    except InputError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("unreadable_file", file=str(path), reason=reason_of(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        key = "refused_yaml" if isinstance(error, _Refused) else "broken_yaml"
        raise InputError(key, where=where, reason=str(getattr(error, "problem", error))) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits
        raise InputError("refused_yaml", where=str(path), reason=str(error).partition(":")[0]) from error


def _read(path: Traversable | Path) -> bytes:
    if isinstance(path, Path) and path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        raise InputError("unreadable_file", file=str(path), reason="not an ordinary file")
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as file:
        return file.read(LARGEST_YAML + 1)


def _check_size(text: str) -> None:
    """Refuse YAML that is too deep, or that aliases would make too large, before anything is made of it.

    Raises:
        YAMLError: if it is, or isn't YAML.
    """
    sizes: dict[str, int] = {}  # nodes in each anchored part that is complete
    open_parts: list[tuple[str | None, int]] = []  # anchor, and number of nodes when the part began
    n_nodes = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_parts.pop()
            if anchor is not None:
                sizes[anchor] = n_nodes - before
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in {anchor for anchor, _ in open_parts}:
                raise _wrong("a part that contains itself", event.start_mark)
            n_nodes += sizes.get(event.anchor or "", 1)
        else:
            n_nodes += 1
        if isinstance(event, yaml.CollectionStartEvent):
            open_parts.append((event.anchor, n_nodes - 1))
        if n_nodes > MOST_NODES:
            raise _wrong(f"more than {MOST_NODES} values", event.start_mark)
        if len(open_parts) > DEEPEST:
            raise _wrong(f"more than {DEEPEST} levels", event.start_mark)


def read_texts(content: object, where: str) -> Mapping[str, str]:
    """Return a text in every language: one that a YAML file gives in some of them, or without any, stands for all.

    Raises:
        InputError: if it is no text, of another language, or empty.
    """
    given = {"en": content} if isinstance(content, str) else content if isinstance(content, Mapping) else {}
    is_text = all(isinstance(words, str) and words.strip() for words in given.values())
    if not given or not set(given) <= set(LANGUAGES) or not is_text:
        raise InputError("wrong_shape", where=where, expected=f"a text, or one in each of {', '.join(LANGUAGES)}")
    first = next(given[language] for language in LANGUAGES if language in given)
    return {language: given.get(language, first) for language in LANGUAGES}
