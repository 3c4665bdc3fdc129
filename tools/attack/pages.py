"""Attack the pages in the browser and count what comes of it: `python -m tools.attack.pages --n 10000 --seed 1`.

Addresses, headers, bodies and tables that no page of ours sends, from several threads at once, beside visitors who read
slowly or not at all. Printed are the statuses and every fault: a status of 500, a traceback in an answer, no answer
within the server's own deadline, a file written outside the store, memory that grows. The exit status is 1 if there was
any.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote

from simulation.web.addresses import known_settings
from simulation.web.site import DEADLINE

LONGEST = DEADLINE + 10.0  # seconds for an answer, in words at least
N_SLOW = 50  # connections that are opened and left
QUIET = 30.0  # seconds after which what nobody looks at any more has been cancelled
MOST_GROWTH = 300  # megabytes
SMALL = "population.n_clients=20&caseworkers.caseload=10&n_quarters=2&n_replications=2"
PATHS = ("/", "/compare", "/compare/live", "/report", "/download/csv", "/download/yaml", "/evidence", "/class",
         "/beside", "/follow", "/follow/story", "/target", "/trial", "/office", "/download/policy", "/lesson-file",
         "/static/live.js", "/api/compare", "/api/policies", "/api/openapi.json", "/health")  # fmt: skip
ODD = ("", "0", "-1", "1e999", "nan", "inf", "1,5", "\N{MINUS SIGN}3", "9" * 400, "../../etc/passwd", "/etc", "%00",
       "\0", "\x1b[31m", "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "'; DROP TABLE x", "å" * 50, "\U0001f600",
       "coordinated", "staircase,coordinated", "[sms]", "null", "true", "{}", "a=b", "sv", "central", "recession",
       "headline", "usual", "=cmd|x", "\r\nSet-Cookie: a=b")  # fmt: skip
HOSTS = (
    "localhost",
    "evil.example",
    "127.0.0.1",
    "",
    "localhost\x00",
    "[::1]",
    "a" * 300,
    "localhost:99999",
    "@localhost",
)
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "get")
NAMES = known_settings()
OF_QUESTIONS = ("person", "policy", "against", "places", "objective", "design", "clients", "follow_up", "take_up",
                "jobs", "changes", "belief", "own.meetings", "own.measures", "policies", "seed", "population.n_clients",
                "questionnaires", "questionnaires_upload", "upload", "table", "population.missing")  # fmt: skip


def settings(draw: Random, path: str = "") -> str:
    """Return a query of known and unknown names with odd values, now and then a comparison that is allowed."""
    pairs = [(draw.choice([*NAMES, "x", "config_dir", "population.table", "out"]), draw.choice(ODD))
             for _ in range(draw.randrange(6))]  # fmt: skip
    query = "&".join(f"{quote(name)}={quote(value, errors='surrogatepass')}" for name, value in pairs)
    if path in ("/target", "/trial", "/office", "/follow/story") and draw.random() < 0.7:
        pairs = [(draw.choice(OF_QUESTIONS), draw.choice(ODD)) for _ in range(draw.randrange(4))]
        return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)
    if path == "/beside" and draw.random() < 0.5:
        other = draw.choice([f"http://localhost/compare?{SMALL}", "file:///etc/passwd", "//[", *ODD])
        return f"{SMALL}&with={quote(other, errors='surrogatepass')}"
    if draw.random() < 0.3:
        return f"policies=coordinated&baseline=staircase&{SMALL}&seed={draw.randrange(50)}"
    return f"{query}&{SMALL}" if draw.random() < 0.5 else query


def body(draw: Random) -> tuple[list[str], bytes]:
    """Return headers and content of a form with a table, most of them broken."""
    table = draw.choice([b"age\n30\n40\n", b"age;man\n30;1\n", b"", bytes(draw.randbytes(200)), b"PK\x03\x04", b"PAR1",
                         b"age\n" + b"9" * 5000, b"\xff\xfea\0", b"a,b\n\"", b"age\n" + b"1\n" * 3000,
                         b"client;date;health\n" + b"1;2025-01-01;3\n" * 9, b"client;date;health\n1;31.02.2025;3\n",
                         b"client;date;health\n" + b"".join(b"%d;2025-01-01;3\n" % n for n in range(9))])  # fmt: skip
    name = draw.choice(["a.csv", "a.xlsx", "a.parquet", "../../a.csv", "", "<b>", "\\\\x\\y.csv"])
    field = draw.choice(["table", "questionnaires", "other"])
    part = (f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n').encode() + table
    fields = b"".join(
        f'\r\n--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode(errors="replace")
        for name, value in (("policies", "coordinated"), (draw.choice(NAMES), draw.choice(ODD)))
    )
    content = part + fields + draw.choice([b"\r\n--x--\r\n", b"", b"\r\n--x"])
    kind = draw.choice(["multipart/form-data; boundary=x"] * 5 + ["multipart/form-data", "application/json", "x"])
    length = draw.choice([len(content)] * 8 + [len(content) + 5, 0, 10**11])
    return [f"Content-Type: {kind}", f"Content-Length: {length}"], content


def request(draw: Random, port: int) -> tuple[bytes, bool]:
    """Return one request as it goes over the wire, and whether it breaks off."""
    if draw.random() < 0.03:
        return draw.randbytes(draw.randrange(1, 300)) + b"\r\n\r\n", True
    path = draw.choice(
        [*PATHS, "/" + quote(draw.choice(ODD)), "//x", "/static/../pages.py", "/download/" + quote(draw.choice(ODD))]
    )
    method = draw.choice(METHODS)
    headers = [f"Host: {f'localhost:{port}' if draw.random() < 0.85 else draw.choice(HOSTS)}", "Connection: close"]
    if draw.random() < 0.1:
        odd = draw.choice(ODD).replace("\r\n", "")
        headers.append(draw.choice(["Origin: ", "Accept-Language: ", "Sec-Fetch-Site: ", "Range: bytes="]) + odd)
    content = b""
    if method in ("POST", "PUT"):
        path = draw.choice([path, "/compare", "/office"])
        more, content = body(draw)
        headers += more
    lines = [f"{method} {path}?{settings(draw, path)} HTTP/1.1", *headers, "", ""]
    # A server may take a closed half for a visitor who has left, so only those close it who have promised more.
    is_short = bool(content) and f"Content-Length: {len(content)}" not in headers
    return "\r\n".join(lines).encode("utf-8", "replace") + content, is_short


def send(port: int, content: bytes, ends: bool) -> bytes:
    """Return what is answered, read to its end or to a megabyte; `ends` says that no more will be sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(content)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while len(answer) < 1_000_000 and (piece := connection.recv(65536)):
                answer += piece
        return answer


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, int, Callable[[], str]]]:
    """Give the port and number of a server that works in a folder, and a function that tells what it complained of."""
    command = [sys.executable, "-m", "simulation", "serve", "port=0", "open=false"]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}  # noqa: PTH109 (what Python itself reads)
    environment |= {} if "XDG_CACHE_HOME" in os.environ else {"XDG_CACHE_HOME": str(folder / "cache")}
    (folder / "work").mkdir()
    said = (folder / "said").open("w+")
    with said, subprocess.Popen(command, stderr=said, cwd=folder / "work", env=environment) as process:  # noqa: S603
        while "http://" not in (text := (folder / "said").read_text()):
            if process.poll() is not None:
                raise RuntimeError(text)
            threading.Event().wait(0.1)
        try:
            yield (
                int(text.partition("http://")[2].partition("/")[0].rpartition(":")[2]),
                process.pid,
                (folder / "said").read_text,
            )
        finally:
            process.terminate()


def memory(process: int) -> float:
    """Return how many megabytes a process holds."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main() -> int:
    """Send the requests and return 1 if there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tools.attack.pages", description="Attack the pages.")
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    faults: list[str] = []
    statuses: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, server(Path(name)) as (port, process, said):
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(N_SLOW)]
        for number, connection in enumerate(idle):
            connection.sendall(b"GET /compare HTTP/1.1\r\nHost: localhost\r\nX-Slow: "[: 5 + number])

        def one(number: int) -> None:
            wire, ends = request(Random(given.seed * 1_000_003 + number), port)  # noqa: S311 (no secret)
            try:
                answer = send(port, wire, ends)
            except OSError as error:
                faults.append(f"{type(error).__name__} {wire[:200]!r}")
                return
            status = answer[9:12].decode("latin-1") or "closed"
            statuses[status] += 1
            if (
                status == "500"
                or b"Traceback" in answer
                or b"<script>alert" in answer
                or b"\r\nset-cookie" in answer.partition(b"\r\n\r\n")[0].lower()
            ):
                faults.append(f"{status} {wire[:300]!r}")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(one, range(given.n // 10)))
            before = memory(process)
            list(pool.map(one, range(given.n // 10, given.n)))
        threading.Event().wait(QUIET)
        after = memory(process)
        for connection in idle:
            connection.close()
        left = [str(path) for path in (Path(name) / "work").rglob("*")]
        faults += [f"written: {path}" for path in left]
        if after - before > MOST_GROWTH:
            faults.append(f"memory grew from {before:.0f} to {after:.0f} MB")
        if "Traceback" in said():
            faults.append(f"said: {said()[-2000:]}")
        sys.stdout.write(json.dumps({"statuses": dict(sorted(statuses.items())), "memory": [before, after]}) + "\n")
    for fault in faults[:30]:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults in {given.n} requests\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
