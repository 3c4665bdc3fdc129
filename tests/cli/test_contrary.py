"""`tilltro worlds`, `tilltro contrary`, and worlds and labour markets on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from simulation.__main__ import main
from simulation.base.texts import LANGUAGES
from simulation.study.worlds import world_names

SMALL = ["population.n_clients=200", "n_replications=2"]
RUN = ["compare", "details=all", *SMALL, "n_quarters=2", "policies=[staircase]"]
LEFT_ON_PAGE = {
    "en": r"[+\N{MINUS SIGN}-]?\d[\d.]* is left of [+\N{MINUS SIGN}-]?\d",
    "sv": r"återstår [+\N{MINUS SIGN}-]?\d[\d,]* av [+\N{MINUS SIGN}-]?\d",
    "da": r"er [+\N{MINUS SIGN}-]?\d[\d,]* tilbage af [+\N{MINUS SIGN}-]?\d",
}
LEFT = re.compile(r" left [+\N{MINUS SIGN}-]?\d")
OWN = """
questions:
  one:
    label: {en: "One <b>over</b> other", sv: Den ena, da: Den ene}
    policy: single_job
    against: single_social
    outcome: first_job
    quarter: 2
together:
  both: {label: {en: Both, sv: Båda, da: Begge}, worlds: [snowball, sanctions_work]}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_figure: None) -> Path:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "contrary.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path / "empty"


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_worlds_are_listed_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    every = out(capsys, "worlds")
    assert all(name in every for name in world_names())
    one = " ".join(out(capsys, "worlds", "sanctions_work").split())
    for part in ("Sanctions work", "job_entry.demands 0.3 (else 0)", "2.21", "Arni, Lalive", "an assumption"):
        assert part in one
    assert "0,3 (annars 0)" in out(capsys, "worlds", "sanctions_work", "language=sv")
    assert "causal_share 0 (else drawn, 0 to 2)" in out(capsys, "worlds", "selection_only")
    assert "nearest: sanctions_work" in refused(capsys, "worlds", "sanction_work")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "world=NAME"),
        ("null", "world=NAME"),
        ("[]", "a name, or several as [one,two]"),
        ("sanction_work", "nearest: sanctions_work"),
        ("[usual,x]", "'tilltro worlds' lists"),
    ],
)
def test_a_wrong_world_is_told_what_to_write(
    value: str, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *RUN, f"world={value}")
    assert list(here.iterdir()) == []


def test_output_names_the_world_and_what_it_changes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["world=[sanctions_work,support_without_effect]", "parameters.hours.employer_contact=0.8"]
    told = out(capsys, *RUN, *arguments, "labour_market=recession", "out=mine")
    assert told.startswith("World: Sanctions work (sanctions_work)")
    assert "parameters.job_entry.demands is 0.3 (central value: 0)" in told
    assert "parameters.hours.employer_contact would be 0, but 0.8 was asked for" in told
    assert "2.21, 2.22, 2.23" in told
    assert "Labour market: Recession." in told
    config = yaml.safe_load((here / "mine" / "config.yaml").read_text(encoding="utf-8"))
    assert config["world"] == ["sanctions_work", "support_without_effect"]
    assert config["parameters"]["job_entry"]["demands"] == 0.3
    assert config["parameters"]["hours"]["employer_contact"] == 0.8
    assert config["labour_market"]["name"] == "recession"
    page = (here / "mine" / "report.html").read_text(encoding="utf-8")
    for part in ("Sanctions work", "Recession", "job_entry.demands is 0.3", "contrary evidence is switched on", "2.22"):
        assert part in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_displacement_leaves_is_shown(language: str, capsys: pytest.CaptureFixture[str], here: Path) -> None:
    told = out(capsys, *RUN, f"language={language}", "out=mine")
    word = {"en": "left ", "sv": "kvar ", "da": "tilbage "}[language]
    assert told.count(f" {word}") >= 4
    assert language != "en" or LEFT.search(told)
    assert {"en": "3 of 10", "sv": "3 av 10", "da": "3 af 10"}[language] in told
    assert not told.startswith("World")
    page = (here / "mine" / "report.html").read_text(encoding="utf-8")
    assert re.search(LEFT_ON_PAGE[language], page)


def test_without_displacement_nothing_is_left_over(capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, *RUN, "parameters.labour_market.displacement=0")
    assert "Displacement is set to 0" in told
    assert not LEFT.search(told)


def test_a_parameter_set_and_a_parameter_go_together(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here.parent / "own" / "parameters").mkdir()
    (here.parent / "own" / "parameters" / "mine.yaml").write_text("trust: {gain: 0.2}\n", encoding="utf-8")
    out(capsys, *RUN, "config_dir=../own", "parameters=mine", "parameters.hours.ending=0.3", "out=mine")
    config = yaml.safe_load((here / "mine" / "config.yaml").read_text(encoding="utf-8"))
    assert config["parameters"]["trust"]["gain"] == 0.2
    assert config["parameters"]["hours"]["ending"] == 0.3


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ("labour_market=resession", "recession"),
        ("labour_market.path=no.csv", "no.csv"),
        ("labour_market.path=", "labour_market.path"),
        ("labour_market.vacancies=-1", "labour_market.vacancies"),
        ("labour_market.vacancies.ordinary=-1", "labour_market.vacancies.ordinary"),
        ("labour_market.vacancies.ordinry=1", "labour_market.vacancies.ordinary"),
        ("labour_market.places=0.2", "labour_market.places"),
        ("labour_market.places.contact=2", "failing"),
        ("labour_market.tightness=[a]", "labour_market.tightness"),
        ("labour_market.tightnes=[0]", "labour_market.tightness"),
    ],
)
def test_a_wrong_labour_market(argument: str, named: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert named in refused(capsys, *RUN, argument)
    assert list(here.iterdir()) == []


def contrary(*arguments: str) -> list[str]:
    return ["contrary", "details=all", *SMALL, "config_dir=../own", *arguments]


def test_contrary(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, *contrary("out=mine"))
    assert "One <b>over</b> other" in told
    assert "Sanctions work both ways" in " ".join(told.split())
    assert {path.name for path in (here / "mine").iterdir()} == {
        "config.yaml", "contrary.csv", "contrary.html", "datapackage.json", "figures", "manifest.json", "results.xlsx",
    }  # fmt: skip
    table = pd.read_csv(here / "mine" / "contrary.csv")
    assert set(table.world) == {*world_names(), "both"}
    assert set(table.question) == {"one"}
    page = (here / "mine" / "contrary.html").read_text(encoding="utf-8")
    assert "<b>over</b>" not in page
    assert "&lt;b&gt;over" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
    before = (here / "mine" / "manifest.json").stat().st_mtime_ns
    again = out(capsys, *contrary("out=mine", "threads=1"))
    assert (here / "mine" / "manifest.json").stat().st_mtime_ns == before
    assert again.startswith(told[: told.index("Results:")])
    assert "isn't empty" in refused(capsys, *contrary("out=mine", "seed=2"))
    assert {path.name for path in here.iterdir()} == {"mine"}


@pytest.mark.parametrize("language", ["sv", "da"])
def test_contrary_in_other_languages(language: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = out(capsys, *contrary(f"language={language}"))
    assert {"sv": "Vanlig värld", "da": "Sædvanlig verden"}[language] in told
    (folder,) = (here / "outputs" / "contrary").iterdir()
    page = (folder / "contrary.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "Usual world" not in page


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ("world=snowball", "world"),
        ("policies=[staircase]", "policies"),
        ("baseline=staircase", "baseline"),
        ("n_quarters=4", "n_quarters"),
        ("experiment=headline", "experiment"),
        ("seed=-1", "seed"),
        ("nonsense=1", "nonsense"),
    ],
)
def test_what_contrary_does_not_take(argument: str, named: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert named in refused(capsys, "contrary", argument)
    assert list(here.iterdir()) == []


def test_contrary_needs_two_replications(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "n_replications" in refused(capsys, "contrary", "n_replications=1")
    (here.parent / "own" / "contrary.yaml").write_text(OWN.replace("single_job", "single_jobb"), encoding="utf-8")
    assert "single_job" in refused(capsys, *contrary())


TWO_QUESTIONS = """
questions:
  job:
    label: {en: Everybody, sv: Alla, da: Alle}
    policy: single_job
    against: single_social
    outcome: first_job
    quarter: 1
  women:
    label: {en: Of women, sv: Kvinnors, da: Kvinders}
    policy: single_job
    against: single_social
    outcome: distress
    quarter: 1
    group: sex=woman
"""


@pytest.mark.parametrize(("n_women", "groups"), [(0, {"all"}), (4, {"all"}), (5, {"all", "sex=woman"}), (16, {"all"})])
def test_nothing_is_asked_of_too_few_of_one_s_own_clients(
    n_women: int, groups: set[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 4 women nothing is told; nor of 16, who could be counted from all and the 4 men. Of nobody nothing can be."""
    (here.parent / "own" / "contrary.yaml").write_text(TWO_QUESTIONS, encoding="utf-8")
    Path("clients.csv").write_text("man\n" + "0\n" * n_women + "1\n" * (20 - n_women), encoding="utf-8")
    asked = ["population.table=clients.csv", "n_replications=2", "caseworkers.caseload=5", "config_dir=../own"]
    said = " ".join(out(capsys, "contrary", *asked, "out=made", "details=all").split())
    assert set(pd.read_csv("made/contrary.csv")["group"]) == groups
    why = "groups with fewer than 5 of your own clients"
    page = Path("made/contrary.html").read_text(encoding="utf-8")
    assert (why in said, why in page) == (len(groups) == 1,) * 2
    again = " ".join(out(capsys, "contrary", *asked, "out=made", "details=all").split())
    assert (why in again) == (len(groups) == 1)


def test_questions_about_too_few_alone_are_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = TWO_QUESTIONS.replace("  job:\n", "  other:\n").replace(
        "quarter: 1\n  women", "quarter: 1\n    group: sex=man\n  women"
    )
    (here.parent / "own" / "contrary.yaml").write_text(only, encoding="utf-8")
    Path("clients.csv").write_text("man\n" + "0\n" * 4 + "1\n" * 16, encoding="utf-8")
    said = refused(capsys, "contrary", "population.table=clients.csv", "caseworkers.caseload=5", "config_dir=../own")
    assert "fewer than 5 of your own clients" in said
