"""Published findings beside simulated ones, on the command line."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from simulation.__main__ import main

SMALL = ("population.n_clients=300", "n_quarters=16", "n_replications=4", "caseworkers.caseload=10")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("validate") / "board"
    assert main(["validate", "details=all", *SMALL, "prior_draws=2", f"out={place}"]) == 0
    return place


def test_every_fact_stands_beside_its_published_value(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["validate", "details=all", *SMALL, "prior_draws=2", f"out={folder}"]) == 0
    out = capsys.readouterr().out
    lines = {line.split("  ")[1]: line for line in out.splitlines() if line.startswith("  ")}
    for fact, published in (("F1", "1.1"), ("F5", "26.8"), ("F7 3", "27.8"), ("G7", "14.8"), ("G4", "23.0")):
        assert published in lines[fact].split()
        assert re.search(r"within|outside|says nothing", lines[fact])
    assert "no comparison" not in lines["H6"]
    assert "K2" not in out.split("The model cannot say")[0]  # it has no verdict
    assert sum(line.split()[:1] == ["K2"] for line in out.splitlines()) == 1
    assert "Linköping" in out
    assert "Policy Observed practice, 4 times 300 clients" in out
    assert "Scored over 2 draws of the parameters" in " ".join(out.split())
    assert "Fewer than 40,000 clients" in out
    assert "have been run before" in out
    assert "computed on the panel unrelated: clients enter evenly over the first 4 quarters" in " ".join(out.split())
    assert "H5 says “no jobs”: the model gives" in out
    assert "4.8" in lines["I-18"].split()  # the middle of 2.87 and 6.75, which stand in the words


def test_what_is_written(folder: Path) -> None:
    files = set(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert files == {
        "config.yaml",
        "datapackage.json",
        "figures/rivals.svg",
        "figures/scoreboard.svg",
        "readings.csv",
        "report.html",
        "results.xlsx",
        "scoreboard.csv",
    }
    with (folder / "scoreboard.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["fact"], row["part"]): row for row in csv.DictReader(file)}
    assert rows["F1", ""]["published"] == "1.1"
    assert rows["F12", ""]["published"] == "17.5"
    assert rows["G5", ""]["verdict"] == "cannot say"
    assert rows["G5", ""]["simulated"] == ""
    known = [row for row in rows.values() if row["cred_low"]]  # empty where luck hides the parameters
    assert known
    assert all(float(row["cred_low"]) <= float(row["cred_high"]) for row in known)
    powers = {row["power"] for row in rows.values()}  # shares of two draws; empty where none is due or luck hides it
    assert powers <= {"", "0", "0.5", "1"}
    assert len(powers) > 1
    assert "S3:390" in rows["F1", ""]["source"]


def test_central_values_say_that_they_are_another_model(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert (
        main(
            [
                "validate",
                *SMALL[:2],
                "n_replications=2",
                "caseworkers.caseload=10",
                "parameters=central",
                f"out={tmp_path / 'x'}",
            ]
        )
        == 0
    )
    said = " ".join(capsys.readouterr().out.split())
    assert "Scored at the central values of the parameters alone: another model" in said
    with (tmp_path / "x" / "scoreboard.csv").open(encoding="utf-8", newline="") as file:
        assert not any(row["cred_low"] or row["share_within"] for row in csv.DictReader(file))


def test_another_panel_is_another_run(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["validate", "details=all", *SMALL, "prior_draws=2", "panel=complete", f"out={folder}"]) == 2
    assert main(["validate", "details=all", *SMALL, "panel=complete", f"out={folder.parent / 'complete'}"]) == 0
    assert "computed on the panel complete" in capsys.readouterr().out
    forms = []
    for place in (folder, folder.parent / "complete"):
        with (place / "scoreboard.csv").open(encoding="utf-8", newline="") as file:
            forms += [float(row["simulated"]) for row in csv.DictReader(file) if row["fact"] == "I-18"]
    assert 2.87 < forms[0] < 6.75 < forms[1]


def test_the_page_needs_nothing_else(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2  # the figures, and the rivals
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    for words in (
        "Validation",
        "Built in",
        "do not rule out",
        "Caseworkers are equally effective",
        "The model cannot say",
        "Power",
        "S3:390",
    ):
        assert words in page


@pytest.mark.parametrize(("language", "words"), [("da", ("26,8", "Vurdering")), ("sv", ("26,8", "Omdöme"))])
def test_other_languages(language: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    assert main(["validate", "details=all", *SMALL, f"language={language}", f"out={tmp_path / 'x'}"]) == 0
    out, page = capsys.readouterr().out, (tmp_path / "x" / "report.html").read_text(encoding="utf-8")
    for word in words:
        assert word in out
        assert word in page


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("n_quarters=10", "needs at least 16"),
        ("policy=stircase", "staircase"),
        ("policies=[staircase]", "policies"),
        ("prior_draws=many", "prior_draws"),
        ("panel=nearer", "nearer_stop_first"),
        ("prior_draws=-1", "prior_draws"),
    ],
)
def test_wrong_input_gets_one_sentence(
    argument: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate", argument]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    assert main(["validate", "details=all", *SMALL, f"out={tmp_path}"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
