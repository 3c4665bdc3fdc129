"""Templates are valid as they are written, hold all that the program knows, and never take the place of a file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import yaml

from simulation.__main__ import main
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.cli.templates import KINDS, USUAL_PLACE
from simulation.model.policies import load_policy
from simulation.model.policies.elements import ELEMENTS
from simulation.model.policies.policy import build_policy
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.study.client_table import read_table
from simulation.study.example_clients import example_words
from simulation.study.money import central_prices
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import build_world

from .conftest import RUNS

type Dry = Callable[[list[str]], int | str]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_template_runs_with_the_command_that_it_names(
    language: str, dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in KINDS:
        assert dry(["new", kind, f"language={language}"]) == 0
        written, command = capsys.readouterr().out.splitlines()
        assert str(USUAL_PLACE[kind]) in written
        assert dry(shlex.split(command)[1:]) == RUNS, (kind, capsys.readouterr().err)


def test_a_template_of_clients_is_simulated(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "clients", "out=a folder/mine.xlsx", "language=da"]) == 0
    command = shlex.split(capsys.readouterr().out.splitlines()[1])[1:]
    assert command.pop() == "language=da"  # answered in the language that the table was asked for in
    quick = ["policies=[coordinated]", "n_quarters=1", "n_replications=2", "parameters=central", "out=o"]
    assert main([*command, *quick]) == 0
    out, err = capsys.readouterr()
    assert "alder = age" not in err
    # Nobody takes the examples for people of their own.
    said = text("tables.notes.examples", file="mine.xlsx")
    assert re.sub(r"\s+", " ", out).count(said) == 1
    assert unescape((empty / "o" / "report.html").read_text(encoding="utf-8")).count(said) == 1
    assert "n_clients: 30\n" in (empty / "o" / "config.yaml").read_text(encoding="utf-8")
    assert "alder = age" in (empty / "o" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["mine.csv", "mine.xlsx"])
def test_a_template_of_clients_has_every_characteristic(name: str, empty: Path) -> None:
    tables = []
    for language in LANGUAGES:
        assert main(["new", "clients", f"out={language}/{name}", f"language={language}"]) == 0
        tables.append(read_table(empty / language / name))
    assert {tuple(table.columns) for table in tables} == {CHARACTERISTICS}
    for name in CHARACTERISTICS:
        assert len({tuple(table.columns[name].tolist()) for table in tables}) == 1  # the same clients in all languages


def test_a_table_holds_examples_until_anything_in_it_is_changed(empty: Path) -> None:
    for kind in ("clients", "answers"):
        for language in LANGUAGES:
            path = empty / f"{kind}_{language}.csv"
            assert main(["new", kind, f"out={path}", f"language={language}"]) == 0
            assert example_words(make_settings(table=path, caseload=20), language) == [
                text("tables.notes.examples", language, file=path.name)
            ]
    lines = (empty / "clients_en.csv").read_text(encoding="utf-8-sig").splitlines()
    path = empty / "changed.csv"
    other = f"{1 - int(lines[-1][0])}{lines[-1][1:]}"  # a man for a woman, or the other way round
    for rows in ([*lines, other], [*lines[:-1], other]):
        path.write_text("\n".join(rows), encoding="utf-8")
        assert example_words(make_settings(table=path, caseload=20), "en") == []
    assert example_words(make_settings(), "en") == []


def test_a_template_of_a_policy_offers_every_element(empty: Path) -> None:
    assert set(catalogue("templates.elements")) == set(ELEMENTS)
    assert main(["new", "policy", "out=own/policy/mine.yaml"]) == 0
    lines = (empty / "own" / "policy" / "mine.yaml").read_text(encoding="utf-8").splitlines()
    elements = [line.replace("# - ", "- ").strip() for line in lines if re.match(r"  (# )?- ", line)]
    assert {element[2:].partition(":")[0] for element in elements} == set(ELEMENTS)
    for element in elements:
        content = {"label": "Mine", "elements": yaml.safe_load(element)}
        assert len(build_policy("mine", content, "mine").elements) == 1
    assert [name for name in ELEMENTS if load_policy("mine", empty / "own")] == list(ELEMENTS)


def test_a_template_of_prices_holds_the_central_ones(empty: Path) -> None:
    assert main(["new", "prices"]) == 0
    content = yaml.safe_load((empty / USUAL_PLACE["prices"]).read_text(encoding="utf-8"))
    assert content["money"] == central_prices()


def test_what_is_there_stays(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "mine.csv").write_text("mine", encoding="utf-8")
    (empty / "file").write_text("mine", encoding="utf-8")
    for arguments, said in (
        (["clients", "out=mine.csv"], "is there already"),
        (["clients", "out=mine.txt"], "*.csv, *.xlsx"),
        (["policy", "out=mine.csv"], "*.yaml"),
        (["policy", "out=my policy.yaml"], "a word of letters"),
        (["clients", "out=file/mine.csv"], "can't be written"),
        (["client"], "nearest: clients"),
        ([], "tilltro new clients"),
        (["clients", "prices"], "one name at a time"),
        (["clients", "n=3"], "no setting 'n'"),
    ):
        assert main(["new", *arguments]) == 2
        err = capsys.readouterr().err
        assert said in err, err
    assert sorted(path.name for path in empty.iterdir()) == ["file", "mine.csv"]
    assert (empty / "mine.csv").read_text(encoding="utf-8") == "mine"


def test_a_file_elsewhere_is_told_where_it_belongs(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "policy", "out=mine.yaml"]) == 0
    assert "folder named policy" in capsys.readouterr().out


def test_one_language_is_enough(empty: Path) -> None:
    elements = [{"meetings": {"a_quarter": 3}}]
    for label, english in (("Min", "Min"), ({"sv": "Min"}, "Min"), ({"sv": "Min", "en": "Mine"}, "Mine")):
        policy = build_policy("mine", {"label": label, "elements": elements}, "mine")
        world = build_world("mine", {"label": label, "parameters": {"trust": {"gain": 0.2}}}, "mine")
        market = make_settings(labour_market={"name": "mine", "label": label, "tightness": [0.1]}).market()
        for found in (policy.label, policy.summary, world.label, world.summary, market.label):
            assert found == {"en": english, "sv": "Min", "da": english}
        assert policy.sources == world.sources == ("assumption",)
