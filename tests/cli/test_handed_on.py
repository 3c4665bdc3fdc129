"""What is handed on: a folder of results verifies itself and draws its report again."""

from __future__ import annotations

import json
import math
import shutil
import stat
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulation.__main__ import WRONG_INPUT, main
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES, text
from simulation.cli.contrary import request_contrary
from simulation.cli.exit_status import DIFFERS
from simulation.cli.follow import request_follow
from simulation.cli.office import request_office
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.sensitivity import request_sensitivity
from simulation.cli.target import request_target
from simulation.cli.trial import request_trial
from simulation.cli.typed import Typed, read_typed
from simulation.cli.validate import request_validate
from simulation.report import pdf
from simulation.report.comparison import slides
from simulation.results.recomputed import distance
from simulation.results.recorded import read_recorded
from tests.rows import each_row

SETTINGS = [
    "policies=[staircase,coordinated]",
    "population.n_clients=150",
    "n_quarters=2",
    "n_replications=4",
    "labour_market=recession",
    "world=sanctions_work",
    "parameters.trust.gain=0.2",
    "money.benefit=45000",
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of results that tests only copy, with settings of every kind."""
    folder = tmp_path_factory.mktemp("handed_on") / "results"
    assert main(["compare", *SETTINGS, f"out={folder}"]) == 0
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_a_fresh_folder_gives_itself_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(copy)]) == 0
    out = capsys.readouterr().out
    n_tables = sum(path.suffix in (".csv", ".parquet") for path in copy.iterdir())
    assert text("handed_on.verify.equal", n=n_tables) in out
    assert "Changed" not in out


def test_other_forms_are_written_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["policies=[staircase,coordinated]", "population.n_clients=100", "n_quarters=1", "n_replications=2"]
    folder = tmp_path / "forms"
    assert main(["compare", *small, "csv=nordic", "xlsx=false", f"out={folder}"]) == 0
    assert (folder / "levels_nordic.csv").is_file()
    assert (folder / "datapackage.json").is_file()
    assert not (folder / "results.xlsx").exists()
    capsys.readouterr()
    assert main(["verify", str(folder)]) == 0
    n_tables = sum(path.suffix in (".csv", ".parquet") for path in folder.iterdir())
    assert text("handed_on.verify.equal", n=n_tables) in capsys.readouterr().out
    # With other forms it is another folder's content, though the numbers are the same.
    assert main(["compare", *small, f"out={folder}"]) == WRONG_INPUT


def test_commands_with_a_page_of_their_own_take_xlsx_false_and_nothing_else() -> None:
    requests: Mapping[str, Callable[[Typed], AnalysisRequest[Any]]] = {
        "contrary": request_contrary,
        "follow": partial(request_follow, "henrik"),
        "office": request_office,
        "sensitivity": request_sensitivity,
        "target": request_target,
        "trial": request_trial,
        "validate": request_validate,
    }
    for command, request in requests.items():
        usual, without = (request(read_typed(typed)) for typed in ([], ["xlsx=false"]))
        assert (usual.request.forms.has_workbook, without.request.forms.has_workbook) == (True, False), command
        assert usual.content_hash != without.content_hash, command  # each in a folder of its own
        with pytest.raises(InputError, match="xlsx"):
            request(read_typed(["xlsx=no"]))


@each_row("given", ["csv=excel", "csv=", "xlsx=no", "xlsx=nordic"])
def test_other_values_of_forms_are_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("compare", "run"):
        for language in LANGUAGES:
            assert main([command, given, f"language={language}"]) == WRONG_INPUT
            assert given.partition("=")[0] in capsys.readouterr().err
    assert main(["validate", "csv=nordic"]) == WRONG_INPUT


def test_settings_are_read_back_as_they_were(whole: Path) -> None:
    settings = read_recorded(whole).settings
    assert settings.given_parameters()["trust"] == {"gain": 0.2}
    assert (settings.money, settings.world_names) == ({"benefit": 45000.0}, ("sanctions_work",))
    assert settings.market().name == "recession"
    assert settings.market().label  # the package's own, not only its numbers


def test_a_changed_byte_a_missing_and_an_added_file_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray((copy / "levels.csv").read_bytes())
    content[-2] ^= 1
    (copy / "levels.csv").write_bytes(content)
    (copy / "orders.parquet").unlink()
    (copy / "figures" / "more.svg").write_text("<svg/>")
    (copy / "report_sv.html").write_text("drawn again")
    assert main(["verify", str(copy), "recompute=false"]) == DIFFERS
    assert capsys.readouterr().out.splitlines() == [
        text("handed_on.verify.changed", file="levels.csv"),
        text("handed_on.verify.missing", file="orders.parquet"),
        text("handed_on.verify.added", file="figures/more.svg"),
        text("handed_on.verify.differs"),
    ]


def test_tables_are_found_out_where_the_sums_were_changed_too(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who changes a figure and its checksum is still told by the figures computed again."""
    table = pd.read_parquet(copy / "contrasts.parquet")
    table.loc[len(table) - 1, "difference"] += 0.01
    table.to_parquet(copy / "contrasts.parquet", index=False)
    manifest = json.loads((copy / "manifest.json").read_text())
    from simulation.results.content_hash import file_hash

    manifest["files"]["contrasts.parquet"]["sha256"] = file_hash(copy / "contrasts.parquet")
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert main(["verify", str(copy)]) == DIFFERS
    assert text("handed_on.verify.table", file="contrasts.parquet") in capsys.readouterr().out


def test_another_version_and_platform_are_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest |= {"tilltro": "0.0.1", "platform": "an old one"}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert main(["verify", str(copy)]) == 0  # the tables are equal all the same
    out = capsys.readouterr().out
    assert "0.0.1" in out
    assert text("handed_on.verify.elsewhere", platform="an old one") in out


def test_the_distance_of_tables_by_hand() -> None:
    a = pd.DataFrame({"x": [1.0, 200.0, math.nan], "word": ["a", "b", "c"]})
    b = a.assign(x=[1.0, 201.0, math.nan])
    assert distance(a, a) == 0.0
    assert distance(b, a) == 1 / 200
    assert distance(a.assign(x=[0.5, 200.0, math.nan]), a.assign(x=[0.25, 200.0, math.nan])) == 0.25  # absolute below 1
    assert distance(a, a.assign(x=0.0)) == math.inf  # something stands where nothing did
    assert distance(a, a.assign(word="a")) == math.inf
    assert distance(a, a[:2]) == math.inf


def test_the_report_again_is_the_report_and_in_any_language(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in copy.iterdir())
    assert main(["report", str(copy)]) == 0
    assert (copy / "report_en.html").read_bytes() == (copy / "report.html").read_bytes()
    assert main(["report", str(copy), "language=da"]) == 0
    assert '<html lang="da"' in (copy / "report_da.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in copy.iterdir()) == sorted([*before, "report_en.html", "report_da.html"])
    assert main(["verify", str(copy), "recompute=false"]) == 0


def test_slides_are_written_beside_the_results(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides, "figure_ids", lambda _: ["paths_first_job"])
    assert main(["report", str(copy), "slides=true", "language=da"]) == 0
    assert sorted(path.name for path in (copy / "slides_da").iterdir()) == [
        "answer_1.png",
        "answer_1.svg",
        "paths_first_job.png",
        "paths_first_job.svg",
    ]
    assert main(["verify", str(copy), "recompute=false"]) == 0


@each_row(
    "arguments",
    [
        ["verify"],
        ["verify", "a", "b"],
        ["verify", "nowhere"],
        ["verify", "file.txt"],
        ["verify", "other"],
        ["verify", "strange"],
        ["verify", "broken"],
        ["verify", "other", "recompute=perhaps"],
        ["verify", "other", "out=x"],
        ["report"],
        ["report", "nowhere"],
        ["report", "other"],
        ["report", "other", "pdf=perhaps"],
        ["report", "other", "slides=perhaps"],
        ["report", "follow"],
    ],
)
def test_bad_input_is_told_in_a_sentence(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("x")
    for name, content in (
        ("other", None),
        ("strange", '{"files": []}'),
        ("broken", "{"),
        ("follow", '{"tilltro": "1", "content_hash": "1", "command": "follow", "files": {}}'),
    ):
        (tmp_path / name).mkdir(exist_ok=True)
        if content is not None:
            (tmp_path / name / "manifest.json").write_text(content)
    for language in LANGUAGES:
        assert main([*arguments, f"language={language}"]) == WRONG_INPUT
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)


def test_a_missing_table_and_a_broken_config_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "levels.parquet").write_bytes(b"no table")
    assert main(["report", str(copy)]) == WRONG_INPUT
    (copy / "config.yaml").write_text("name: [")
    assert main(["report", str(copy)]) == WRONG_INPUT
    assert main(["verify", str(copy)]) == WRONG_INPUT
    assert "config.yaml" in capsys.readouterr().err
    assert not list(copy.glob("report_*"))


def program(path: Path, lines: str) -> str:
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_browsers_that_are_missing_slow_or_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>")
    monkeypatch.setenv(pdf.VARIABLE, str(tmp_path / "none"))
    with pytest.raises(InputError, match="none"):
        pdf.find_browser()
    monkeypatch.delenv(pdf.VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(pdf, "PLACES", ())
    with pytest.raises(InputError, match=pdf.VARIABLE):
        pdf.find_browser()
    for lines, seconds in (("exit 1", 10.0), ("exec /bin/sleep 20", 0.2)):
        with pytest.raises(InputError, match="no PDF"):
            pdf.print_page(page, program(tmp_path / "chromium", lines), seconds)
    assert pdf.find_browser() == str(tmp_path / "chromium")


def test_a_pdf_is_what_the_browser_wrote(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = 'for word; do case $word in --print-to-pdf=*) printf "%%PDF-1" > "${word#*=}";; esac; done'
    monkeypatch.setenv(pdf.VARIABLE, program(tmp_path / "browser", lines))
    assert main(["report", str(copy), "pdf=true"]) == 0
    assert (copy / "report_en.pdf").read_bytes() == b"%PDF-1"


def test_a_failing_browser_leaves_nothing(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pdf.VARIABLE, program(tmp_path / "browser", "exit 3"))
    assert main(["report", str(copy), "pdf=true"]) == WRONG_INPUT
    assert not list(copy.glob("report_*"))


@each_row(
    ("place", "more"),
    [("report_en.html", []), ("report_en.html/", []), ("slides_en", ["slides=true"])],
)
def test_what_stands_where_a_page_is_to_be_written_is_left(
    place: str, more: list[str], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user's own notes, a folder, and a file in the place of the slides."""
    path = copy / place
    notes = path / "notes.txt" if place.endswith("/") else path
    notes.parent.mkdir(exist_ok=True)
    notes.write_text("mine")
    before = sorted(copy.rglob("*"))
    assert main(["report", str(copy), *more]) == WRONG_INPUT
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert str(path) in said.err
    assert notes.read_text() == "mine"
    assert sorted(copy.rglob("*")) == before
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_damaged_table_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "contrasts.parquet").write_bytes(b"no table")
    assert main(["report", str(copy)]) == WRONG_INPUT
    assert "contrasts.parquet" in capsys.readouterr().err
    (copy / "contrasts.parquet").unlink()
    assert main(["report", str(copy)]) == WRONG_INPUT
    assert "contrasts.parquet" in capsys.readouterr().err
