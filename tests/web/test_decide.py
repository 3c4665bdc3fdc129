"""Who should get few places and which study would tell, in the browser: the commands' pages, made while one waits."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simulation.__main__ import main
from simulation.analyses.trials import defaults
from simulation.base.errors import Cancelled, InputError
from simulation.base.texts import LANGUAGES
from simulation.base.threads import Cancel, Progress
from simulation.web import jobs
from simulation.web.jobs import Jobs

SMALL = "/trial?design=dose_matched&follow_up=2&clients=400&language=en"


def test_the_forms_ask_what_the_commands_take(client: TestClient) -> None:
    for language in LANGUAGES:
        trial, target = (client.get(f"/{name}?language={language}").text for name in ("trial", "target"))
        assert {"sms", "dose_matched"} <= set(re.findall(r'<option value="(\w+)"', trial))
        assert {"coordinated", "quarters_worked"} <= set(re.findall(r'<option value="(\w+)"', target))
    assert 'href="/trial?language=en"' in client.get("/?language=en").text


def test_wrong_addresses_get_a_sentence(client: TestClient) -> None:
    for address in (
        "/trial?design=nothing", "/trial?design=sms&clients=3", "/trial?clients=x", "/trial?design=sms&unit=country",
        "/trial?design=sms&design=sms", "/trial?policies=sms", "/target?places=0", "/target?places=many",
        "/target?policy=staircase", "/target?objective=money", "/target?policy=observed_mix", "/target?seed=-1",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 400, address
        assert 'class="problem"' in answer.text, address


def test_a_study_is_that_of_the_command(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(defaults, "N_DRAWS", 20)
    ends = time.monotonic() + 60
    while 'http-equiv="refresh"' in (page := client.get(SMALL)).text and time.monotonic() < ends:
        assert "<progress" in page.text
        time.sleep(0.2)
    assert page.status_code == 200
    given = ["trial", "dose_matched", "follow_up=2", "clients=400", "n_replications=20", "out=here", "threads=1"]
    assert main(given) == 0
    capsys.readouterr()
    written = (tmp_path / "here" / "trial.html").read_text(encoding="utf-8")
    shown, expected = (re.findall(r"<td[^>]*>(.*?)</td>", text, re.S) for text in (page.text, written))
    assert shown == expected
    assert len(shown) > 50


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
