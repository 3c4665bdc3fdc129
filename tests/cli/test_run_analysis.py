"""How any analysis is run: simulated once, written whole, and told the same on the page, in the terminal and again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from openpyxl import load_workbook

from simulation.base.texts import text
from simulation.base.threads import Progress
from simulation.cli import run_analysis as module
from simulation.cli.request import Request, request_run
from simulation.cli.run_analysis import AnalysisRequest, run_analysis
from simulation.cli.typed import read_typed
from simulation.report.sheets import Sheet
from simulation.results.forms import Forms

FOUND, WRITTEN = 0.123456, "0.12"


@dataclass(frozen=True)
class Small(AnalysisRequest[float]):
    """An analysis of one number, whose table holds two of its digits."""

    times: ClassVar[list[float]] = []  # what was simulated

    @property
    def content_hash(self) -> str:
        return f"{'with' if self.request.forms.has_workbook else 'no'}-book"

    @property
    def n_steps(self) -> int:
        return 1

    @property
    def config(self) -> Mapping[str, Any]:
        return {"asked": "little"}

    def simulate(self, progress: Progress) -> float:
        self.times.append(FOUND)
        progress(1, 1)
        return FOUND

    def write_tables(self, found: float, folder: Path) -> None:
        (folder / "number.txt").write_text(f"{found:.2f}")

    def read_tables(self, folder: Path) -> float:
        return float((folder / "number.txt").read_text())

    def write_page(self, found: float, folder: Path) -> Sequence[Sheet]:
        (folder / "report.html").write_text(str(found))
        return [Sheet("summary", ("value",), [(found,)])]

    def parts(self, found: float, is_all: bool) -> Sequence[str]:
        return [f"answer {found}", *(["everything"] if is_all else [])]


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setattr(module, "compile_first", lambda _: None)
    Small.times.clear()
    return request_run(read_typed(["policy=staircase", "population.n_clients=60", f"out={tmp_path / 'here'}"]))


def test_page_workbook_and_terminal_show_what_was_written_and_nothing_is_simulated_twice(
    request_: Request, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_analysis(Small(request_), is_all=True) == 0
    first = capsys.readouterr().out
    assert run_analysis(Small(request_), is_all=True) == 0
    again = capsys.readouterr().out
    assert first.startswith(f"answer {WRITTEN}\neverything\n")
    assert again == first.replace("Results:", f"{text('cli.result.reused')}\nResults:")
    assert Small.times == [FOUND]
    folder = tmp_path / "here"
    assert (folder / "report.html").read_text() == WRITTEN
    book = load_workbook(folder / "results.xlsx")
    assert [cell.value for cell in book.worksheets[0]["A"]][1:] == [float(WRITTEN)]
    assert [row[0].value for row in book.worksheets[-1].iter_rows()][1:] == ["command", "asked", "content_hash"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["content_hash"] == "with-book"
    assert set(manifest["files"]) == {"config.yaml", "datapackage.json", "number.txt", "report.html", "results.xlsx"}


def test_a_short_answer_says_how_to_see_everything(request_: Request, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_analysis(Small(request_), is_all=False) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [f"answer {WRITTEN}", text("answer.terminal.more")]


def test_no_workbook_is_written_where_none_is_asked_for(request_: Request, tmp_path: Path) -> None:
    assert run_analysis(Small(replace(request_, forms=Forms(has_workbook=False))), is_all=True) == 0
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [
        "config.yaml",
        "datapackage.json",
        "manifest.json",
        "number.txt",
        "report.html",
    ]
