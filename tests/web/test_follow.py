"""One person followed in the browser: the story that `tilltro follow` tells, and wrong addresses in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simulation.__main__ import main
from simulation.analyses.defaults import FollowDefaults
from simulation.base.texts import LANGUAGES, text
from simulation.web import follow, stories
from simulation.web.composed import composed_of
from tests.web.conftest import PAIR, answered

FEW = 4
SIZE = {"n_quarters": "3", "population.n_clients": "60", "caseworkers.caseload": "20", "seed": "5"}
ADDRESS = "/follow/story?person=henrik&policy=jobfirst&against=staircase&" + "&".join(
    f"{name}={value}" for name, value in SIZE.items()
)


def standing_alone(page: str) -> str:
    """Return a page without the way back above it, which the command's page hasn't."""
    assert '<a href="/follow?language=en"><b>Ask a new question</b></a>' in page
    return re.sub(r"<style>\n\.way-back.*?</nav>", "", page, count=1, flags=re.DOTALL)


def test_a_story_is_that_of_the_command(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(FollowDefaults, "N_PATHS", FEW)
    page = client.get(f"{ADDRESS}&language=en")
    assert page.status_code == 200
    assert "unsafe-inline" in page.headers["content-security-policy"]
    settings = [f"{name}={value}" for name, value in SIZE.items()]
    assert main(["follow", "henrik", "policy=jobfirst", f"n_paths={FEW}", "out=here", *settings]) == 0
    capsys.readouterr()
    assert standing_alone(page.text) == (tmp_path / "here" / "report.html").read_text(encoding="utf-8")
    # Asked for once more, it is there already.
    monkeypatch.setattr(stories, "story_page", lambda *given: b"made anew")
    assert client.get(f"{ADDRESS}&language=en").text == page.text


def test_a_policy_of_ones_own_is_followed_as_the_command_follows_its_file(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(FollowDefaults, "N_PATHS", FEW)
    own, sizes = "own.measures=sequence&own.meetings=6", "&".join(f"{name}={value}" for name, value in SIZE.items())
    answer = answered(client, f"/compare?{own}&baseline=staircase&n_replications=4&{sizes}&language=en")
    (link,) = {found for found in re.findall(r'href="(/follow/story\?[^"]*)"', answer) if "henrik" in found}
    page = client.get(link.replace("&amp;", "&"))
    assert page.status_code == 200
    composed = composed_of({"own.measures": "sequence", "own.meetings": "6"})
    assert composed is not None
    Path(composed.place).parent.mkdir(parents=True)
    Path(composed.place).write_bytes(composed.file.content)
    given = ["config_dir=my_configs", f"policy={composed.name}", "against=staircase", f"n_paths={FEW}", "out=here"]
    assert main(["follow", "henrik", *given, *(f"{name}={value}" for name, value in SIZE.items())]) == 0
    capsys.readouterr()
    assert standing_alone(page.text) == (tmp_path / "here" / "report.html").read_text(encoding="utf-8")


def test_the_form_has_everybody_and_wrong_addresses_a_sentence(client: TestClient) -> None:
    for language in LANGUAGES:
        page = client.get(f"/follow?language={language}").text
        assert {"henrik", "jacob"} <= set(re.findall(r'<option value="(\w+)"', page))
    for query in (
        "person=nobody",
        "person=../../etc/passwd",
        "person=henrik&person=jacob",
        "policy=staircase",
        "policies=sms",
        "experiment=headline",
        "table=abc",
        "n_quarters=0",
        "own.measures=sequence&policy=sms",
        "own.measures=nothing",
        "policy=nothing",
    ):
        answer = client.get(f"/follow/story?{query}")
        assert answer.status_code == 400, query
        assert 'class="problem"' in answer.text, query


def test_an_answer_leads_to_people_under_its_policies(client: TestClient) -> None:
    page = answered(client, f"/compare?{PAIR}&world=snowball&seed=3&language=sv")
    assert text("web.follow.title", "sv") in page
    (link,) = {found for found in re.findall(r'href="(/follow/story\?[^"]*)"', page) if "henrik" in found}
    for part in ("policy=coordinated", "against=staircase", "world=snowball", "seed=3", "language=sv"):
        assert part in link
    asked = follow.read_follow([tuple(pair.split("=")) for pair in link.partition("?")[2].split("&amp;")])  # type: ignore[misc]
    assert (asked.policy, asked.against, asked.settings.seed) == ("coordinated", "staircase", 3)
