"""An answer beside an earlier one, from two addresses."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from starlette.testclient import TestClient

from simulation import __version__
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES, text
from simulation.web.addresses import no_table, read_address
from simulation.web.beside import differing, read_other
from tests.report.reader import Reader
from tests.web.conftest import PAIR, answered

EARLIER = f"{PAIR}&seed=2&labour_market=recession&parameters.trust.gain=0.2"


def page_of(client: TestClient, query: str, given: str, language: str = "en") -> str:
    return answered(client, f"/beside?{query}&{urlencode({'with': given})}&language={language}")


def test_an_answer_leads_to_the_form_and_the_form_to_both(client: TestClient) -> None:
    page = answered(client, f"/compare?{PAIR}&language=en")
    (link,) = re.findall(r'href="(/beside[^"]*)"', page)
    form = client.get(link.replace("&amp;", "&")).text
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    assert ("policies", "coordinated") in fields
    assert [name for name, _ in fields].count("language") == 1
    assert 'method="get"' in form
    both = page_of(client, PAIR, f"http://other.example/tilltro/compare?{EARLIER}&language=da&v={__version__}")
    assert both.count('class="sentence small"') == 2
    assert text("web.beside.one_scale") in both
    assert "Recession" in both


def test_both_strips_have_the_ticks_of_one_scale(client: TestClient) -> None:
    both = page_of(client, PAIR, f"/compare?{EARLIER}")
    strips = re.findall(r"<svg [^>]*id?.*?</svg>", both, re.DOTALL)
    ticks = [re.findall(r'<line x1="([\d.]+)" y1="[\d.]+" x2="\1"', drawn) for drawn in strips]
    assert len(ticks) == 2
    assert ticks[0] == ticks[1] != []


def test_what_differs_is_listed_with_both_values() -> None:
    one, other = (read_address(parse_qsl(query)) for query in (f"{PAIR}&own.meetings=6", EARLIER))
    rows = {label: values for label, *values in differing(one, other, "en")}
    assert rows[text("web.own.market")] == ["Steady", "Recession"]
    assert rows[text("web.own.seed")] == ["1", "2"]
    assert rows[text("web.composed.label")][0].endswith("Meetings a quarter: 6")
    assert rows[text("web.composed.label")][1] == text("web.beside.nothing")
    assert "0.2" in [values[1] for values in rows.values()]
    assert text("web.own.people") not in rows  # the same in both
    assert differing(one, one, "en") == []


def test_a_link_of_another_version_says_so_beside_its_own_answer(client: TestClient) -> None:
    both = page_of(client, PAIR, f"/compare?{PAIR}&v=0.0.1")
    assert text("web.answer.other_version", theirs="0.0.1", ours=__version__) in both
    assert text("web.beside.same") in both


def test_hostile_addresses_are_refused_in_a_sentence(client: TestClient) -> None:
    said = "not the address of an answer"
    for given in (
        "http://127.0.0.1:22/",
        "file:///etc/passwd?compare",
        "javascript:alert(1)//compare?policies=jobfirst",
        f"ftp://host/compare?{PAIR}",
        f"/evidence?{PAIR}",
        f"http://[::1/compare?{PAIR}",
        "/compare?",
        "/compare?" + "&".join(f"a{n}=1" for n in range(500)),
        f"/compare?{PAIR}&seed=" + "1" * 8000,
        "<script>alert(1)</script>",
    ):
        answer = client.get(f"/beside?{PAIR}&with={quote(given)}&language=en")
        assert answer.status_code == 400, given
        assert said in answer.text, given
        assert "<script>alert" not in answer.text
    for given, words in {
        "/compare?policies=nothing_like_it": "nothing_like_it",
        f"/compare?{PAIR}&with=/compare?{PAIR}": "with",
        f"/compare?{PAIR}&table=0123456789ab": "Your own clients",
        f"/compare?{PAIR}&own.meetings=99": "own.meetings",
    }.items():
        answer = client.get(f"/beside?{PAIR}&with={quote(given)}&language=en")
        assert (answer.status_code, words in answer.text) == (400, True), given
    assert client.get(f"/beside?{PAIR}&with=/compare?a=1&with=/compare?b=1").status_code == 400


def test_the_pages_are_whole_in_every_language(client: TestClient) -> None:
    for language in LANGUAGES:
        for page in (client.get(f"/beside?{PAIR}&language={language}").text,
                     page_of(client, PAIR, f"/compare?{EARLIER}&language=en", language)):  # fmt: skip
            reader = Reader(page)
            assert len(reader.ids) == len(set(reader.ids))
            assert ' style="' not in page
            assert "{" not in re.sub(r"<[^>]*>", "", page)


def test_an_address_is_read_whatever_stands_before_its_path() -> None:
    for given in (f"/compare?{PAIR}", f"https://x.example/base/report?{PAIR}", f"compare?{PAIR}#answer"):
        assert read_other(given, "sv", no_table).settings.baseline == "staircase"
        assert read_other(given, "sv", no_table).language == "sv"
    with pytest.raises(InputError):
        read_other(PAIR, "sv", no_table)
