"""The folder of results: whole or not at all, the same for the same settings, reused, never overwritten."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml

from simulation.__main__ import INTERRUPTED, WRONG_INPUT, main
from simulation.model.parameters import entry
from simulation.results.manifest import is_complete
from simulation.results.tables import read_tables

SMALL = ["population.n_clients=200", "n_quarters=4", "n_replications=2"]
TWO = ["policies=[staircase,coordinated]", *SMALL]
FILES = {
    "budget.csv",
    "budget.parquet",
    "config.yaml",
    "contrasts.csv",
    "contrasts.parquet",
    "orders.csv",
    "orders.parquet",
    "cost_per_quarter.csv",
    "datapackage.json",
    "cost_per_quarter.parquet",
    "levels.csv",
    "levels.parquet",
    "manifest.json",
    "price_effects.csv",
    "price_effects.parquet",
    "report.html",
    "results.xlsx",
    "trajectories.parquet",
    "replications.parquet",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_figure: None) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def compare(*arguments: str) -> int:
    return main(["compare", *TWO, *arguments])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of results that tests only look at."""
    folder = tmp_path_factory.mktemp("done") / "results"
    assert main(["compare", *TWO, f"out={folder}"]) == 0
    return folder


def test_files(done: Path) -> None:
    assert names(done) == FILES | {"figures"}
    assert list((done / "figures").glob("*.svg"))
    assert names(done.parent) == {"results"}


def test_manifest_names_every_file(done: Path) -> None:
    manifest = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
    written = {path.relative_to(done).as_posix() for path in done.rglob("*") if path.is_file()}
    assert set(manifest["files"]) == written - {"manifest.json"}
    assert is_complete(done, manifest["content_hash"])
    assert len(manifest["content_hash"]) == 12
    assert manifest["seed"] == 1
    assert manifest["libraries"]["numpy"]


def test_config_is_resolved(done: Path) -> None:
    config = yaml.safe_load((done / "config.yaml").read_text(encoding="utf-8"))
    assert config["policies"] == ["staircase", "coordinated"]
    assert config["population"]["n_clients"] == 200
    assert config["parameters"]["trust"]["gain"] == entry("trust.gain").central


def test_money_is_read_back_as_written(done: Path) -> None:
    config = yaml.safe_load((done / "config.yaml").read_text(encoding="utf-8"))
    assert config["money"]["benefit"] == 40000
    budget = pd.read_csv(done / "budget.csv")
    assert list(budget.columns) == [
        "policy", "baseline", "payer", "year", "amount", "difference", "mc_low", "mc_high", "cred_low", "cred_high",
        "parameter_share", "n_replications",
    ]  # fmt: skip
    read = read_tables(done).money
    assert read is not None
    assert read.budget["amount"].to_numpy() == pytest.approx(budget["amount"].to_numpy())


def test_other_prices_are_another_result(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *TWO, f"out={done}", "money.benefit=1"]) == WRONG_INPUT
    assert str(done) in capsys.readouterr().err


def test_csv(done: Path) -> None:
    content = (done / "contrasts.csv").read_bytes()
    assert b"\r" not in content
    assert b"nan" not in content.lower()
    written, exact = pd.read_csv(done / "contrasts.csv"), pd.read_parquet(done / "contrasts.parquet")
    assert list(written.columns) == list(exact.columns)
    assert set(exact["policy"]) == {"staircase", "coordinated"}
    numbers = exact.select_dtypes("float64").columns
    pd.testing.assert_frame_equal(written[numbers], exact[numbers], rtol=1e-8)


def test_threads_make_no_difference(done: Path, here: Path) -> None:
    assert compare("out=one", "threads=1") == 0
    assert compare("out=two", "threads=2") == 0
    for name in ("levels.csv", "contrasts.csv"):
        assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes()
        assert (here / "one" / name).read_bytes() == (done / name).read_bytes()


def test_default_folder_is_reused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare() == 0
    first = capsys.readouterr().out
    (folder,) = (here / "outputs" / "compare").iterdir()
    assert folder.name.startswith("own-")
    before = (folder / "manifest.json").stat().st_mtime_ns
    assert compare("threads=1") == 0
    second = capsys.readouterr().out
    assert (folder / "manifest.json").stat().st_mtime_ns == before
    assert "nothing was computed anew" in second
    assert second.replace("These settings have been run before", "").startswith(first[: first.index("Results:")])
    assert compare("seed=2") == 0
    assert len(list((here / "outputs" / "compare").iterdir())) == 2


def test_another_language_takes_the_numbers_that_are_there(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare() == 0
    (english,) = (here / "outputs" / "compare").iterdir()
    capsys.readouterr()
    monkeypatch.setattr("simulation.study.replications.run_replication", None)  # nothing can be simulated
    assert compare("language=sv") == 0
    assert str(english) in capsys.readouterr().err
    (swedish,) = set((here / "outputs" / "compare").iterdir()) - {english}
    for name in ("levels.csv", "contrasts.csv", "orders.csv", "budget.csv", "trajectories.parquet"):
        assert (swedish / name).read_bytes() == (english / name).read_bytes()
    assert '<html lang="sv">' in (swedish / "report.html").read_text(encoding="utf-8")
    with pytest.raises(TypeError):
        compare("language=da", "overwrite=true")  # which asks for numbers made anew


def test_out_is_reused_refused_and_moved_aside(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("out=mine") == 0
    before = (here / "mine" / "manifest.json").stat().st_mtime_ns
    assert compare("out=mine") == 0
    assert (here / "mine" / "manifest.json").stat().st_mtime_ns == before
    capsys.readouterr()

    assert compare("out=mine", "seed=2") == WRONG_INPUT
    assert "isn't empty" in capsys.readouterr().err
    assert names(here) == {"mine"}

    assert compare("out=mine", "seed=2", "overwrite=true") == 0
    assert names(here) == {"mine", "mine.old-1"}
    assert "mine.old-1" in capsys.readouterr().out
    assert (here / "mine.old-1" / "manifest.json").stat().st_mtime_ns == before
    assert compare("out=mine", "seed=2", "overwrite=true") == 0
    assert names(here) == {"mine", "mine.old-1", "mine.old-2"}


def test_damaged_result_is_not_reused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("out=mine") == 0
    with (here / "mine" / "levels.csv").open("a", encoding="utf-8") as file:
        file.write("x")
    assert compare("out=mine") == WRONG_INPUT
    assert "unfinished" in capsys.readouterr().err


def test_empty_folder_is_used(here: Path) -> None:
    (here / "mine").mkdir()
    assert compare("out=mine") == 0
    assert names(here) == {"mine"}


def test_paths_may_hold_any_letter(here: Path) -> None:
    assert compare("out=resultat (utkast), å", "language=sv") == 0
    assert names(here) == {"resultat (utkast), å"}


def test_own_policy_counts_in_the_hash(here: Path) -> None:
    policy = here / "own" / "policy" / "mine.yaml"
    policy.parent.mkdir(parents=True)
    label = "{en: Mine, sv: Min, da: Min}"
    for bits in ("[job_search]", "[network]"):
        policy.write_text(
            f"label: {label}\nsummary: {label}\nsources: [assumption]\n"
            f"elements:\n  - measures: {{interventions: {bits}}}\n",
            encoding="utf-8",
        )
        assert main(["run", "policy=mine", "config_dir=own", *SMALL]) == 0
    assert len(list((here / "outputs" / "run").iterdir())) == 2


def test_own_file_wins_over_the_package(here: Path) -> None:
    own = here / "own" / "population" / "bip.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("n_clients: 60\ntable: null\ncorrelations: []\nregister_index: {age: 1.0}\n", encoding="utf-8")
    arguments = ["n_quarters=2", "n_replications=1", "config_dir=own", "out=mine", "policies=[staircase]"]
    assert main(["compare", *arguments]) == 0
    assert yaml.safe_load((here / "mine" / "config.yaml").read_text())["population"]["n_clients"] == 60


def test_run_is_its_own_baseline(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "policy=staircase", *SMALL, "out=mine"]) == 0
    assert (here / "mine" / "contrasts.csv").read_text().count("\n") == 1
    assert set(pd.read_csv(here / "mine" / "levels.csv")["policy"]) == {"staircase"}
    assert "Staircase after 4 quarters" in capsys.readouterr().out
    assert main(["run", "policy=staircase", *SMALL, "out=mine"]) == 0


def test_an_error_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulation.cli.carry_out.write_manifest", fail)
    assert compare("out=deep/below/mine") == WRONG_INPUT
    assert names(here) == set()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to the whole console")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 143)])
def test_ctrl_c_leaves_nothing(sent: signal.Signals, status: int, here: Path) -> None:
    command = [sys.executable, "-m", "simulation", "compare", "n_replications=100000", "threads=1"]

    def hear_ctrl_c() -> None:
        # A shell lets what it starts in the background ignore Ctrl-C, and so would the tests and this process.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=hear_ctrl_c
    ) as process:
        deadline = time.monotonic() + 120
        while not list(here.glob("outputs/compare/.*.part-*")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1.0)
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert out == ""
    assert err.splitlines()[-1] == "Stopped; nothing was written."
    assert "Traceback" not in err
    assert names(here) == set()
