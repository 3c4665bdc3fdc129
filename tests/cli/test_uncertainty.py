"""What a comparison over calibrated draws shows and writes."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from simulation.__main__ import main

SMALL = [
    "compare",
    "details=all",
    "policies=[staircase,coordinated]",
    "population.n_clients=200",
    "n_quarters=4",
    "n_replications=6",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("draws") / "results"
    assert main([*SMALL, "parameters.trust.gain=0.15", f"out={made}"]) == 0
    return made


def test_both_intervals_are_written(folder: Path) -> None:
    contrasts = pd.read_csv(folder / "contrasts.csv")
    last = contrasts[(contrasts.quarter == 4) & (contrasts.group == "all") & (contrasts.outcome == "readiness")]
    assert last[["mc_low", "mc_high", "cred_low", "cred_high"]].notna().all(axis=None)
    assert last.parameter_share.between(0, 1).all()
    orders = pd.read_csv(folder / "orders.csv")
    # three policies: six ordered pairs
    assert len(orders[orders.outcome == "first_job"]) == 6
    # not known where luck hides the parameters
    assert orders.probability_better.dropna().between(0, 1).all()
    assert orders[orders.outcome == "readiness"].probability_better.notna().any()
    assert set(orders.n_draws) <= {0, 3}
    assert ((orders.n_draws == 0) == orders.probability_better.isna()).all()


def test_the_configuration_tells_what_was_drawn_and_what_was_set(folder: Path) -> None:
    config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    assert config["parameter_set"] == "posterior"
    assert config["parameters"]["trust"]["gain"] == 0.15
    assert config["parameters"]["job_entry"]["intercept"] is None
    assert config["parameters"]["medication"]["painkiller_start"] is not None


def test_the_report_says_both(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "credible interval over the calibrated parameters" in page
    assert "by luck and few draws" in page
    assert "Calibrated parameters: 3 sets" in page
    assert "only 3 sets of parameters were drawn" in page


@pytest.mark.usefixtures("one_figure")
@pytest.mark.parametrize("language", ["en", "sv", "da"])
def test_the_terminal_says_both(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, f"out={tmp_path / 'r'}", f"language={language}", "precision=60pp"]) == 0
    said = capsys.readouterr().out
    assert "[" in said
    assert "orders.csv" in said
    assert " 6 " in next(line for line in said.splitlines() if "95" in line and "60" in line)
    assert "33" in said  # percent: steps of the probability over three draws
    assert "n_replications=40" in said


@pytest.mark.usefixtures("one_figure")
def test_central_values_say_monte_carlo_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, f"out={tmp_path / 'r'}", "parameters=central"]) == 0
    said = capsys.readouterr().out
    assert "[" not in said
    assert "parameters=posterior" in said
    assert "precision=0.5pp would add replications" in said
