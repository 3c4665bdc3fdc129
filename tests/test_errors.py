"""Every refusal has a sentence in each language, naming what was wrong."""

import ast
import pickle
import string
from pathlib import Path

import pytest
import yaml

from simulation.errors import InputError, nearest
from simulation.texts import LANGUAGES

PACKAGE = Path(__file__).resolve().parent.parent / "simulation"
SENTENCES = yaml.safe_load((PACKAGE / "texts" / "errors.yaml").read_text(encoding="utf-8"))


def raised() -> list[tuple[str, str, frozenset[str]]]:
    """Return where each InputError with a written key is made, its key and the names of its values."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError" and node.args:
                key = node.args[0]
                names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                if isinstance(key, ast.Constant):
                    found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", key.value, names))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("where", "key", "names"), raised(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_refusal_fills_its_sentence(where: str, key: str, names: frozenset[str]) -> None:
    assert fields(SENTENCES[key]["en"]) <= names


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_is_there_in_each_language_with_the_same_values(key: str) -> None:
    assert set(SENTENCES[key]) == set(LANGUAGES)
    assert len({frozenset(fields(text)) for text in SENTENCES[key].values()}) == 1
    assert all(text.endswith(".") for text in SENTENCES[key].values())


def test_an_error_speaks_each_language() -> None:
    error = InputError("missing_key", where="the settings", name="seed")
    assert str(error) == "the settings lacks 'seed'."
    assert error.sentence("sv") == "the settings saknar 'seed'."


def test_an_error_survives_a_worker_process() -> None:
    error = InputError("missing_key", where="x", name="seed")
    again = pickle.loads(pickle.dumps(error))
    assert (again.key, again.values, str(again)) == (error.key, error.values, str(error))


def test_the_nearest_name_is_the_most_alike() -> None:
    assert nearest("stair", ["coordinated", "staircase"]) == "staircase"


def test_where_nothing_is_near_the_first_five_are_told() -> None:
    assert nearest("zzz", ["f", "e", "d", "c", "b", "a"]) == "a, b, c, d, e"
    assert nearest("zzz", []) == ""
