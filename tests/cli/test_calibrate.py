"""`tilltro calibrate`: a tiny one from start to end, gone on with, and what it refuses."""

from pathlib import Path

import pytest
import yaml

from simulation.__main__ import INTERRUPTED, WRONG_INPUT, main
from simulation.study.posterior import read_posterior

TINY = [
    "calibration=quick",
    "n_runs=100",
    "n_draws=50",
    "n_truths=10",
    "n_clients=300",
    "n_clients_small=200",
    "threads=1",
]


@pytest.mark.slow
def test_a_tiny_calibration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert main(["calibrate", *TINY, f"out={folder}"]) == 0
    shown = capsys.readouterr().out
    assert "job_entry.belief" in shown
    assert "G7" in shown
    posterior = read_posterior(folder / "posterior.csv")
    about = yaml.safe_load((folder / "posterior.yaml").read_text(encoding="utf-8"))
    assert about["n_draws"] == len(posterior.weight) <= 50
    assert set(about["prior_sd"]) == set(about["posterior_sd"])
    first = (folder / "posterior.csv").read_bytes()
    # again: no run is made anew, and the same comes out, in another language
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.npz")}
    assert main(["calibrate", *TINY, f"out={folder}", "language=sv"]) == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.npz")} == stamps
    assert (folder / "posterior.csv").read_bytes() == first
    assert "Publicerat" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calibration=quik"], "quick"),
        (["n_runs=5"], "100"),
        (["n_runs=many"], "many"),
        (["n_runs=200", "n_draws=150"], "n_draws"),
        (["threads=0"], "threads"),
        (["seeds=1"], "seed"),
        (["quick"], "quick"),
        (["out="], "out"),
        (["n_clients=10000000", "threads=30"], "take a lower n_clients, n_clients_small or threads"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", *arguments]) == WRONG_INPUT
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    assert main(["calibrate", *TINY, f"out={tmp_path / 'mine'}"]) == WRONG_INPUT
    assert "mine" in capsys.readouterr().err


@pytest.mark.slow
def test_too_small_a_calibration_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = [setting for setting in TINY if not setting.startswith(("n_clients", "n_runs"))]
    sizes = ["n_runs=100", "n_clients=60", "n_clients_small=60"]
    assert main(["calibrate", *small, *sizes, f"out={tmp_path / 'mine'}"]) == WRONG_INPUT
    assert "n_clients" in capsys.readouterr().err


def test_an_interrupted_calibration_keeps_its_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> dict[str, float]:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulation.analyses.calibration.reference_table.simulate", stop)
    assert main(["calibrate", *TINY, f"out={tmp_path / 'mine'}"]) == INTERRUPTED
    assert "kept" in capsys.readouterr().err
