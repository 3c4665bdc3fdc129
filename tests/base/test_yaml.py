"""Every YAML file is read by one careful reader: odd or hostile contents get a sentence, at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from simulation.base.errors import InputError
from simulation.base.resources import MOST_NODES, configs, read_yaml

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
ODD = {
    "a key that is a number": "1: x",
    "a key that is nothing": "null: x",
    "a key that is a list": "[a, b]: x",
    "a key twice": "a: 1\na: 2",
    "a number of 5,000 digits": f"a: {'9' * 5000}",
    "nested beyond reason": "a: " + "[" * 2000 + "]" * 2000,
    "a part that contains itself": "a: &a [*a]",
    "aliases that multiply": BOMB,
    "very many keys": "".join(f"k{n}: 1\n" for n in range(MOST_NODES)),
    "a set": "a: !!set {x, y}",
    "binary data": "a: !!binary aGVq",
    "code": "a: !!python/object/apply:os.system [ls]",
    "an unknown anchor": "a: *b",
    "not YAML": "a: [1, 2",
    "a character that is not allowed": "a: \x00",
    "merging what is no mapping": "<<: 3\na: 1",
}


def test_odd_contents_get_a_sentence_at_once(tmp_path: Path) -> None:
    wrong = []
    for name, content in ODD.items():
        path = tmp_path / "odd.yaml"
        path.write_text(content, encoding="utf-8")
        began = time.process_time()
        try:
            read_yaml(path)
            wrong.append(f"{name}: taken")
        except InputError as error:
            if str(path) not in str(error):
                wrong.append(f"{name}: {error}")
        if time.process_time() - began > 5.0:
            wrong.append(f"{name}: took long")
    assert not wrong


def test_a_file_that_is_too_large_and_one_that_is_not_text_get_a_sentence(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * 3_000_000)
    with pytest.raises(InputError, match="too large"):
        read_yaml(large)
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(InputError, match="UTF-8"):
        read_yaml(binary)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InputError, match="isn't an ordinary file"):
        read_yaml(tmp_path / "pipe.yaml")


def test_how_to_mend_the_writing_is_told_only_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    for content, said in (("a: &a [*a]", "contains itself"), ("1: x", "not text"), ("a: [1", "look for a bracket")):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=said) as caught:
            read_yaml(path)
        assert ("look for a bracket" in str(caught.value)) == (content == "a: [1")


def test_dates_stay_text_and_aliases_in_moderation_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("day: 2026-11-28\nusual: &usual {a: 1}\nmine: {<<: *usual, b: 2}\nsame: *usual\n")
    assert read_yaml(path) == {"day": "2026-11-28", "usual": {"a": 1}, "mine": {"a": 1, "b": 2}, "same": {"a": 1}}


def test_every_file_of_the_configuration_is_read() -> None:
    assert all(read_yaml(path) is not None for path in configs().rglob("*.yaml"))
