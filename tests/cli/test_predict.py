"""Forecasts on the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest

from simulation.__main__ import main
from simulation.analyses.validation import forecast
from simulation.analyses.validation.prediction import Assessments
from simulation.cli import progress

SMALL = ("population.n_clients=400", "n_quarters=8", "caseworkers.caseload=10")


@dataclass(frozen=True)
class Shown:
    """What the command prints, and the forecasts behind it: fitted once, for they are slow."""

    out: str
    err: str
    areas: Mapping[str, Mapping[str, float]]
    ranking: list[forecast.Question]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    areas, rankings = {}, []
    fit_areas, fit_ranking = forecast.areas, forecast.ranking

    def keep_areas(made: Assessments, model: str, on_fit: Callable[[], None]) -> dict[str, float]:
        areas[model] = fit_areas(made, model, on_fit)
        return areas[model]

    def keep_ranking(made: Assessments, on_fit: Callable[[], None]) -> list[forecast.Question]:
        rankings.append(fit_ranking(made, on_fit))
        return rankings[-1]

    folder = tmp_path_factory.mktemp("predict")
    with pytest.MonkeyPatch.context() as patch, StringIO() as out, StringIO() as err:
        patch.chdir(folder)
        patch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
        patch.setattr(forecast, "N_TREES", 10)  # what is printed is held against these fits, not against what is known
        patch.setattr(forecast, "areas", keep_areas)
        patch.setattr(forecast, "ranking", keep_ranking)
        with redirect_stdout(out), redirect_stderr(err):
            assert main(["predict", *SMALL]) == 0
        assert list(folder.iterdir()) == []
        return Shown(out.getvalue(), err.getvalue(), areas, rankings[0])


def test_areas_and_ranking_are_printed(shown: Shown) -> None:
    out = shown.out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line.startswith("  ") and line.split()}
    for fact, published in (("A12", "86.0"), ("A13", "83.0"), ("D-3", "75.8"), ("A14", "64.0")):
        assert published in lines[fact]
        assert all(20.0 < float(area) < 100.0 for area in lines[fact][-2:])
    assert {str(rank) for rank in range(1, 22)} <= set(lines)
    assert "belief that the client gets a job" in out
    assert "400 clients" in out
    assert "computed on the panel unrelated" in out


def test_progress_is_shown_while_forecasts_are_fitted(shown: Shown) -> None:
    told = [line.partition(",")[0] for line in shown.err.splitlines()]
    assert told == [f"{done} of 45 steps done" for done in range(1, 45)]


@pytest.mark.parametrize(("language", "words"), [("sv", "handläggare"), ("da", "sagsbehandler")])
def test_other_languages(
    language: str,
    words: str,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(forecast, "areas", lambda made, model, on_fit: shown.areas[model])
    monkeypatch.setattr(forecast, "ranking", lambda made, on_fit: shown.ranking)
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
        (["panel=further"], "further_stop_first"),
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
