"""What `tilltro target` hands on runs as it says: every rule is a policy that `compare` takes."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from openpyxl import load_workbook

from simulation.__main__ import main
from simulation.analyses.targeting.files import read_target
from simulation.cli.exit_status import WRONG_INPUT

SMALL = ("population.n_clients=60", "n_quarters=2", "threads=1")


@pytest.mark.usefixtures("one_figure")
def test_a_rule_runs_with_the_command_that_the_page_gives(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["target", "n_replications=8", "out=found", "xlsx=false", "floor.women=40", *SMALL]) == 0
    assert not (empty / "found" / "results.xlsx").exists()
    assert "40 where man <= 0" in (empty / "found" / "configs" / "policy" / "nearest.yaml").read_text(encoding="utf-8")
    page = (empty / "found" / "target.html").read_text(encoding="utf-8")
    shown = re.search(r"&#34;policies=\[(\w+)\]&#34; baseline=random config_dir=(\S+?)/configs", page)
    assert shown is not None
    capsys.readouterr()
    command = ["compare", f"policies=[{shown[1]}]", "baseline=random", "config_dir=found/configs"]
    assert main([*command, "n_replications=2", "xlsx=false", "out=again", *SMALL]) == 0, capsys.readouterr().err


@pytest.mark.usefixtures("one_figure")
def test_worths_and_floors_are_handed_on_and_read_back(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("worth.quarters_worked=1", "worth.money=0.00002", "floor.women=40", "floor.old=20")
    assert main(["target", "n_replications=8", "out=found", *asked, *SMALL]) == 0
    said = capsys.readouterr().out
    folder = empty / "found"
    book = load_workbook(folder / "results.xlsx", read_only=True)
    assert [row[1] for row in book["Worth"].values] == ["Points", 1, 0.00002]
    assert [row[:2] for row in book["Floors"].values][1:] == [("Women", 40), ("50–64 years", 20)]
    record = dict(row[:2] for row in book["Run record"].values if len(row) > 1)
    assert (record["worth.money"], record["floor.old"]) == ("0.00002", "20")
    assert main(["report", "found"]) == 0
    assert (folder / "report_en.html").read_bytes() == (folder / "target.html").read_bytes()
    assert main(["report", "found", "language=da"]) == 0
    assert '<html lang="da"' in (folder / "report_da.html").read_text(encoding="utf-8")
    assert main(["report", "found", "slides=true"]) == WRONG_INPUT
    assert main(["verify", "found", "recompute=false"]) == 0
    for name, content in (("target.json", "[]"), ("target.json", "{"), ("config.yaml", None)):  # damaged, or lost
        whole = (folder / name).read_text(encoding="utf-8")
        (folder / name).unlink()
        if content is not None:
            (folder / name).write_text(content, encoding="utf-8")
        capsys.readouterr()
        assert main(["report", "found"]) == WRONG_INPUT
        assert name in capsys.readouterr().err
        (folder / name).write_text(whole, encoding="utf-8")
    capsys.readouterr()
    found = read_target(folder)
    assert found.worth == {"quarters_worked": 1.0, "money": 0.00002}
    assert [floor.group for floor in found.floors] == ["women", "old"]
    assert json.dumps(asdict(found), indent=1) + "\n" == (folder / "target.json").read_text(encoding="utf-8")
    rows = list(csv.DictReader((folder / "rules.csv").open(encoding="utf-8")))
    assert {"money_value", "quarters_worked_low"} <= set(rows[0])
    assert "Built in, not found: how many points each thing is worth" in said
    assert main(["target", "worth=1"]) == WRONG_INPUT
    assert "worth.quarters_worked=1" in capsys.readouterr().err


def test_numbers_are_refused_that_python_alone_would_read(capsys: pytest.CaptureFixture[str]) -> None:
    for command, *asked in (
        ("target", "budget=1_000"),
        ("target", "budget=1e309"),
        ("target", "places=1_8"),
        ("target", "worth.money=1_0"),
        ("target", "floor.women=4_0"),
        ("trial", "clients=4_000"),
        ("trial", "take_up=1e309"),
        ("trial", "price_client=1_00"),
        ("office", "jobs=1_0"),
        ("office", "spread=1_0"),
    ):
        assert main([command, *asked]) == 2, asked
        said = capsys.readouterr().err
        name, _, value = asked[0].partition("=")
        assert f"{name} is {value}; it must be a" in " ".join(said.split()), said
