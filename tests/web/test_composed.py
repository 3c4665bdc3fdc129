"""A policy that a visitor composes: the address, the file and the command give the same numbers."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from io import StringIO
from itertools import product
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
import pytest
import yaml
from starlette.testclient import TestClient

from simulation.__main__ import main
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES, text
from simulation.model.policies import load_policy
from simulation.web.addresses import Asked, read_address
from simulation.web.composed import AT_ONCE, FIELDS, NONE, NUMBERS, USUAL, Composed, shipped_steps
from tests.web.conftest import SMALL, answered

EVERYTHING = (
    "own.measures=sequence&own.groups=job&own.groups=health&own.places=40,5&own.meetings=6&own.demands=with_sanctions"
    "&own.demand_quarters=1&own.employers=33&own.relation=50&own.belief=20&own.changes=20&own.direct=yes"
    "&own.caseload=1.5"
)


SOME_WAYS = (USUAL, AT_ONCE, NONE)


def read(query: str) -> Asked:
    return read_address(parse_qsl(query, keep_blank_values=True))


def elements(query: str) -> list[dict[str, object]]:
    composed = read(query).composed
    assert composed is not None
    found: list[dict[str, object]] = yaml.safe_load(composed.file.content)["elements"]
    return found


def test_page_api_file_and_command_give_the_same_numbers(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    query = f"{EVERYTHING}&policies=jobfirst&baseline=staircase&{SMALL}&seed=5&language=en"
    found = client.get(f"/api/compare?{query}").json()
    sent = client.get(f"/download/policy?{query}")
    assert sent.content.decode() == found["own_policy"]["content"]
    place = tmp_path / found["own_policy"]["file"]
    assert place.name in sent.headers["content-disposition"]
    place.parent.mkdir(parents=True)
    place.write_bytes(sent.content)
    assert main([*shlex.split(found["command"])[1:], "out=here"]) == 0
    capsys.readouterr()
    table = pd.read_csv(StringIO(client.get(f"/download/csv?{query}").text))
    assert set(table["policy"]) == {place.stem, "jobfirst"}
    pd.testing.assert_frame_equal(table, pd.read_csv(tmp_path / "here" / "contrasts.csv"), check_exact=True)
    assert found["content_hash"] == json.loads((tmp_path / "here" / "manifest.json").read_text())["content_hash"]
    page = answered(client, f"/compare?{query}")
    assert found["answers"][0]["sentence"] in page
    assert f"my_configs/policy/{place.name}" in page
    assert found["title"] == text("answer.title.pair", policy=text("web.composed.label"), against="Staircase")
    assert yaml.safe_load(client.get(f"/download/yaml?{query}").text)["config_dir"] == "my_configs"


def test_the_address_keeps_the_policy() -> None:
    asked = read(f"{EVERYTHING}&policies=coordinated&baseline=staircase")
    assert asked.composed is not None
    assert asked.settings.policies == (asked.composed.name, "coordinated")
    again = read(asked.query())
    assert (again.settings, again.composed, again.query()) == (asked.settings, again.composed, asked.query())
    assert "config_dir" not in asked.query()
    assert read("own.meetings=6").settings.policies == (read("own.meetings=6.0").settings.policies[0],)
    assert read("own.meetings=6").settings.policies != read("own.meetings=7").settings.policies  # nor one file's name
    assert read("experiment=carrot_and_stick&own.meetings=6").name == "own"


def test_elements_are_those_of_the_programs_own_policies() -> None:
    steps = list(shipped_steps().values())
    for query, expected in {
        "own.meetings=6,5": [{"observed_practice": {}}, {"meetings": {"a_quarter": 6.5}}],
        "own.measures=staircase": [{"staircase": {"steps": steps}}],
        "own.measures=together&own.groups=job,social": [{"measures_of_groups": {"groups": ["social", "job"]}}],
        "own.measures=coordinated&own.groups=job": [{"measures": {"interventions": ["external_internship"]}}],
        "own.measures=none&own.demands=without_sanctions&own.demand_quarters=2": [
            {"during": {"first": 1, "last": 2, "elements": [{"demands": {"strength": 1.0, "sanctioned": 0.0}}]}}
        ],
        "own.changes=20&own.direct=yes": [
            {"observed_practice": {}},
            {"fixed_caseworker": {"remaining_changes": 0.2, "direct_number": 1.0}},
        ],
    }.items():
        assert elements(query) == expected, query
    coordinated, fixed = read("own.measures=coordinated"), read("own.changes=20&own.direct=yes")
    for asked, shipped in ((coordinated, "coordinated"), (fixed, "fixed_caseworker")):
        assert asked.settings.policy(asked.settings.policies[0]).elements == load_policy(shipped).elements


def combinations() -> Iterable[dict[str, str]]:
    """Yield some of the ways with every number at its ends."""
    for way, field, end in product(SOME_WAYS, NUMBERS, (0, 1)):
        yield {"measures": way, "demands": "with_sanctions", field: str(NUMBERS[field][end])}


def test_what_the_form_offers_makes_a_policy_or_a_sentence() -> None:
    n_made = 0
    for given in combinations():
        try:
            composed = Composed(given)
        except InputError as error:
            if error.key != "only_with":  # such as places where there are no measures
                raise
            continue
        policy = read("&".join(f"{name}={value}" for name, value in composed.pairs())).settings.policy(composed.name)
        assert policy.elements or given["measures"] == "none"
        n_made += 1
    assert n_made > 2 * len(SOME_WAYS) * (len(NUMBERS) - 2)


def test_what_a_policy_may_not_be_gets_a_sentence(client: TestClient) -> None:
    for query, said in {
        "own.measures=all": "own.measures",
        "own.meetings=14": "own.meetings is 14;",
        "own.meetings=nan": "own.meetings",
        "own.meetings=2&own.meetings=3": "own.meetings is given twice",
        "own.groups=job": "own.groups",
        "own.measures=together&own.groups=job,love": "love",
        "own.measures=coordinated&own.groups=health": "job focus",
        "own.measures=coordinated&own.groups=job,health&own.further=2": "own.further",
        "own.measures=none&own.places=5": "own.places",
        "own.demand_quarters=2": "own.demands",
        "own.demands=with_sanctions&own.demand_quarters=1.5": "own.demand_quarters",
        "own.direct=no": "own.direct",
        "own.nothing=1": "own.nothing",
        "own.meetings=6&sent_policy=x": "sent_policy",
        "own.meetings=6&config_dir=/etc": "config_dir",
    }.items():
        answer = client.get(f"/api/compare?{query}")
        assert (answer.status_code, said in answer.text) == (400, True), query
    page = client.get("/compare?own.meetings=14&own.measures=<script>alert(1)</script>&language=en").text
    assert 'value="14"' in page  # what was typed stays to be mended
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert client.get("/download/policy?policies=coordinated&baseline=staircase").status_code == 404
    assert client.get("/follow/story?own.meetings=14&language=en").status_code == 400


def test_the_form_and_the_answer_tell_of_the_policy_in_every_language(client: TestClient) -> None:
    query = f"own.measures=none&own.demands=with_sanctions&baseline=staircase&{SMALL}"
    for language in LANGUAGES:
        page = answered(client, f"/compare?{query}&language={language}")
        assert text("web.composed.built_in.demands", language) in page
        assert page.count('name="own.') == len(FIELDS) + 3  # the kinds are four ticks
        assert 'value="with_sanctions" selected' in page
