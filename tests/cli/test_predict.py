"""Forecasts on the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulation.__main__ import main
from simulation.cli import progress

SMALL = ("population.n_clients=400", "n_quarters=8", "caseworkers.caseload=10")


def test_areas_and_ranking_are_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["predict", *SMALL]) == 0
    out = capsys.readouterr().out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line.startswith("  ") and line.split()}
    for fact, published in (("A12", "86.0"), ("A13", "83.0"), ("D-3", "75.8"), ("A14", "64.0")):
        assert published in lines[fact]
        assert all(20.0 < float(area) < 100.0 for area in lines[fact][-2:])
    assert {str(rank) for rank in range(1, 22)} <= set(lines)
    assert "belief that the client gets a job" in out
    assert "400 clients" in out
    assert list(tmp_path.iterdir()) == []


def test_progress_is_shown_while_forecasts_are_fitted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    assert main(["predict", *SMALL]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in lines] == [f"{done} of 45 steps done" for done in range(1, 45)]


@pytest.mark.parametrize(("language", "words"), [("sv", "handläggare"), ("da", "sagsbehandler")])
def test_other_languages(language: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", *SMALL, f"language={language}"]) == 0
    out = capsys.readouterr().out
    assert words in out
    assert "86,0" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["population.n_clients=40", "n_quarters=8", "caseworkers.caseload=10"], "too few to forecast"),
        (["n_quarters=3"], "needs at least 4"),
        (["out=x"], "takes no out"),
        (["n_replications=5"], "takes no n_replications"),
        (["policy=stircase"], "staircase"),
    ],
)
def test_wrong_input_gets_one_sentence(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


def test_no_other_command_waits_for_scikit_learn() -> None:
    code = (
        "import sys, simulation.analyses.validation.scoreboard, simulation.experiments.validate;"
        "assert 'sklearn' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
