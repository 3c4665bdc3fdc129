"""Every page, asked for as a browser would, with the answer that the command line gives."""

from __future__ import annotations

import json
import re
import shlex
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import parse_qsl

import openpyxl
import pandas as pd
import pytest
import yaml
from starlette.testclient import TestClient

from simulation import __version__
from simulation.__main__ import main
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.model.policies import load_policy, policy_names
from simulation.study.defaults import experiment_names
from simulation.study.replications import Study, StudyTables, replications
from simulation.study.settings import Settings
from simulation.web import pages
from simulation.web import runs as runs_module
from simulation.web.addresses import read_address
from simulation.web.pages import DOWNLOADS
from simulation.web.runs import Run, Runs, Status, bytes_of, comparison_of
from simulation.web.store import Store
from tests.report.reader import Reader
from tests.web.conftest import PAIR, SMALL, answered


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_form_and_evidence(client: TestClient, language: str) -> None:
    for path in ("/", "/compare", "/evidence", "/evidence?q=E4"):
        address = f"{path}{'&' if '?' in path else '?'}language={language}"
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}">' in answer.text
        reader = Reader(answer.text)
        assert len(reader.ids) == len(set(reader.ids)), address
        assert ' style="' not in answer.text, address  # the policy of the page forbids it
        assert "{" not in re.sub(r"<[^>]*>", "", answer.text), address  # a text that wasn't filled in


def test_the_start_page_leads_to_every_ready_made_question(client: TestClient) -> None:
    pages_of_it = [client.get(f"{path}?language=en").text for path in ("/", "/class", "/carrot-or-stick")]
    assert all(sum(f"experiment={name}&" in page for page in pages_of_it) == 1 for name in experiment_names())
    menu = [f'href="{path}?language=en"' for path in pages.MENU.values()]
    assert all(link in pages_of_it[2] for link in menu)
    labels = re.findall(r"<(?:h2|li><a)[^>]*>([^<]*)<", pages_of_it[0].partition('class="cards"')[2])
    assert len(labels) == len(set(labels))  # one name leads to one page


def test_the_language_is_the_browsers_unless_another_is_asked_for(client: TestClient) -> None:
    for accepted, language, expected in (
        ("sv-SE,sv;q=0.9,en;q=0.8", "", "sv"),
        ("de,da;q=0.5,en;q=0.4", "", "da"),
        ("de", "", "en"),
        (";;q=x,,", "", "en"),
        ("sv", "language=da", "da"),
    ):
        page = client.get(f"/?{language}", headers={"accept-language": accepted}).text
        assert f'<html lang="{expected}">' in page


def test_an_answer_has_the_sentence_what_differs_and_the_way_back(client: TestClient) -> None:
    page = answered(client, f"/compare?{PAIR}&labour_market=recession&parameters.trust.gain=0.2&language=en")
    assert text("answer.sentence.few") in page  # four runs answer nothing
    assert "Recession" in page
    assert page.count(f">{text('web.answer.back')}<") == 5  # years, people, runs, market, parameter
    links = [address for address in re.findall(r'href="(/compare[^"]*)"', page) if "parameters.trust" not in address]
    assert any("labour_market=recession" in address for address in links)


def test_only_what_differs_from_the_ready_made_comparison_is_listed() -> None:
    where = pages.Where("", "/compare", (), "en")
    assert pages.differences(where, read_address([("experiment", "carrot_and_stick")])) == []
    found = pages.differences(where, read_address([("experiment", "carrot_and_stick"), ("seed", "7")]))
    assert [(item["value"], item["usual"]) for item in found] == [("7", "1")]


def test_a_link_of_another_version_says_so(client: TestClient) -> None:
    page = answered(client, f"/compare?{PAIR}&v=0.0.1&language=en")
    assert text("web.answer.other_version", theirs="0.0.1", ours=__version__) in page
    assert "0.0.1" not in answered(client, f"/compare?{PAIR}&language=en")


def test_page_api_csv_and_command_give_the_same_numbers(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    query = f"{PAIR}&seed=5&world=snowball&money.benefit=45000"
    found = client.get(f"/api/compare?{query}").json()
    table = pd.read_csv(StringIO(client.get(f"/download/csv?{query}").text))
    command = shlex.split(found["command"])
    assert command[:2] == ["tilltro", "compare"]
    assert main([*command[1:], "out=here"]) == 0
    capsys.readouterr()
    pd.testing.assert_frame_equal(table, pd.read_csv(tmp_path / "here" / "contrasts.csv"), check_exact=True)
    rows = table[(table["group"] == "all") & (table["quarter"] == 2)]
    given = pd.DataFrame(found["contrasts"])
    for column in ("difference", "mc_low", "cred_high"):
        assert given[column].astype(float).tolist() == pytest.approx(rows[column].tolist(), rel=1e-8, nan_ok=True)
    page = answered(client, f"/compare?{query}&language=en")
    assert found["answers"][0]["sentence"] in page
    assert found["content_hash"] == json.loads((tmp_path / "here" / "manifest.json").read_text())["content_hash"]


def test_downloads_are_what_they_say(client: TestClient) -> None:
    got = {kind: client.get(f"/download/{kind}?{PAIR}") for kind in DOWNLOADS if kind != "pdf"}
    for kind, answer in got.items():
        assert answer.status_code == 200, kind
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''tilltro-own-")
    assert openpyxl.load_workbook(BytesIO(got["xlsx"].content)).sheetnames
    assert yaml.safe_load(got["yaml"].text)["baseline"] == "staircase"
    assert got["report"].text.startswith("<!doctype html>")
    names: dict[str, object] = {}
    code = got["notebook"].text.replace("tables.contrasts", "")
    exec(compile(code, "cell", "exec"), names)  # our own cell, as a notebook runs it
    assert names["tables"].n_replications == 4  # type: ignore[attr-defined]
    assert client.get(f"/download/nothing?{PAIR}").status_code == 404


def test_the_whole_report_has_a_policy_of_its_own(client: TestClient) -> None:
    answer = client.get(f"/report?{PAIR}")
    assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert re.search(r'href="/compare\?[^"]*"><b>Back to the answer</b>', answer.text)
    assert "way-back" not in client.get(f"/download/report?{PAIR}").text


def test_wrong_input_gets_one_sentence_above_the_form(client: TestClient) -> None:
    for query, said in {
        "policies=nothing_like_it": "nothing_like_it",
        "experiment=headline&n_quarters=many": "n_quarters",
        "<script>alert(1)</script>=1": "&lt;script&gt;",
        "policies=jobfirst&population.n_clients=90000000&n_replications=2": "command line",
    }.items():
        answer = client.get(f"/compare?{query}&language=en")
        assert answer.status_code == 400, query
        assert said in answer.text
        assert "<form" in answer.text
        assert "Traceback" not in answer.text
        assert "<script>alert" not in answer.text
        told = client.get(f"/api/compare?{query}")
        assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")


def test_whoever_mends_a_slip_keeps_the_rest_of_the_form(client: TestClient) -> None:
    typed = {
        "policies": ["jobfirst", "demands_only"], "baseline": "staircase", "n_quarters": "8",
        "labour_market": "recession", "world": "sanctions_work", "n_replications": "12",
        "parameters.trust.gain": "0,2", "money.benefit": "45000", "population.n_clients": "abc",
    }  # fmt: skip
    page = client.get("/compare", params={**typed, "language": "en"})
    assert page.status_code == 400
    ticked = re.findall(r'name="(policies|world)" value="(\w+)" checked', page.text)
    assert sorted(ticked) == [("policies", "demands_only"), ("policies", "jobfirst"), ("world", "sanctions_work")]
    assert set(re.findall(r'<option value="(\w+)" selected', page.text)) == {"staircase", "8", "recession"}
    assert "“People simulated” (population.n_clients) is abc; it must be" in page.text
    kept = dict(re.findall(r'type="text"[^>]* name="([^"]*)" value="([^"]+)"', page.text))
    numbers = ("n_replications", "parameters.trust.gain", "money.benefit", "population.n_clients")
    assert kept == {name: typed[name] for name in numbers}
    for address, chosen, field in (
        ("/trial?design=dose_matched&unit=office&clients=x", {"dose_matched", "office"}, 'name="clients" value="x"'),
        ("/target?policy=sms&against=staircase&places=0", {"sms", "staircase"}, 'name="places" value="0"'),
        ("/office?policies=sms&baseline=staircase&jobs=many", {"sms", "staircase"}, 'name="jobs" value="many"'),
        ("/follow/story?person=jacob&policy=sms&against=sms", {"jacob", "sms"}, ""),
    ):
        answer = client.get(f"{address}&language=en")
        assert answer.status_code == 400
        assert chosen <= set(re.findall(r'<option value="(\w+)" selected', answer.text)), address
        assert field in answer.text


def test_every_choice_of_a_policy_is_in_the_groups_of_tilltro_policies(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in LANGUAGES:
        assert main(["policies", f"language={language}"]) == 0
        titles = {title[language] for title in catalogue("cli.lookup.policy_groups").values()}
        groups = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip() in titles]
        for path, names in {
            "/compare": ["baseline"], "/office": ["policies", "baseline"], "/target": ["policy", "against"],
            "/follow": ["policy", "against"],
        }.items():  # fmt: skip
            page = client.get(f"{path}?language={language}").text
            for name in names:
                (select,) = re.findall(rf'<select name="{name}">.*?</select>', page, re.DOTALL)
                found = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', select, re.DOTALL)
                assert [label for label, _ in found] == groups, path
                in_groups = [re.findall(r'<option value="(\w+)"', options) for _, options in found]
                assert sorted(name for group in in_groups for name in group) == list(policy_names()), path
                assert load_policy(in_groups[0][0]).group == "practice"
        form = client.get(f"/compare?language={language}").text
        assert re.findall(r"<summary>([^<]*)</summary>", form)[: len(groups)] == groups


def test_an_answer_leads_to_contrary_evidence_until_one_is_there(client: TestClient) -> None:
    page = answered(client, f"/compare?experiment=carrot_and_stick&{SMALL}&language=en")
    said = re.escape(text("web.answer.try_world", "en", world="Support without effect"))
    assert re.search(r'href="/follow/story[^"]*policy=jobfirst[^"]*against=aig_sanctions', page)  # the pair asked about
    (link,) = re.findall(rf'<a href="([^"]*)">{said}</a>', page)
    assert "world=support_without_effect" in link
    assert not re.search(said, answered(client, link.replace("&amp;", "&")))


def test_what_is_compared_with_itself_is_told_with_another(client: TestClient) -> None:
    for address in ("/compare?policies=coordinated&baseline=coordinated", "/office?policies=sms&baseline=sms"):
        said = client.get(f"{address}&language=en").text
        assert "is what the others are compared with; choose another policy" in said
        assert "tilltro run" not in said
    twice = client.get("/compare?policies=coordinated&baseline=coordinated&language=en").text
    assert "such as staircase" in twice


def test_how_long_it_takes_is_told_in_minutes_and_not_from_the_first_steps() -> None:
    assert pages.steps_words(1, 700, 474.0, "en") == "1 of 700 runs"
    assert pages.steps_words(30, 700, 89.0, "en") == "30 of 700 runs, about 89 s left"
    assert pages.steps_words(30, 700, 474.0, "en") == "30 of 700 runs, about 8 minutes left"


def test_what_is_not_there_is_a_page_in_words(client: TestClient) -> None:
    for language in LANGUAGES:
        answer = client.get(f"/no/such/page?language={language}")
        assert answer.status_code == 404
        assert text("web.error.404", language) in answer.text
    assert client.get("/static/nothing.js").status_code == 404
    assert client.get("/static/../pages.py").status_code == 404


def test_events_end_when_the_answer_is_there(client: TestClient) -> None:
    query = "policies=coordinated&baseline=staircase&n_quarters=8&population.n_clients=300&n_replications=40&seed=9"
    first = client.get(f"/compare?{query}&language=en").text
    told = client.get(f"/compare/live?{query}&language=en").text
    events = [json.loads(data) for data in re.findall(r"event: strip\ndata: (.*)\n", told)]
    assert told.endswith("event: over\ndata: {}\n\n")
    assert [event["n_done"] for event in events] == sorted(event["n_done"] for event in events)
    assert all(event["n_asked"] == 40 for event in events)
    strips = [event["strips"] for event in events if event["strips"]]
    assert all("<svg" in shown and "sentence" not in shown for shown in strips)
    assert 'id="live"' in first or 'class="sentence"' in first
    assert 'class="sentence"' in client.get(f"/compare?{query}&language=en").text


def test_results_are_kept_and_shared(client: TestClient, store: Store) -> None:
    query = f"policies=sms&baseline=staircase&{SMALL}&seed=31"
    found = client.get(f"/api/compare?{query}").json()
    again = client.get(f"/api/compare?{query}&language=sv").json()
    assert again["contrasts"] == found["contrasts"]
    assert again["title"] != found["title"]
    key = read_address(parse_qsl(query)).key  # the numbers are the same in every language
    for _ in range(200):  # it is written when the answer is there
        if (kept := store.read(key)) is not None:
            break
        time.sleep(0.05)
    assert kept is not None
    assert kept.n_replications == 4


def test_two_visitors_never_see_each_others(client: TestClient) -> None:
    queries = [f"policies=coordinated&baseline=staircase&{SMALL}&seed={seed}" for seed in range(40, 44)]
    alone = [client.get(f"/api/compare?{query}").json()["contrasts"] for query in queries]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda query: client.get(f"/api/compare?{query}").json()["contrasts"], queries))
    assert found == alone
    assert len({json.dumps(item) for item in found}) == len(queries)


def test_lists_of_the_api(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    assert description["info"]["version"] == __version__
    for path in description["paths"]:
        if path not in ("/api/compare", "/api/openapi.json"):
            assert len(client.get(path).json()) > 2, path
    assert client.get("/api/policies?language=de").status_code == 400
    parameters = {item["name"]: item for item in client.get("/api/parameters").json()}
    assert parameters["parameters.trust.gain"]["sources"]
    names = {item["name"] for item in description["paths"]["/api/compare"]["get"]["parameters"]}
    assert set(parameters) <= names


PAIRS = [("policies", "coordinated"), ("n_quarters", "40"), ("n_replications", "400")]


def over(run: Run) -> Status:
    """Return the status of a run that ends soon."""
    for _ in range(600):
        if run.is_over:
            break
        time.sleep(0.05)
    return run.status


def test_nobody_looking_cancels(tmp_path: Path) -> None:
    runs = Runs(Store(tmp_path), n_workers=1)
    run = runs.begin(read_address(PAIRS))
    run.watched_until = time.monotonic()
    assert over(run) is Status.CANCELLED
    assert list(tmp_path.iterdir()) == []
    runs.close()


def test_a_page_without_scripts_has_time_to_ask_again(client: TestClient) -> None:
    pairs = [*PAIRS, ("seed", "77")]
    assert 'id="live"' in client.get("/compare", params=pairs).text
    run = client.app.state.runs._runs[read_address([*pairs, ("language", "en")]).key]  # type: ignore[attr-defined]
    left = run.watched_until - time.monotonic()
    run.watched_until = 0.0  # nobody asks again here
    assert left > 5.0


def test_what_would_take_too_much_memory_beside_others_is_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Runs(Store(tmp_path), n_workers=0)
    monkeypatch.setattr(runs_module, "MOST_BYTES_UNDER_WAY", 1)
    first = read_address(PAIRS)
    # Two policies, quarters 0 to 40, 13 groups and 30 outcomes, and of each number its first 100 draws.
    assert bytes_of(first) == 2 * 41 * 13 * 30 * (200 + 100 * 24)
    made.begin(first)  # alone it is computed, whatever its size
    assert made.begin(first).key == first.key
    with pytest.raises(InputError) as refused:
        made.begin(read_address([*PAIRS, ("seed", "7")]))
    assert refused.value.key == "too_busy"
    made.close()


def test_too_busy_is_told_as_what_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(asked: object) -> None:
        raise InputError("too_busy", n=3)

    monkeypatch.setattr(client.app.state.runs, "begin", busy)  # type: ignore[attr-defined]
    for address in ("/compare", "/api/compare"):
        answer = client.get(f"{address}?{PAIR}&seed=123&language=en")
        assert (answer.status_code, "3 comparisons" in answer.text) == (503, True)
        assert int(answer.headers["retry-after"]) > 0


def test_pages_that_are_open_hear_that_the_server_ends(tmp_path: Path) -> None:
    runs = Runs(Store(tmp_path), n_workers=0)
    run = runs.begin(read_address(PAIRS))
    runs.cancel()  # or each page would be cut off with an error of its own
    assert run.status is Status.CANCELLED
    runs.close()


def test_a_page_of_the_lesson_is_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/class/teacher?language=da").text

    def again(view: str, language: str, **given: object) -> str:
        raise AssertionError("made anew for each visitor")

    monkeypatch.setattr(pages, "page", again)
    assert client.get("/class/teacher?language=da").text == before


def test_a_run_is_cancelled_once_its_last_visitor_has_left(tmp_path: Path) -> None:
    runs = Runs(Store(tmp_path), n_workers=0)  # nobody works: only who watches is looked at
    run = runs.begin(read_address(PAIRS))
    left = run.watched_until
    with run.followed():
        with run.followed():
            run.watched_until = 0.0
        assert run.is_watched  # one is still there
    assert 0.0 < run.watched_until < left  # it needn't wait as long as for a page that never came back
    run.watched_until = 0.0
    assert not run.is_watched
    runs.close()


def test_a_strip_of_one_draw_has_dots_and_no_number() -> None:
    made = read_address(parse_qsl(PAIR))
    run = Run("", made, made.study, StudyTables(made.study))
    shown = []
    for result in replications(run.study, 1, range(4)):
        run.tables.add(result)
        run.n_done, run.at_end = run.n_done + 1, run.tables.at_end()
        shown.append(pages.strips(run, made))
    one_run, one_draw, _, two_draws = shown
    said = re.compile(r">(\d+ (more|fewer)|no difference)</text>")
    for picture in (one_run, one_draw):
        assert "<circle" in picture
        assert not said.search(picture)
    assert said.search(two_draws)


def test_strips_and_answer_take_the_run_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    made = read_address(parse_qsl(PAIR))
    run = Run("", made, made.study, StudyTables(made.study), n_done=4)
    for result in replications(run.study, 1):
        run.tables.add(result)
    run.at_end = run.tables.at_end()

    def again(settings: Settings) -> Study:
        raise AssertionError("every draw read and checked again, at each look of each visitor")

    monkeypatch.setattr(Settings, "study", again)
    assert "<svg" in pages.strips(run, replace(made, language="sv"))
    assert comparison_of(made, run.tables.tables()).study is run.study
