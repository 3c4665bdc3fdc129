"""Who should get few places and which study would tell, in the browser: the commands' pages, made while one waits."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from simulation.__main__ import main
from simulation.analyses.defaults import TargetDefaults, TrialDefaults
from simulation.analyses.trials import trial as trial_module
from simulation.base.errors import Cancelled, InputError
from simulation.base.texts import LANGUAGES, text
from simulation.base.threads import Cancel, Progress
from simulation.web import jobs
from simulation.web.jobs import Jobs

PATIENCE = 300.0  # seconds: on a busy computer a job that takes three may take a minute
OF_TAKERS = ("estimand=takers", "take_up=0.9")
SMALL = f"/trial?design=dose_matched&follow_up=2&clients=400&{'&'.join(OF_TAKERS).replace('.', ',')}&language=en"


def test_the_forms_ask_what_the_commands_take(client: TestClient) -> None:
    for language in LANGUAGES:
        trial, target, office = (
            client.get(f"/{name}?language={language}").text for name in ("trial", "target", "office")
        )
        assert 'name="jobs"' in office
        assert 'name="table"' in office
        assert 'name="questionnaires"' in office
        assert text("office.headings.everyday_life", language) in office
        assert {"sms", "dose_matched"} <= set(re.findall(r'<option value="(\w+)"', trial))
        assert {"all", "takers", "client", "office"} <= set(re.findall(r'<option value="(\w+)"', trial))
        assert 'name="at_stake"' in trial
        assert {"coordinated", "quarters_worked", "money"} <= set(re.findall(r'<option value="(\w+)"', target))
        names = {"worth.money", "worth.distress", "floor.women", "budget", "hours", "cost_a_place", "hours_a_place"}
        assert names <= set(re.findall(r'name="([\w.]+)"', target))
    assert 'href="/trial?language=en"' in client.get("/?language=en").text


def test_wrong_addresses_get_a_sentence(client: TestClient) -> None:
    for address in (
        "/trial?design=nothing", "/trial?design=sms&clients=3", "/trial?clients=x", "/trial?design=sms&unit=country",
        "/trial?design=sms&design=sms", "/trial?estimand=some", "/trial?estimand=takers&take_up=0.1",
        "/trial?at_stake=0", "/trial?policies=sms", "/target?places=0", "/target?places=many",
        "/target?policy=staircase", "/target?objective=costs", "/target?worth.money=0", "/target?floor.women=0.4",
        "/target?floor.women=60&floor.men=41", "/target?objective=money&worth.money=1", "/target?floor.rich=3",
        "/target?policy=observed_mix", "/target?seed=-1", "/target?hours=100", "/target?cost_a_place=10",
        "/target?budget=100&cost_a_place=0.5&places=10", "/target?hours=1&hours_a_place=10000",
        "/target?budget=-1&cost_a_place=10",
        "/office?jobs=many", "/office?jobs=101", "/office?belief=nan", "/office?population.n_clients=3",
        "/office?policies=nothing", "/office?policies=observed_mix", "/office?caseworkers.caseload=0",
        "/office?population.n_clients=10000000", "/office?population.table=x.csv", "/office?upload=x",
        "/office?figures=/etc/passwd", "/office?population.missing=x", "/office?jobs=1&jobs=2",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 400, address
        assert 'class="problem"' in answer.text, address


def test_a_study_is_that_of_the_command(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(TrialDefaults, "N_DRAWS", 20)
    monkeypatch.setattr(trial_module, "N_DRAWS_OF_RIVAL", 4)
    ends = time.monotonic() + PATIENCE
    while 'http-equiv="refresh"' in (page := client.get(SMALL)).text and time.monotonic() < ends:
        assert "<progress" in page.text
        time.sleep(0.2)
    assert page.status_code == 200
    given = [
        "trial",
        "dose_matched",
        "follow_up=2",
        "clients=400",
        *OF_TAKERS,
        "n_replications=20",
        "out=here",
        "threads=1",
    ]
    assert main(given) == 0
    capsys.readouterr()
    written = (tmp_path / "here" / "trial.html").read_text(encoding="utf-8")
    shown, expected = (re.findall(r"<td[^>]*>(.*?)</td>", page_text, re.S) for page_text in (page.text, written))
    assert shown == expected
    assert len(shown) > 50
    assert text("decide.trial.estimand.takers", "en") in page.text
    assert '<a href="/trial?language=en"><b>Ask a new question</b></a>' in page.text
    assert {"/?language=en", "/evidence?language=en"} <= set(re.findall(r'href="([^"]*)"', page.text))
    assert re.search(r'href="/trial\?[^"]*design=dose_matched[^"]*language=da" lang="da"', page.text)
    assert "way-back" not in written


def test_rules_are_judged_by_worths_and_keep_floors(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TargetDefaults, "N_CLIENTS", 60)
    monkeypatch.setattr(TargetDefaults, "N_REPLICATIONS", 8)
    asked = "objective=&worth.quarters_worked=1&worth.distress=0.5&worth.money=&floor.women=40"
    page = made(client, f"/target?{asked}&language=en")
    assert "a quarter in work: 1; a point less of distress" in page
    assert "40 where man &lt;= 0" in page
    assert re.search(r"save these lines as my_configs/policy/\w+\.yaml", page)
    assert "folder&#39;s" not in page  # which a visitor has none of
    refused = client.get("/target?objective=money&worth.money=1&floor.women=30&language=en").text
    assert 'name="floor.women" value="30"' in refused
    assert "choose “several things by their worth”" in refused


def test_places_can_be_an_amount_of_money(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TargetDefaults, "N_CLIENTS", 60)
    monkeypatch.setattr(TargetDefaults, "N_REPLICATIONS", 8)
    page = made(client, "/target?budget=300000&cost_a_place=20000&language=en")
    # 300,000 / 20,000 = 15 places; 15 / 60 = 25 of 100
    assert "300,000 DKK a year / 20,000 DKK for a place a year = 15.0 places; 15.0 places / 60 clients = 25.0" in page
    assert "budget=300000 cost_a_place=20000" in page
    # where the cost follows from prices, an amount that is enough for nobody is told once it has been reckoned
    refused = over(client, "/target?budget=1&language=en")
    assert refused.status_code == 400
    assert 'name="budget" value="1"' in refused.text


OFFICE = "jobs=9&changes=0,4&population.n_clients=60&n_quarters=4&n_replications=8"


def over(client: TestClient, address: str) -> Response:
    """Return what a job ends with, asked for until it is there."""
    ends = time.monotonic() + PATIENCE
    while 'http-equiv="refresh"' in (page := client.get(address)).text and time.monotonic() < ends:
        time.sleep(0.2)
    return page


def made(client: TestClient, address: str) -> str:
    """Return the page of a job, asked for until it is there."""
    page = over(client, address)
    assert page.status_code == 200, page.text
    return page.text


def cells(page: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)


def test_an_office_is_that_of_the_command(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = cells(made(client, f"/office?{OFFICE}&language=en"))
    given = OFFICE.replace("0,4", "0.4").split("&")
    assert main(["office", *given, "caseworkers.caseload=30", "out=here", "threads=1"]) == 0
    capsys.readouterr()
    assert shown == cells((tmp_path / "here" / "report.html").read_text(encoding="utf-8"))
    assert len(shown) > 10


def test_a_table_of_the_office_stays_in_memory(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # nothing may be written there
    rows = "age;man;caseworker_belief\n" + "".join(f"{20 + n};{n % 2};{1 + n % 5}\n" for n in range(40))
    sent = {"table": ("ours.csv", rows.encode(), "text/csv")}
    fields = {"n_quarters": "4", "n_replications": "8", "caseworkers.caseload": "20", "language": "en", "jobs": ""}
    fields["population.missing"] = "draw"
    answer = client.post("/office", data=fields, files=sent, follow_redirects=False)
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert "40 people" in made(client, address)
    other = re.sub("&upload=[^&]*", "", address)
    refused = client.get(other)
    assert refused.status_code == 400
    assert text("web.own.table") in refused.text
    assert not (tmp_path / "nowhere").exists()


def test_questionnaires_of_the_office_stay_in_memory_and_give_what_the_command_gives(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "questionnaires", "out=forms.csv"]) == 0
    sizes = {"n_quarters": "4", "n_replications": "8"}
    given = [f"{name}={value}" for name, value in sizes.items()]
    assert main(["office", "questionnaires=forms.csv", *given, "out=here", "threads=1"]) == 0
    said = text("tables.notes.examples", file="forms.csv")  # once, here and on the page
    assert re.sub(r"\s+", " ", capsys.readouterr().out).count(said) == 1
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # nothing may be written there
    sent = {"questionnaires": ("forms.csv", (tmp_path / "forms.csv").read_bytes(), "text/csv")}
    answer = client.post("/office", data={**sizes, "language": "en"}, files=sent, follow_redirects=False)
    assert answer.status_code == 303
    address = answer.headers["location"]
    page, written = made(client, address), (tmp_path / "here" / "report.html").read_text(encoding="utf-8")
    assert cells(page) == cells(written)
    assert text("office.html.course") in page
    assert unescape(page).count(said) == 1
    command = re.findall(r"tilltro office [^<]*", page)[0]
    assert command == re.findall(r"tilltro office [^<]*", written)[0]
    assert "questionnaires=forms.csv" in command
    assert text("office.chart.title") in page
    # A visitor has no folder of results: the levels as a world are saved from the page.
    assert "config_dir=FOLDER" in written
    assert "config_dir=FOLDER" not in page
    assert "my_configs/world/office.yaml" in page
    refused = client.get(re.sub("&questionnaires_upload=[^&]*", "", address))
    assert refused.status_code == 400
    assert text("web.decide.office.forms") in refused.text
    broken = {"questionnaires": ("forms.csv", b"client;date\n1;2025-01-01\n", "text/csv")}
    assert client.post("/office", data=sizes, files=broken).status_code == 400
    assert not (tmp_path / "nowhere").exists()


def test_jobs_are_shared_told_and_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    ready, go, made = threading.Event(), threading.Event(), []
    ready.set()

    def work(progress: Progress, cancel: Cancel) -> bytes:
        made.append(1)
        progress(1, 2)
        go.wait(10)
        return b"page"

    def endless(progress: Progress, cancel: Cancel) -> bytes:
        while not cancel():
            time.sleep(0.01)
        raise Cancelled

    def broken(progress: Progress, cancel: Cancel) -> bytes:
        raise ValueError

    kept = Jobs(ready)
    job = kept.begin("one", work)
    assert kept.begin("one", work) is job
    go.set()
    _until_over(job)
    assert (job.result, job.n_done, job.n_asked, made) == (b"page", 1, 2, [1])
    assert kept.begin("one", work) is job  # it is there already
    failed = kept.begin("broken", broken)
    _until_over(failed)
    assert isinstance(failed.error, InputError)
    assert kept.begin("broken", work) is not failed
    monkeypatch.setattr(jobs, "UNWATCHED", 0.05)
    left = kept.begin("left", endless)
    _until_over(left)
    assert left.is_cancelled
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    with pytest.raises(InputError):
        kept.begin("too many", work)
    kept.close()


def _until_over(job: jobs.Job) -> None:
    ends = time.monotonic() + 10
    while not job.is_over and time.monotonic() < ends:
        time.sleep(0.01)
    assert job.is_over
