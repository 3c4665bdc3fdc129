"""Every text stands in every language, with the same names to fill in."""

from __future__ import annotations

import string
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import yaml

from simulation.base.texts import LANGUAGES, entry, text

CATALOGUES = sorted(
    path.name for path in resources.files("simulation.base.texts").iterdir() if path.name.endswith(".yaml")
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


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_language_has_every_text(catalogue: str) -> None:
    content = yaml.load(
        resources.files("simulation.base.texts").joinpath(catalogue).read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    found = list(entries(content, catalogue))
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
