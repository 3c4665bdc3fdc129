"""`tilltro office` as a person uses it: what it takes, what it says of a wrong table, what it shows again."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
import yaml

from simulation.__main__ import main
from simulation.cli.office import request_office
from simulation.cli.typed import read_typed
from simulation.study.worlds import load_world

TINY = ("n_replications=8", "n_quarters=4", "threads=1", "parameters=central")
FORMS = "client,date,caseworker,measures,health,caseworker's belief\n" + "".join(
    f"c{client},2025-0{month}-01,{client % 2},{'job' if client < 3 else 'none'},{1 + client % 5},2\n"
    for client in range(8)
    for month in (1, 4)
)


def test_a_table_of_questionnaires_is_told_without_names_and_small_groups(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("forms.csv").write_text(FORMS.replace(",0,", ",Eva Berg,"), encoding="utf-8")
    arguments = ["office", "questionnaires=forms.csv", "jobs=12", "out=o", "details=all", *TINY]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "8 people" in shown
    assert "mostly luck" in shown
    figures = pd.read_csv("o/figures.csv")
    # Three have job focus: too few to be told of; without the five who have nothing they could be reckoned.
    assert set(figures["name"]).isdisjoint({"job", "none"})
    assert {"jobs", "belief"} < set(figures["name"])
    assert list(pd.read_csv("o/course.csv")["n"]) == [8, 8, 8, 8]
    with ZipFile("o/results.xlsx") as book:
        in_book = [book.read(name) for name in book.namelist()]
    everything = [path.read_bytes() for path in empty.glob("o/**/*") if path.is_file()]
    assert not any(b"Eva Berg" in content for content in (*everything, *in_book))
    world = load_world("office", Path("o/configs"))
    assert {change.path for change in world.changes} >= {"parameters.job_entry.intercept", "parameters.practice.none"}
    assert main(arguments) == 0  # shows it again
    again = capsys.readouterr().out
    assert again.splitlines()[:5] == shown.splitlines()[:5]
    Path("forms.csv").write_text(FORMS.replace(",5,2\n", ",4,2\n"), encoding="utf-8")
    assert main(arguments) == 2  # another table: what is in the folder stays


def test_two_forms_of_one_client_on_one_day_are_told(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("forms.csv").write_text(FORMS + "c1,2025-04-01,1,job,2,2\n", encoding="utf-8")
    assert main(["office", "questionnaires=forms.csv", "jobs=12", "out=o", "details=all", *TINY]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "several forms on one day, the last row in the table counts; rows left out: 1" in shown
    assert Path("o/figures/course.png").is_file()
    assert main(["report", "o"]) == 0
    assert Path("o/report_en.html").read_bytes() == Path("o/report.html").read_bytes()


def test_a_figure_far_from_the_usual_is_named_beside_the_answer(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["office", "jobs=60", "out=o", *TINY]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "first jobs in a year, of 100 60.0 (usually" in shown


def test_what_is_given_decides_how_many_people_and_clients_of_a_caseworker(empty: Path) -> None:
    Path("forms.csv").write_text(FORMS, encoding="utf-8")
    Path("mine.yaml").write_text(yaml.safe_dump({"jobs": 5, "caseload": 3, "belief": None}), encoding="utf-8")

    def settings(*arguments: str) -> tuple[int, int]:
        found = request_office(read_typed([*arguments, *TINY])).request.settings
        return found.n_clients, found.caseworkers.caseload

    assert settings() == (400, 30)
    assert settings("questionnaires=forms.csv") == (8, 4)
    assert settings("questionnaires=forms.csv", "figures=mine.yaml") == (8, 3)
    assert settings("figures=mine.yaml", "population.n_clients=90", "caseworkers.caseload=9") == (90, 9)
    office = request_office(read_typed(["figures=mine.yaml", "jobs=7", *TINY])).asked.office
    assert (office.figures["jobs"].value, office.is_made_up) == (7.0, False)


def test_files_of_the_templates_are_told_until_they_are_filled_in(empty: Path) -> None:
    for kind in ("office", "questionnaires"):
        assert main(["new", kind, f"out=new.{'yaml' if kind == 'office' else 'csv'}"]) == 0

    def examples(*arguments: str) -> tuple[str, ...]:
        return request_office(read_typed([*arguments, *TINY])).asked.office.examples

    assert examples("figures=new.yaml", "questionnaires=new.csv") == ("questionnaires", "figures")
    assert examples("figures=new.yaml", "jobs=8") == ()
    Path("forms.csv").write_text(FORMS, encoding="utf-8")
    assert examples("figures=new.yaml", "questionnaires=forms.csv") == ("figures",)
    lines = Path("new.csv").read_text(encoding="utf-8-sig").splitlines()
    last = lines[-1][:-1] + ("1" if lines[-1][-1] != "1" else "2")  # one answer of one form
    Path("forms.csv").write_text("\n".join([*lines[:-1], last]), encoding="utf-8")
    assert examples("questionnaires=forms.csv") == ()


WRONG = {
    "jobs=120": "jobs",
    "spread=11": "spread",
    "figures=wrong.yaml": "wrong.yaml",
    "questionnaires=few.csv": "fewer than 5",
    "questionnaires=bad.csv": "column health, row 3 is 7",
    "population.n_clients=4": "fewer than 5",
    "population.inflow=3": "takes no population.inflow",
    "n_quarters=3": "n_quarters",
    "caseload=3": "caseload",
}


def test_what_is_wrong_is_said_in_a_sentence(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wrong.yaml").write_text("measures: {none: 80, job: 40}\n", encoding="utf-8")
    Path("few.csv").write_text("\n".join(FORMS.splitlines()[:5]), encoding="utf-8")
    Path("bad.csv").write_text(FORMS.replace("2025-04-01,0,job,1", "2025-04-01,0,job,7"), encoding="utf-8")
    for argument, said in WRONG.items():
        size = [setting for setting in TINY if setting.partition("=")[0] not in argument]
        assert main(["office", argument, *size]) == 2
        error = capsys.readouterr().err
        assert said in error, error
    assert not Path("outputs").exists()
