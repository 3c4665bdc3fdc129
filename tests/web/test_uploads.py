"""A visitor's own table: in memory alone, found by nobody else, asked for again by a link."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from starlette.testclient import TestClient

from simulation.base.sources import SentFile
from simulation.study.settings_reader import make_settings
from simulation.web.pages import DOWNLOADS
from simulation.web.store import Store
from simulation.web.uploads import SECONDS_KEPT, Uploads
from tests.web.conftest import answered

FORM = {"policies": ["coordinated"], "baseline": "staircase", "n_quarters": "2", "n_replications": "4",
        "caseworkers.caseload": "20", "language": "en", "population.n_clients": "1000", "seed": ""}  # fmt: skip
ROWS = "\n".join(["age;man", *(f"{20 + n};{n % 2}" for n in range(40))]).encode()


def send(client: TestClient, content: bytes, name: str = "mine.csv", **more: str) -> str:
    """Return where a form with a table leads to."""
    answer = client.post("/compare", data=FORM | more, files={"table": (name, content)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_table_of_ones_own(client: TestClient, store: Store, tmp_path: Path) -> None:
    address = send(client, ROWS)
    page = answered(client, address)
    assert "40 clients" in page
    assert "mine.csv" in page
    # The same as with the file on the command line or in a notebook.
    (tmp_path / "mine.csv").write_bytes(ROWS)
    query = dict(parse_qsl(urlsplit(address).query))
    assert query["table"] == SentFile("", ROWS).digest
    assert "population.n_clients" not in query
    found = client.get(f"/api/compare?{urlsplit(address).query}").json()
    alone = make_settings(("coordinated",), "staircase", table=tmp_path / "mine.csv", n_quarters=2, n_replications=4,
                          caseload=20)  # fmt: skip
    assert alone.n_clients == 40
    from simulation import compare

    tables = compare(("coordinated",), baseline="staircase", table=tmp_path / "mine.csv", n_quarters=2,
                     n_replications=4, caseload=20)  # fmt: skip
    last = tables.contrasts.query("group == 'all' and quarter == 2")["difference"]
    assert [row["difference"] for row in found["contrasts"]] == pytest.approx(last.tolist(), rel=1e-8, nan_ok=True)
    # Nothing of it is kept on disk, and the link that is passed on asks for the file again.
    assert store.folder is None or not store.folder.exists() or list(store.folder.iterdir()) == []
    link = next(
        found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*)"', page)
        if "table=" in found and "upload=" not in found and found.startswith("/compare?")
    )  # fmt: skip
    read_address_cached = client.get(link)
    assert read_address_cached.status_code == 400
    assert "choose the same file again" in read_address_cached.text
    assert client.get(f"{link}&upload=guessed").status_code == 400


def test_downloads_with_a_table(client: TestClient) -> None:
    query = urlsplit(send(client, ROWS)).query
    for kind in DOWNLOADS:
        answer = client.get(f"/download/{kind}?{query}")
        assert answer.status_code == (400 if kind == "pdf" else 200), kind


def test_excel_parquet_and_what_is_missing(client: TestClient, tmp_path: Path) -> None:
    table = pd.DataFrame({"age": [30.0, None, 50.0] * 10, "man": [1, 0, 1] * 10})
    table.to_excel(tmp_path / "a.xlsx", index=False)
    table.to_parquet(tmp_path / "a.parquet")
    for name in ("a.xlsx", "a.parquet"):
        content = (tmp_path / name).read_bytes()
        refused = client.post("/compare", data=FORM, files={"table": (name, content)})
        assert refused.status_code == 400
        assert f"{name}, column age, row 3 is empty" in refused.text
        page = answered(client, send(client, content, name, **{"population.missing": "draw"}))
        assert "30 clients" in page


def test_what_is_no_table_or_no_form(client: TestClient) -> None:
    for content, name in ((b"", "a.csv"), (b"\0\1\2", "a.csv"), (b"PK\x03\x04" + b"x" * 100, "a.xlsx"),
                          (b"PAR1 no", "a.parquet"), (b"age\nx\n", "<b>.csv")):  # fmt: skip
        answer = client.post("/compare", data=FORM, files={"table": (name, content)})
        assert answer.status_code == 400, name
        assert "Traceback" not in answer.text
        assert "<b>.csv" not in answer.text
    for answer in (
        client.post("/compare", json={"policies": "coordinated"}),
        client.post("/compare", content=b"x", headers={"content-type": "multipart/form-data; boundary=y"}),
        client.post("/compare", content=b"x", headers={"content-type": "multipart/form-data"}),
        client.post("/compare", data=FORM, files=[("table", ("a", b"1")), ("table", ("b", b"2"))]),
    ):
        assert answer.status_code == 400
        assert "at most one file" in answer.text


def test_a_refused_file_leaves_all_else_as_it_was_chosen_and_is_told_beside_its_field(client: TestClient) -> None:
    chosen = FORM | {"policies": ["jobfirst", "sms"], "world": "sanctions_work", "parameters.trust.gain": "0,2",
                     "population.missing": "draw", "language": "sv"}  # fmt: skip
    wrong = {"table": ("mine.csv", b"age;man\nx;1\n")}
    answer = client.post("/compare", data=chosen, files=wrong)
    assert answer.status_code == 400
    assert '<html lang="sv">' in answer.text
    ticked = set(re.findall(r'name="([\w.]+)" value="(\w+)" checked', answer.text))
    assert ticked == {("policies", "jobfirst"), ("policies", "sms"), ("world", "sanctions_work"),
                      ("population.missing", "draw")}  # fmt: skip
    assert {"staircase", "2"} <= set(re.findall(r'<option value="(\w+)" selected', answer.text))
    assert 'name="parameters.trust.gain" value="0,2"' in answer.text
    beside = (
        r'name="table"[^>]* aria-invalid="true" aria-describedby="problem" autofocus></label></p>\s*<p[^>]*id="problem"'
    )
    assert re.search(beside + r"[^>]*>mine\.csv, kolumn age, rad 2 är x", answer.text)
    assert answer.text.count('class="problem"') == 1
    # The link to another language says the same, and the office's form keeps its choices in the same way.
    (link,) = re.findall(r'href="([^"]*)" lang="da"', answer.text)
    assert "mine.csv, kolonne age" in client.get(link.replace("&amp;", "&")).text
    of_office = {"jobs": "9", "policies": "sms", "population.missing": "draw", "language": "en"}
    for name, content in {"table": b"age\nx\n", "questionnaires": b"client;date\n1;2025-01-01\n"}.items():
        page = client.post("/office", data=of_office, files={name: ("ours.csv", content)}).text
        assert re.search(beside.replace("table", name), page), name
        assert '<option value="sms" selected' in page
        assert 'name="jobs" value="9"' in page
        assert 'name="population.missing" value="draw" checked' in page


def test_a_file_that_was_not_the_slip_need_not_be_chosen_again(client: TestClient) -> None:
    page = client.post("/compare", data=FORM | {"n_replications": "x"}, files={"table": ("mine.csv", ROWS)}).text
    assert re.search(r'name="n_replications" value="x"[^>]* aria-invalid="true"', page)
    (word,) = re.findall(r'name="upload" value="([^"]*)" checked> <span>Go on with mine.csv<', page)
    mended = client.post("/compare", data=FORM | {"upload": word}, files={"questionnaires": ("", b"")})
    assert "40 clients" in answered(client, str(mended.url))
    assert "Go on with mine.csv" in mended.text  # nor where the answer's own form is changed
    other = ROWS + b"\n60;1"  # another file takes its place
    assert "41 clients" in answered(client, send(client, other, upload=word))


def test_a_form_holds_no_more_than_an_address(client: TestClient) -> None:
    too_long = {"policies": "x" * 9_000, "world": "y" * 9_000}
    assert client.post("/compare", data=too_long, files={"table": ("mine.csv", ROWS)}).status_code == 413


def test_tables_are_let_go() -> None:
    now = [0.0]
    uploads = Uploads(clock=lambda: now[0], most_bytes=100)
    first = uploads.keep(SentFile("a", b"x" * 60))
    second = uploads.keep(SentFile("b", b"y" * 30))
    assert uploads.find(first) is not None
    third = uploads.keep(SentFile("c", b"z" * 60))  # 150 bytes: the oldest goes
    assert [uploads.find(word) is not None for word in (first, second, third)] == [False, True, True]
    now[0] = SECONDS_KEPT + 1
    assert uploads.find(third) is None
    assert "x" * 10 not in repr(SentFile("a", b"x" * 60))
