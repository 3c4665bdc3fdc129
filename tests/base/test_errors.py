"""Every refusal has a sentence in each language, naming what was wrong."""

import ast
import errno
import pickle
import string
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from simulation.base.errors import InputError, nearest, reason_of
from simulation.base.texts import LANGUAGES
from tests.rows import each_row

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simulation"
SENTENCES = yaml.load((PACKAGE / "base" / "texts" / "errors.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
WORDS = yaml.load((PACKAGE / "base" / "texts" / "cli.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
FILES = sorted(path for folder in (PACKAGE, ROOT / "experiments") for path in folder.rglob("*.py"))


@cache
def code() -> Mapping[str, list[ast.Constant | ast.Call]]:
    """Return the constants and calls of every file, the only parts of the code that are looked at here."""
    return {
        str(path.relative_to(ROOT)): [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant | ast.Call)
        ]
        for path in FILES
    }


def made() -> Iterator[tuple[str, ast.Call]]:
    """Yield where each InputError is made."""
    for path, nodes in code().items():
        for node in nodes:
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError" and node.args:
                yield f"{path}:{node.lineno}", node


def raised() -> list[tuple[str, str, frozenset[str]]]:
    """Return where each InputError with a written key is made, its key and the names of its values."""
    return [
        (where, call.args[0].value, frozenset(keyword.arg for keyword in call.keywords if keyword.arg))
        for where, call in made()
        if isinstance(call.args[0], ast.Constant) and all(keyword.arg for keyword in call.keywords)  # no `**place`
    ]


def test_no_sentence_is_unused() -> None:
    written = {node.value for nodes in code().values() for node in nodes if isinstance(node, ast.Constant)}
    refused = [
        node.args[1]
        for nodes in code().values()
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "refuse" and len(node.args) > 1
    ]
    keys = [*(call.args[0] for _, call in made()), *refused]
    put_together = [key for key in keys if isinstance(key, ast.JoinedStr)]
    begins = tuple(str(key.values[0].value) for key in put_together if isinstance(key.values[0], ast.Constant))
    assert all(begins)
    assert not [key for key in SENTENCES if key not in written and not key.startswith(begins)]


def test_words_that_fill_a_sentence_are_in_every_language() -> None:
    known = {term["en"] for term in WORDS["terms"]} | set(WORDS["reasons"])
    assert len(known) == len(WORDS["terms"]) + len(WORDS["reasons"]), "none stands twice"
    for where, call in made():
        for keyword in call.keywords:
            if keyword.arg in ("kind", "expected") and isinstance(keyword.value, ast.Constant):
                assert keyword.value.value in known, where


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_refusal_fills_its_sentence() -> None:
    refusals = raised()
    assert refusals
    assert not [(where, key) for where, key, names in refusals if not fields(SENTENCES[key]["en"]) <= names]


@each_row("key", SENTENCES)
def test_every_sentence_is_there_in_each_language_with_the_same_values(key: str) -> None:
    assert set(SENTENCES[key]) == set(LANGUAGES)
    assert len({frozenset(fields(text)) for text in SENTENCES[key].values()}) == 1
    assert all(text.endswith(".") for text in SENTENCES[key].values())


def test_an_error_speaks_each_language() -> None:
    error = InputError("missing_key", where="the settings", name="seed")
    assert str(error) == "the settings lacks 'seed'."
    assert error.sentence("sv") == "inställningarna saknar 'seed'."


def test_an_error_survives_a_worker_process() -> None:
    error = InputError("missing_key", where="x", name="seed")
    again = pickle.loads(pickle.dumps(error))
    assert (again.key, again.values, str(again)) == (error.key, error.values, str(error))


def test_the_nearest_name_is_the_most_alike() -> None:
    assert nearest("stair", ["coordinated", "staircase"]) == "staircase"
    assert nearest("lang", ["language", "parameters.progression.loading"]) == "language"  # not the one more alike


@each_row(
    ("name", "found"),
    [
        ("Stair-Case", "staircase"),  # capitals and hyphens don't matter
        ("gain", "parameters.trust.gain"),  # the last part of a dotted name
        ("trust.gain", "parameters.trust.gain"),
        ("clients", "population.n_clients"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_a_slip_finds_its_name(name: str, found: str) -> None:
    known = ("staircase", "parameters.trust.gain", "parameters.job_entry.trust", "population.n_clients")
    assert nearest(name, known) == found


def hint(kind: str, known: list[str], language: str = "en") -> str:
    error = InputError("unknown_name", kind=kind, name="zzz", nearest=nearest("zzz", known))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    return error.sentence(language)


def test_where_nothing_is_near_the_names_are_told_or_what_lists_them() -> None:
    many = [f"name_{letter}" for letter in "abcdefgh"]
    assert hint("sweep", ["b", "a"]) == "There is no sweep 'zzz'; allowed: a, b."
    assert hint("policy", many) == "There is no policy 'zzz'; 'tilltro policies' lists what there is."
    assert hint("policy", many, "da") == "Kan ikke finde tilgangen 'zzz'; 'tilltro policies' viser, hvad der er."
    assert hint("policy", []) == "There is no policy 'zzz'; nothing can be set there."


def test_values_are_shown_as_they_are_written() -> None:
    for value, shown in ((None, "null"), (True, "true"), ("", "''"), ([None, "a"], "[null,a]"), ({"a": 1}, "{a:1}")):
        assert str(InputError("not_yes_or_no", name="x", value=value)).startswith(f"x is {shown};")
    assert str(InputError("one_name", command="x", name="")) == "'x' takes one name at a time, and '' is a second one."


def test_the_system_is_put_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        (tmp_path / "none").read_text(encoding="utf-8")
    error = InputError("unreadable_file", file="x", reason=reason_of(caught.value))
    assert str(error) == "The file x can't be read: there is no such file or folder."
    assert reason_of(OSError(errno.ENOSPC, "whatever it says")) == "No space left on device"
    assert reason_of(ValueError("first line.\nsecond")) == "first line"


def test_a_full_disk_is_one_reason_whoever_tells_it() -> None:
    python = OSError(errno.ENOSPC, "No space left on device")
    arrow = OSError("Error writing bytes to file. Detail: [errno 28] No space left on device")
    assert reason_of(python) == reason_of(arrow) == "No space left on device"


def test_of_very_many_names_a_sentence_lists_groups_or_those_beside_the_wrong_one() -> None:
    names = [*(f"money.price_{number}" for number in range(60)), "own.belief", "own.places", "seed"]
    assert nearest("qqq", names).known == ("money.*", "own.*", "seed")
    assert nearest("own.zzzzzz", names).known == ("own.belief", "own.places")
    assert nearest("qqq", names[-3:]).known == ("own.belief", "own.places", "seed")
