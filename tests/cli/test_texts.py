"""Every text stands in every language, with the same names to fill in."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulation.base.texts import LANGUAGES, catalogue, entry, text

CATALOGUES = sorted(
    path.name for path in resources.files("simulation.base.texts").iterdir() if path.name.endswith(".yaml")
)

ROOT = Path(__file__).resolve().parents[2]
# Files whose keys are other data's names (ids of outcomes, columns of tables, elements of policies), and those whose
# own tests look for unused entries (tests/base/test_errors.py, tests/test_languages.py).
KEYED_BY_DATA = ("columns", "outcomes", "templates", "errors", "phrases")
# Branches that are read whole, by a loop over names that code has elsewhere.
FAMILIES = (
    "cli.help.overview.examples",
    "lesson.doors",
    "lesson.see.looks",
    "lesson.what_if.beliefs",
)


def entries(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what has a language for a key."""
    if isinstance(node, dict):
        if set(node) & set(LANGUAGES):
            yield where, node
        else:
            for key, value in node.items():
                yield from entries(value, f"{where}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from entries(value, f"{where}[{number}]")


def names_in(content: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(content) if name is not None}


@pytest.mark.parametrize("file", CATALOGUES)
def test_every_language_has_every_text(file: str) -> None:
    content = yaml.load(
        resources.files("simulation.base.texts").joinpath(file).read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    found = list(entries(content, file))
    assert found
    for where, node in found:
        assert set(node) == set(LANGUAGES), where
        assert all(isinstance(words, str) and words == words.strip() and words for words in node.values()), where
        assert len({frozenset(names_in(words)) for words in node.values()}) == 1, where


def test_errors_are_sentences() -> None:
    content = yaml.load(
        resources.files("simulation.base.texts").joinpath("errors.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    for key in content:
        assert all(words.endswith(".") for words in entry(f"errors.{key}").values()), key


def test_text_is_filled_in() -> None:
    assert text("errors.missing_key", "da", where="x", name="y") == "x mangler 'y'."
    with pytest.raises(KeyError):
        text("errors.no_such_key")


def written() -> tuple[set[str], re.Pattern[str]]:
    """Return the strings of code, pages and script, and a pattern of the f-strings that put a key together."""
    plain: set[str] = set()
    made: set[str] = set()
    for folder in ("simulation", "experiments", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    plain.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
                    made.add("".join(map(str, parts)))
        for path in (ROOT / folder).rglob("*.html"):
            plain |= set(re.findall(r"['\"]([\w.]+)['\"]", path.read_text(encoding="utf-8")))
        for path in (ROOT / folder).rglob("*.js"):
            plain |= set(re.findall(r"words\.([\w.]+)", path.read_text(encoding="utf-8")))
    # "report.*" is how a helper puts a file before a key, "*.*" how one puts a branch there: they would match anything.
    helpers = {f"{file.removesuffix('.yaml')}.*" for file in CATALOGUES}
    keys = {key for key in made - helpers if re.fullmatch(r"[\w.*]+", key) and re.search(r"[a-z]{2}", key)}
    return plain, re.compile("|".join(re.escape(key).replace(r"\*", r"[\w=.-]+") for key in sorted(keys)))


def test_no_text_is_unused() -> None:
    """A key is used where code holds it, or its end (a helper adds the file), or an f-string that can make it."""
    plain, made = written()
    unused = []
    for name in {file.removesuffix(".yaml") for file in CATALOGUES} - {*KEYED_BY_DATA}:
        for where, _ in entries(catalogue(name), name):
            key = re.sub(r"\[\d+\]", "", where)
            parts = key.split(".")
            ends = [".".join(parts[first:]) for first in range(min(3, len(parts)))]
            branches = [".".join(parts[:last]) for last in range(2, len(parts))]
            is_used = key.startswith(FAMILIES) or plain & {*ends, *branches} or any(map(made.fullmatch, ends))
            if not is_used:
                unused.append(key)
    assert not unused
