"""The catalogue of texts as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "simulation" / "base" / "texts"


def keys_twice(node: yaml.Node, where: str = "") -> Iterator[str]:
    """Yield the keys that a YAML file gives twice: of these the program reads the last alone."""
    if isinstance(node, yaml.MappingNode):
        found = set()
        for key, value in node.value:
            path = f"{where}{key.value}"
            if key.value in found:
                yield path
            found.add(key.value)
            yield from keys_twice(value, f"{path}.")


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.glob("*.yaml")))
def test_no_key_stands_twice(file: str) -> None:
    root = yaml.compose((FOLDER / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert list(keys_twice(root)) == []


def test_a_key_that_stands_twice_is_found() -> None:
    assert list(keys_twice(yaml.compose("a: {b: 1, c: 2, b: 3}\n"))) == ["a.b"]
