"""`tilltro sensitivity`: a tiny one from start to end, gone on with, shown again, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from simulation.__main__ import main
from simulation.analyses.sensitivity import run as simulations
from simulation.base.resources import configs, read_yaml

TINY = {
    "n_clients": 80,
    "caseload": 10,
    "n_trajectories": 2,
    "n_screened": 2,
    "n_base": 4,
    "n_draws": 40,
    "n_steps": 2,
    "n_resamples": 20,
    "chunk": 10,
    "seed": 3,
}
MOVED = ["progression.causal_share", "job_entry.readiness", "distress.demands_psychiatric"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "empty").mkdir()
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    write(tmp_path / "own")
    return tmp_path / "empty"


def write(own: Path, **changes: object) -> None:
    """Write a plan of two short questions over three parameters, with changes by section."""
    usual = read_yaml(configs() / "sensitivity.yaml")
    every = [path.name.removesuffix(".yaml") for path in (configs() / "parameters").iterdir()]
    names = {group: list(read_yaml(configs() / "parameters" / f"{group}.yaml")) for group in every}
    excluded = [f"{group}.{name}" for group in every for name in names[group] if f"{group}.{name}" not in MOVED]
    content = {
        **usual,
        "questions": ["first", "second"],
        "decision": {"policies": ["single_job", "single_social"], "outcome": "quarters_worked", "quarter": 3},
        "exclude": excluded,
        "sizes": {"full": TINY},
        **changes,
    }
    label = {"en": "One <b>over</b> other", "sv": "Den ena", "da": "Den ene"}
    asked = {"label": label, "policy": "single_job", "against": "single_social", "outcome": "first_job", "quarter": 3}
    questions = {"first": asked, "second": {**asked, "outcome": "distress", "group": "sex=woman"}}
    (own / "sensitivity.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (own / "contrary.yaml").write_text(yaml.safe_dump({"questions": questions}), encoding="utf-8")


def sensitivity(*arguments: str) -> list[str]:
    return ["sensitivity", "details=all", "config_dir=../own", "threads=1", *arguments]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(sensitivity(*arguments)) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_tiny_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(sensitivity("out=mine")) == 0
    told = capsys.readouterr().out
    for part in ("One <b>over</b> other", "progression.causal_share", "luck", "small run", "Knowing everything"):
        assert part in told
    folder = here / "mine"
    assert {path.name for path in folder.iterdir()} == {
        "config.yaml", "datapackage.json", "decision.csv", "draws.csv", "figures", "information.csv",
        "loses_if.csv", "manifest.json", "results.xlsx", "screening.csv", "sensitivity.html", "sobol.csv", "steps.csv",
    }  # fmt: skip
    assert {path.name for path in here.iterdir()} == {"mine"}  # the simulations on the way are gone
    assert {row["name"] for row in rows(folder / "screening.csv")} == {*MOVED, "horizon", "luck"}
    groups = {row["name"] for row in rows(folder / "sobol.csv")}
    assert {"luck", "others"} < groups
    assert len(groups) == 4
    # Three values of one parameter, two questions.
    assert [row["value"] for row in rows(folder / "steps.csv")] == ["0", "0", "0.5", "0.5", "1", "1", "1.5", "1.5"]
    assert sum(float(row["best_share"]) for row in rows(folder / "decision.csv")) == pytest.approx(1.0)
    page = (folder / "sensitivity.html").read_text(encoding="utf-8")
    assert "<b>over</b>" not in page
    assert "&lt;b&gt;over" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
    stamp = (folder / "manifest.json").stat().st_mtime_ns
    assert main(sensitivity("out=mine")) == 0
    again = capsys.readouterr().out
    assert (folder / "manifest.json").stat().st_mtime_ns == stamp
    assert again.startswith(told[: told.index("Results:")])


@pytest.mark.parametrize("language", ["sv", "da"])
def test_other_languages(language: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(sensitivity(f"language={language}", "out=mine")) == 0
    told = capsys.readouterr().out
    assert {"sv": "tur och otur", "da": "held og uheld"}[language] in told
    page = (here / "mine" / "sensitivity.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "What is worth" not in page


def test_what_is_set_by_hand_is_not_moved(here: Path) -> None:
    assert main(sensitivity("parameters.progression.causal_share=0.5", "out=mine")) == 0
    assert "progression.causal_share" not in {row["name"] for row in rows(here / "mine" / "screening.csv")}
    assert rows(here / "mine" / "steps.csv") == []
    config = yaml.safe_load((here / "mine" / "config.yaml").read_text(encoding="utf-8"))
    assert config["parameters"]["progression"]["causal_share"] == 0.5


def test_a_stopped_one_goes_on_with_what_is_missing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(sensitivity("out=whole")) == 0
    done: list[int] = []
    usual = simulations.answers_at

    def stop_after(*arguments: object, **options: object) -> object:
        if len(done) == 25:
            raise KeyboardInterrupt
        done.append(1)
        return usual(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(simulations, "answers_at", stop_after)
    assert main(sensitivity("out=mine")) == 130
    assert "goes on from there" in capsys.readouterr().err
    (kept,) = here.glob(".runs-*")
    # Two trajectories of five unknowns are 2 * (5 + 1) = 12 points, chunks of 10 and 2; ten more of the next design
    # land, and the last three of the 25 don't.
    assert {path.name for path in kept.iterdir()} == {"screening-00000.npz", "screening-00001.npz", "sobol-00000.npz"}
    monkeypatch.setattr(simulations, "answers_at", usual)
    assert main(sensitivity("out=mine")) == 0
    assert not list(here.glob(".runs-*"))
    for name in ("screening.csv", "sobol.csv", "loses_if.csv", "information.csv", "steps.csv"):
        assert (here / "mine" / name).read_bytes() == (here / "whole" / name).read_bytes()


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ("sensitivity=ful", "full"),
        ("n_replications=4", "n_replications"),
        ("policies=[staircase]", "policies"),
        ("world=snowball", "world"),
        ("n_quarters=4", "n_quarters"),
        ("seed=-1", "seed"),
        ("nonsense=1", "nonsense"),
        ("population.n_clients=5", "caseload"),
    ],
)
def test_what_it_does_not_take(argument: str, named: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert named in refused(capsys, argument)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"questions": ["third"]}, "third"),
        ({"questions": []}, "questions"),
        ({"steps": {"progression.causal_shar": [0.5]}}, "causal_share"),
        ({"steps": {"progression.causal_share": [2.5]}}, "causal_share"),
        ({"steps": {"progression.causal_share": "no"}}, "list of numbers"),
        ({"exclude": ["populations"]}, "populations"),
        ({"decision": {"policies": ["staircase"], "outcome": "first_job", "quarter": 4}}, "policies"),
        ({"decision": {"policies": ["staircase", "x"], "outcome": "first_job", "quarter": 4}}, "'x'"),
        ({"decision": {"policies": ["staircase", "sms"], "outcome": "jobs", "quarter": 4}}, "jobs"),
        ({"nuisance": {"horizon": {"low": 0.5, "high": 1, "meaning": ""}}}, "luck"),
        ({"nuisance": {name: {"low": 1, "high": 0, "meaning": ""} for name in ("horizon", "luck")}}, "horizon"),
        ({"sizes": {"full": {**TINY, "n_base": 12}}}, "power of two"),
        ({"sizes": {"full": {**TINY, "n_draws": "many"}}}, "n_draws"),
        ({"sizes": {"full": {"n_draws": 40}}}, "n_clients"),
        ({"size": {}}, "sizes"),
    ],
)
def test_a_wrong_plan(changes: dict[str, object], named: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here.parent / "own", **changes)
    assert named in refused(capsys)
    assert list(here.iterdir()) == []


def test_a_missing_library_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "SALib", None)
    assert "pip install 'SALib'" in refused(capsys)
    assert list(here.iterdir()) == []


def test_nothing_is_asked_of_too_few_of_one_s_own_clients(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second question is about women, of whom there are four."""
    Path("clients.csv").write_text("man\n" + "0\n" * 4 + "1\n" * 16, encoding="utf-8")
    asked = ["population.table=clients.csv", "caseworkers.caseload=5", "out=made"]
    for _ in range(2):  # written, and shown again
        assert main(sensitivity(*asked)) == 0
        assert "fewer than 5 of your own clients" in " ".join(capsys.readouterr().out.split())
    assert {row["question"] for row in rows(here / "made" / "sobol.csv")} == {"first"}
