"""`tilltro sweep` as a user meets it: what it writes, says and refuses."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from simulation.__main__ import WRONG_INPUT, main
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.base.resources import configs
from simulation.model.parameters import entries
from tests.analyses.sweeps.small import differences
from tests.rows import each_row

SMALL = ["population.n_clients=120", "n_quarters=2", "n_replications=2", "executor=serial"]
OWN = """
policies: [coordinated]
worlds:
  one: {label: {en: "One & <two>", sv: "Ett & <två>", da: "Et & <to>"}}
  other: {parameters: {progression: {causal_share: 0.5}}, seed: 5}
design: {kind: grid, dimensions: {job_entry.belief: [0.5, 1.3]}}
target: quarters_worked
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(here: Path, content: str, name: str = "mine") -> str:
    folder = here / "configs" / "sweep"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return f"config_dir={here / 'configs'}"


@each_row("language", ["en", "sv", "da"])
def test_own_sweep(language: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = write(here, OWN)
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made", f"language={language}"]) == 0
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    page = (here / "made" / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert "&amp; &lt;" in page
    assert not re.search(r"& <t|<script|https?://(?!www.w3.org)", page)
    assert page.count("<svg") == 2  # ranking and regret: two replications tell no effect from luck
    assert ": job_entry.belief." in page
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made", f"language={language}"]) == 0
    assert "simulated" in capsys.readouterr().out or language != "en"
    assert main(["sweep", "status=made", f"language={language}"]) == 0
    assert "8 " in capsys.readouterr().out  # 2 replications x 2 points x 2 worlds


def test_the_commands_settings_win_over_the_declarations(here: Path) -> None:
    own = write(here, "policies: [staircase]\nn_replications: 7\nn_quarters: 9\n")
    assert main(["sweep", "sweep=mine", own, *SMALL, "policies=[jobfirst]", "out=made"]) == 0
    settings = SweepFolder(here / "made").sweep().settings
    assert (settings.policies, settings.n_replications, settings.n_quarters) == (("jobfirst",), 2, 2)


def test_every_packaged_sweep_can_be_read() -> None:
    from simulation.cli.sweep_declaration import sweep_names
    from simulation.cli.sweep_request import read_sweep
    from simulation.cli.typed import read_typed

    assert sweep_names(None) == ["carrot_and_stick", "contrary", "precise", "staircase_and_coordinated"]
    for name in sweep_names(None):
        sweep, _ = read_sweep(read_typed([f"sweep={name}"]))
        assert sweep.n_points > 1
        assert sweep.worlds[0].settings.n_clients == 4000


def test_resume_and_overwrite(here: Path) -> None:
    own = write(here, OWN)
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made"]) == 0
    (here / "made" / "manifest.json").unlink()
    next((here / "made").glob("shards/*/*/*.parquet")).unlink()
    assert main(["sweep", "resume=made", "executor=serial"]) == 0
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=other"]) == 0
    assert differences(here / "made", here / "other") == set()
    cut = next((here / "made").glob("shards/*/*/*.parquet"))
    cut.write_bytes(cut.read_bytes()[:-9])
    assert main(["sweep", "resume=made", "executor=serial"]) == 0  # complete but for what was damaged since
    assert differences(here / "made", here / "other") == set()
    assert main(["sweep", "sweep=mine", own, *SMALL, "seed=9", "out=made"]) == WRONG_INPUT  # a world has its own seed
    other = [setting for setting in SMALL if not setting.startswith("n_quarters")]
    assert main(["sweep", "sweep=mine", own, *other, "n_quarters=3", "out=made"]) == WRONG_INPUT
    assert main(["sweep", "sweep=mine", own, *other, "n_quarters=3", "out=made", "overwrite=true"]) == 0
    assert differences(here / "made.old-1", here / "other") == set()


def test_a_sweep_is_taken_up_from_another_folder_than_it_was_begun_in(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, "policies: [mine]\nbaseline: staircase\nlabour_market: {path: market.csv}\n")
    (here / "configs" / "policy").mkdir()
    own = (configs() / "policy" / "coordinated.yaml").read_text(encoding="utf-8")
    (here / "configs" / "policy" / "mine.yaml").write_text(own, encoding="utf-8")
    (here / "market.csv").write_text("quarter,tightness,job_loss\n1,0.9,1\n2,1,1\n")
    (here / "clients.csv").write_text("age\n" + "40\n" * 120)
    asked = ["sweep=mine", "population.table=clients.csv", "n_quarters=2", "n_replications=2", "executor=serial"]
    assert main(["sweep", *asked, "config_dir=configs", "out=made"]) == 0
    (here / "made" / "manifest.json").unlink()
    next((here / "made").glob("shards/*/*/*.parquet")).unlink()
    (here / "elsewhere" / "deep").mkdir(parents=True)
    monkeypatch.chdir(here / "elsewhere" / "deep")
    assert main(["sweep", "resume=../../made", "executor=serial"]) == 0
    assert main(["sweep", "status=../../made"]) == 0
    monkeypatch.chdir(here / "elsewhere")
    again = [word.replace("clients.csv", "../clients.csv") for word in asked]
    text = (here / "configs" / "sweep" / "mine.yaml").read_text(encoding="utf-8")
    write(here, text.replace("market.csv", "../market.csv"))
    assert main(["sweep", *again, "config_dir=../configs", "out=../made"]) == 0  # the same sweep, from elsewhere


def test_bombs_are_refused_early(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = ", ".join(["0.1"] * 1000)
    every = "\n".join(f"    {name}: null" for name in entries())
    bombs = {
        "design: {kind: sobol, n_points: 1048576, dimensions: {trust.gain: null}}": "design.n_points is 1048576",
        f"design:\n  kind: latin_hypercube\n  n_points: 1000000\n  dimensions:\n{every}": "more than 50000000 values",
        f"design: {{kind: grid, dimensions: {{trust.gain: [{many}], job_entry.belief: [{many}, 1]}}}}":
            "1001000 points",
        "design: {kind: grid, dimensions: {" + ", ".join(f"{name}: [{many}]" for name in list(entries())[:30]) + "}}":
            "has 10^90 points",
        "worlds: {" + ", ".join(f"w{n}: {{}}" for n in range(5000)) + "}":
            "The sweep has 5000 worlds; allowed is 1 to 200",
        "worlds: [" + ", ".join(["usual"] * 5000) + "]": "The sweep has 5000 worlds; allowed is 1 to 200",
        "worlds: {one: {}, two: {}}\ndesign: {kind: posterior, n_points: 600000}": "1200000 points in all its worlds",
        "n_replications: 1000000\ndesign: {kind: posterior, n_points: 100000}": "The sweep would keep 10^12 values",
    }  # fmt: skip
    wrong = []
    for content, expected in bombs.items():
        own = write(here, content)
        began = time.monotonic()
        status = main(["sweep", "sweep=mine", own, "n_quarters=2", "policies=[staircase]", "out=made"])
        said = capsys.readouterr().err
        if status != WRONG_INPUT or expected not in said or said.count("\n") != 1 or time.monotonic() - began > 60.0:
            wrong.append((content[:80], said[:200], time.monotonic() - began))
    assert not wrong
    assert not (here / "made").exists()


REFUSED = {
    "nothing": ([], ["sweep=NAME", "precise"]),
    "unknown sweep": (["sweep=carrot"], ["carrot", "carrot_and_stick"]),
    "unknown executor": (["sweep=precise", "executor=cloud"], ["cloud", "processes"]),
    "address without ray": (["sweep=precise", "address=auto"], ["executor=ray"]),
    "precision": (["sweep=precise", "precision=wide"], ["wide", "0.2pp"]),
    "most": (["sweep=precise", "most_replications=few"], ["most_replications", "few"]),
    "most below first": (["sweep=precise", "most_replications=9"], ["most_replications is 9", "10"]),
    "most without precision": (["sweep=carrot_and_stick", "most_replications=9"], ["there is none"]),
    "too few for a precision": (["sweep=precise", "n_replications=1"], ["n_replications is 1"]),
    "precision of nothing": (["sweep=precise", "precision=0"], ["precision is 0"]),
    "precision above all": (["sweep=precise", "precision=5"], ["500 percentage points", "precision=5pp"]),
    "unknown policy": (["sweep=precise", "policies=[cordinated]"], ["cordinated", "coordinated"]),
    "given twice": (["sweep=precise", "sweep=precise"], ["sweep"]),
    "experiment": (["sweep=precise", "experiment=headline"], ["experiment"]),
    "world": (["sweep=carrot_and_stick", "world=sanctions_work"], ["world"]),
    "misspelt": (["sweep=precise", "excutor=serial"], ["excutor"]),
    "a dimension": (
        ["sweep=staircase_and_coordinated", "parameters.job_entry.belief=1"],
        ["parameters.job_entry.belief"],
    ),
    "a world's own": (["sweep=carrot_and_stick", "caseworkers.caseload=20"], ["few_clients_each"]),
    "resume nothing": (["resume=nowhere"], ["nowhere"]),
    "resume with settings": (["resume=nowhere", "seed=2"], ["seed"]),
    "resume and status": (["resume=a", "status=b"], ["resume=FOLDER", "status=FOLDER"]),
    "a bare name": (["precise"], ["tilltro sweep sweep=precise."]),
    "posterior": (["sweep=precise", "parameters=posterior"], ["parameters=posterior", "sweep=contrary"]),
    "status of nothing": (["status=nowhere"], ["nowhere"]),
    "status with settings": (["status=nowhere", "seed=2"], ["seed"]),
    "workers": (["sweep=precise", "threads=0"], ["threads"]),
    "resume workers": (["resume=nowhere", "threads=many"], ["threads", "many"]),
}


@each_row("case", REFUSED)
def test_refused(case: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, named = REFUSED[case]
    assert main(["sweep", *arguments]) == WRONG_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert all(word in said.err for word in named), said.err
    assert list(here.iterdir()) == []


BROKEN = {
    "list": ("[1]", ["names, each with its value"]),
    "unknown key": ("policy: [staircase]", ["policy", "policies"]),
    "unknown world key": ("worlds: {one: {polices: 1}}", ["polices"]),
    "world without keys": ("worlds: {one: 3}", ["worlds.one"]),
    "no worlds": ("worlds: {}", ["worlds"]),
    "world's name": ("worlds: {'a/../b': {}}", ["worlds"]),
    "unknown group": ("worlds: {one: {choose: {populaton: bip}}}", ["populaton", "population"]),
    "unknown option": ("worlds: {one: {choose: {population: bup}}}", ["bup", "bip"]),
    "world's parameter": ("worlds: {one: {parameters: {trust: {gian: 1}}}}", ["trust.gian"]),
    "label": ("worlds: {one: {label: {fi: x}}}", ["worlds.one.label"]),
    "target": ("target: happiness", ["happiness"]),
    "target not recorded": ("target: distress", ["distress", "record.outcomes"]),
    "quarters": ("record: {quarters: [1]}", ["record.quarters"]),
    "quarters of the wrong kind": ("record: {quarters: 1}", ["record.quarters"]),
    "group": ("record: {groups: [sex=wman]}", ["sex=wman"]),
    "record": ("record: {outcome: [first_job]}", ["outcome"]),
    "code": ("policies: [staircase]\n_target_: os.system", ["_target_"]),
    "choose": ("choose: 3", ["choose", "names, each with its value"]),
    "posterior": ("worlds: {one: {choose: {parameters: posterior}}}", ["parameters=posterior", "design"]),
    "choose of a world": ("worlds: {one: {choose: [1]}}", ["worlds.one.choose"]),
    "unknown world": ("worlds: [usuall]", ["usuall", "usual"]),
    "unknown policy": ("policies: [cordinated]", ["cordinated", "coordinated"]),
    "unknown dimension": ("design: {kind: grid, dimensions: {job_entry.belif: [1]}}", ["job_entry.belif", "belief"]),
    "dimension without group": ("design: {kind: grid, dimensions: {readiness: [1]}}", ["'readiness'", ".readiness."]),
    "no dimensions": ("design: {kind: grid, dimensions: {}}", ["design.dimensions"]),
    "empty dimension": ("design: {kind: grid, dimensions: {trust.gain: []}}", ["trust.gain", "numbers"]),
    "no power of two": ("design: {kind: sobol, n_points: 5, dimensions: {trust.gain: null}}", ["5", "power of two"]),
    "no points": ("design: {kind: sobol, n_points: 0, dimensions: {trust.gain: null}}", ["design.n_points"]),
    "precision": ("precision: 0", ["precision is 0"]),
    "precision in words": ("precision: narrow", ["precision is narrow"]),
    "most": ("precision: 1pp\nmost_replications: 1", ["most_replications is 1", "2"]),
    "undone world": (
        "worlds: {one: {parameters: {trust: {gain: 0.1}}}}\ndesign: {kind: grid, dimensions: {trust.gain: [0.1, 0.2]}}",
        ["parameters.trust.gain", "one"],
    ),
    "undone reading": (
        "worlds: [usual, no_belief_effect]\ndesign: {kind: grid, dimensions: {job_entry.belief: [0.5, 1]}}",
        ["parameters.job_entry.belief", "no_belief_effect"],
    ),
    "twice": ("target: first_job\ntarget: first_job", ["twice"]),
}


@each_row("case", BROKEN)
def test_broken_declarations(case: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, named = BROKEN[case]
    own = write(here, content)
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made"]) == WRONG_INPUT
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert all(word in said.err for word in named), said.err
    assert not (here / "made").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_read_only_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "locked").mkdir(mode=0o500)
    assert main(["sweep", "sweep=precise", *SMALL, "out=locked/made"]) == WRONG_INPUT
    assert "locked" in capsys.readouterr().err


def test_disk_full(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import errno

    from simulation.analyses.sweeps import shards

    own, real, written = write(here, OWN), shards.write_atomically, []

    def full(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, content)

    monkeypatch.setattr(shards, "write_atomically", full)
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made"]) == WRONG_INPUT
    said = capsys.readouterr().err.splitlines()[-1]
    assert "the disk is full" in said
    assert "tilltro sweep resume=" in said
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert main(["sweep", "resume=made", "executor=serial"]) == 0
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=other"]) == 0
    assert differences(here / "made", here / "other") == set()


def test_multirun_points_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--multirun", "seed=1,2"]) == WRONG_INPUT
    assert "tilltro sweep" in capsys.readouterr().err


def test_a_cluster_that_is_not_there_is_told_before_anything_is_written(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    from simulation.analyses.sweeps.executors import cluster

    own = write(here, OWN)
    asked = ["sweep", "sweep=mine", own, "out=made", "executor=ray"]
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    assert main(asked) == WRONG_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "pip install 'tilltro[cluster]'" in said.err
    with socket.create_server(("127.0.0.1", 0)) as server:  # a port that nobody listens to when it is closed again
        port = server.getsockname()[1]
    monkeypatch.setattr(cluster, "find_spec", lambda name: object())
    assert main([*asked, f"address=127.0.0.1:{port}"]) == WRONG_INPUT
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert f"127.0.0.1:{port}" in said.err
    assert not (here / "made").exists()


@each_row("language", ["en", "sv", "da"])
def test_help_lists_every_ready_made_sweep(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    from simulation.base.resources import configs, read_yaml
    from simulation.cli.sweep_request import sweep_names

    assert main(["sweep", "--help", f"language={language}"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for name in sweep_names(None):
        about = read_yaml(configs() / "sweep" / f"{name}.yaml")["about"][language]
        assert f"{name} {about}" in page


def test_precision_of_the_file_can_be_left_out(here: Path) -> None:
    own = write(here, "policies: [staircase]\nprecision: 1pp\nmost_replications: 50\n")
    assert main(["sweep", "sweep=mine", own, *SMALL, "precision=null", "out=made"]) == 0
    sweep = SweepFolder(here / "made").sweep()
    assert (sweep.precision, sweep.n_replications) == (None, 2)
    manifest = json.loads((here / "made" / "manifest.json").read_text())
    assert manifest["n_replications"] == {"least": 2, "most": 2}
    assert manifest["precision"] is None


def test_what_a_precision_took_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = write(here, "policies: [staircase, coordinated]\nprecision: 0.2pp\nmost_replications: 5\n")
    assert main(["sweep", "sweep=mine", own, *SMALL, "out=made"]) == 0
    said = capsys.readouterr().out
    assert "The precision took 5 replications a point." in said
    assert re.search(r"1 of 1 points did not reach .* of '[\w ]+' \(as set\), is \d+\.\d\d percentage points", said)


CARROT_AND_STICK = """
policies: [aig_sanctions, jobfirst]
record: {groups: [all, sex=woman, psychiatric=yes]}
worlds:
  one: {label: {en: One, sv: Ett, da: Et}}
  other: {label: {en: Other, sv: Annat, da: Andet}, seed: 5}
"""


@each_row(("n_ill", "n_women", "told"), [(4, 10, {"all", "sex=woman"}), (5, 16, {"all", "psychiatric=yes"})])
def test_groups_under_five_of_one_s_own_clients_are_in_no_file(
    n_ill: int, n_women: int, told: set[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """4 ill of 20 are too few; 16 women could be counted back from all and 4 men; 5 ill of 20 are told of."""
    own = write(here, CARROT_AND_STICK)
    rows = [f"{int(number >= n_women)},{int(number < n_ill)}\n" for number in range(20)]
    (here / "clients.csv").write_text("man,psychiatric\n" + "".join(rows), encoding="utf-8")
    size = ["population.table=clients.csv", "caseworkers.caseload=5", "n_quarters=1", "n_replications=2"]
    asked = ["sweep", "sweep=mine", own, *size, "executor=serial", f"out=made_{n_ill}"]
    made = here / f"made_{n_ill}"
    for _ in range(2):  # made, and shown again
        assert main(asked) == 0
        assert "(groups in all: 1)" in " ".join(capsys.readouterr().out.split())
    assert "fewer than 5 of your own clients" in (made / "report.html").read_text(encoding="utf-8")
    table = pd.read_parquet(made / "results.parquet")
    assert set(table["group"][table["level"].notna()]) == told
    numbers = table[~table["group"].isin(told)].select_dtypes("number").drop(columns=["point", "quarter"])
    assert (numbers.isna() | (numbers == 0)).all(axis=None)
    for shard in (made / "shards").rglob("*.parquet"):
        kept = pd.read_parquet(shard)
        values = kept[~kept["group"].isin(told)].select_dtypes("floating")
        assert values.isna().all(axis=None)


def test_a_sweep_of_clients_of_whom_nobody_is_ill_is_judged_on_all(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = write(here, CARROT_AND_STICK)
    (here / "clients.csv").write_text("psychiatric\n" + "0\n" * 20, encoding="utf-8")
    size = ["population.table=clients.csv", "caseworkers.caseload=5", "n_quarters=1", "n_replications=2"]
    assert main(["sweep", "sweep=mine", own, *size, "executor=serial", "out=made"]) == 0
    assert "Traceback" not in capsys.readouterr().err
