"""A dry run: everything a command does but simulating, so that many command lines can be tried."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest

from simulation.__main__ import main
from simulation.report.comparison import figures
from simulation.results.folder import Place

RUNS = "runs"
SIMULATES = {
    "serve": "bind",
    "predict": "follow_observed",
    "predict_study": "register",
    "calibrate": "calibrate",
    "sweep": "_check_memory",
}


class WouldRunError(Exception):
    """The command has accepted what it was asked and is about to simulate."""


def _would_run(*_arguments: object, **_settings: object) -> NoReturn:
    raise WouldRunError


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reports of comparisons have one figure instead of seven, which take most of the time of a small run."""
    kinds = {"paths_first_job": figures.KINDS["paths_first_job"]}
    monkeypatch.setattr(figures, "KINDS", kinds)


@pytest.fixture
def dry(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], int | str]:
    """Return what gives a command line's exit status, or `RUNS` where it would go on to simulate."""
    monkeypatch.setattr(Place, "unfinished", _would_run)
    for command, function in SIMULATES.items():
        import_module(f"simulation.experiments.{command}")
        monkeypatch.setattr(f"simulation.experiments.{command}.{function}", _would_run)

    def status(arguments: list[str]) -> int | str:
        try:
            return main(arguments)
        except WouldRunError:
            return RUNS

    return status
