"""Who may ask, how much and how often; what a browser is told."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from simulation.base.errors import InputError
from simulation.cli.serve import request_serve
from simulation.cli.typed import read_typed
from simulation.web.app import make_app
from simulation.web.safety import POLICY, Buckets, host_name
from simulation.web.server import bind, is_loopback
from simulation.web.store import Store
from tests.rows import each_row


@each_row(
    "host,status",
    [
        ("localhost", 200),
        ("localhost:8765", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:8765", 200),
        ("[::1]:8765", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("localhost@evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_a_foreign_host_is_refused(client: TestClient, host: str, status: int) -> None:
    assert client.get("/health", headers={"host": host}).status_code == status


@each_row(
    "headers,status",
    [
        ({"origin": "http://localhost"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),  # a link that was passed on
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ({"content-length": "99999999999"}, 413),
        ({"content-length": "x"}, 413),
    ],
)
def test_another_site_can_only_link(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.get("/health", headers=headers).status_code == status


def test_methods_and_lengths(client: TestClient) -> None:
    for path in ("/", "/api/policies"):
        refused = client.request("TRACE", path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD"), path
    assert client.get("/api/policies?language=").status_code == 400  # which the description doesn't allow either
    assert client.put("/compare").status_code == 405
    assert client.post("/evidence").status_code == 405
    assert client.get("/compare?x=" + "a" * 20_000).status_code == 414


def test_every_answer_binds_the_browser(client: TestClient) -> None:
    for path in ("/", "/compare", "/nothing", "/api/policies", "/static/live.js", "/health"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
        assert "access-control-allow-origin" not in headers
    assert "unsafe" not in POLICY


def test_too_many_requests(tmp_path: Path) -> None:
    now = [0.0]
    app = make_app(Store(None), 1, buckets=Buckets(a_second=2.0, burst=3.0, clock=lambda: now[0]))
    with TestClient(app, base_url="http://localhost") as client:
        assert [client.get("/health").status_code for _ in range(4)] == [200, 200, 200, 429]
        now[0] = 0.5  # one more after half a second
        assert [client.get("/health").status_code for _ in range(2)] == [200, 429]


def test_buckets_forget_the_addresses_silent_for_longest() -> None:
    buckets = Buckets(a_second=1.0, burst=1.0, clock=lambda: 0.0)
    assert buckets.allows("first")
    assert not buckets.allows("first")
    for number in range(10_001):
        buckets.allows(str(number))
    assert buckets.allows("first")


def test_a_base_path(tmp_path: Path) -> None:
    with TestClient(make_app(Store(None), 1, base="/tilltro"), base_url="http://localhost") as client:
        page = client.get("/tilltro/?language=en")
        assert page.status_code == 200
        assert 'href="/tilltro/static/page.css' in page.text
        assert 'href="/compare' not in page.text
        assert client.get("/tilltro/compare").status_code == 200
        assert client.get("/").status_code == 404
        assert client.get("/tilltro", follow_redirects=False).headers["location"] == "/tilltro/"


@each_row(
    "arguments,key",
    [
        (["port=70000"], "not_a_whole_number"),
        (["port=x"], "not_a_whole_number"),
        (["host=0.0.0.0"], "host_without_names"),
        (["host=a b"], "wrong_shape"),
        (["base_path=tilltro"], "wrong_base_path"),
        (["base_path=/../x?y"], "wrong_base_path"),
        (["opn=false"], "unknown_key"),
        (["now"], "not_a_setting"),
    ],
)
def test_what_serve_refuses(arguments: list[str], key: str) -> None:
    with pytest.raises(InputError) as error:
        request_serve(read_typed(arguments))
    assert error.value.key == key, error.value.key


def test_names_under_which_it_may_be_asked() -> None:
    serving = request_serve(read_typed(["host=0.0.0.0", "hosts=tilltro.example.org", "base_path=/t/"]))
    assert serving.is_open
    assert serving.names == ("127.0.0.1", "localhost", "::1", "tilltro.example.org")
    assert serving.base == "/t"
    assert not request_serve(read_typed([])).is_open
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "10.0.0.1", "0.0.0.0")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [host_name(host) for host in ("a:1", "[::1]:2", "", "[")] == ["a", "::1", "", ""]


def test_a_port_that_is_taken() -> None:
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(InputError, match=str(taken.getsockname()[1])):
            bind("127.0.0.1", taken.getsockname()[1])


def test_raw_requests_that_make_no_sense_end_in_a_status() -> None:
    listening = bind("127.0.0.1", 0)
    config = uvicorn.Config(make_app(Store(None), 1), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = listening.getsockname()[1]
    host = f"Host: localhost:{port}\r\nConnection: close\r\n\r\n".encode()
    for raw, statuses in {
        b"GET / HTTP/1.1\r\n" + host: (200,),
        b"GET /compare?%ff%fe=%00 HTTP/1.1\r\n" + host: (400,),
        b"GET /evidence?q=%ff%00\xff HTTP/1.1\r\n" + host: (200, 400),
        b"GET //evil.example/ HTTP/1.1\r\n" + host: (404,),
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n": (400, 421),
        b"GET / HTTP/1.1\r\n\r\n": (400, 421),
        b"\x00\x01\r\n\r\n": (400,),
        b"POST /compare HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host + b"zz\r\n": (400, 405),
    }.items():
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(raw)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(tuple(f"HTTP/1.1 {status}".encode() for status in statuses)), (raw, answer[:100])
        assert b"Traceback" not in answer
    server.should_exit = True
    thread.join()


def test_a_body_that_breaks_off_is_no_error_of_ours(client: TestClient) -> None:
    sent: list[dict[str, object]] = []
    told = iter([{"type": "http.request", "body": b"--x\r\n", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, object]:
        return next(told)

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/compare",
        "raw_path": b"/compare",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=x")],
    }
    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type]  # raises what would be logged as a fault
    assert sent[0]["status"] == 400


def test_what_was_typed_never_looks_like_a_tag(client: TestClient) -> None:
    for path in ("/api/compare", "/compare"):
        answer = client.get(f"{path}?parameters.trust.gain=%3Cscript%3Ealert(1)%3C/script%3E")
        assert answer.status_code == 400
        assert "<script>alert" not in answer.text
    assert "<script>alert(1)" in client.get("/api/compare?seed=%3Cscript%3Ealert(1)").json()["detail"]
