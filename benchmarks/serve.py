"""How the pages in the browser hold up: time to a first picture and to the answer, many visitors at once, memory.

    python -m benchmarks.serve doors              each door 20 times, and once just after the start of a server
    python -m benchmarks.serve load --visitors 30 --leaving 10 --minutes 1

Visitors ask as a browser does: the page, then the events until the answer is there. The server is a process of its own,
which has the compiled model of an earlier start and no answers.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from simulation.base.compiled import code_folder
from simulation.study.warm_up import warm_up

OWN = "own comparison"
DOORS = {"class": "/class", "carrot or stick": "/carrot-or-stick", OWN: "/compare"}
POLICIES = (
    "coordinated",
    "jobfirst",
    "aig_sanctions",
    "sms",
    "belief_building",
    "single_job",
    "staircase_dose_matched",
)
PATIENCE = 600.0  # seconds


@dataclass
class Seen:
    """What visitors met."""

    strip: list[float] = field(default_factory=list)  # seconds to the first picture, or to the answer if that was first
    answer: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)  # seconds to the page itself
    errors: list[str] = field(default_factory=list)
    n_left: int = 0
    process: int = 0  # the server's
    cpu: float = 0.0  # seconds that it had had when the latest first picture came
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pictured(self, seconds: float) -> None:
        """Note a first picture, also that of a visitor who leaves later."""
        with self.lock:
            self.strip.append(seconds)
            self.cpu = cpu_seconds(self.process) if self.process else 0.0


@contextmanager
def server(cache: Path) -> Iterator[tuple[int, int]]:
    """Give the port and the process number of a server that keeps answers in `cache`."""
    warm_up()  # what an earlier start has left: compiling takes about a minute
    compiled = code_folder().path
    if compiled is not None:
        shutil.copytree(compiled, cache / "tilltro" / "compiled" / compiled.name)
    command = [sys.executable, "-m", "simulation", "serve", "port=0", "open=false"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://" in line)
        port = int(line.partition("http://")[2].partition("/")[0].rpartition(":")[2])
        try:
            yield port, process.pid
        finally:
            process.terminate()


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def visit(port: int, query: str, seen: Seen, stays: float = PATIENCE) -> None:
    """Ask for a comparison and watch it until the answer is there, or leave after so many seconds."""
    began = time.perf_counter()
    status, body = ask(port, f"/compare?{query}")
    with seen.lock:
        seen.page.append(time.perf_counter() - began)
    if status != 200:
        with seen.lock:
            seen.errors.append(f"{status} {query}")
        return
    first = time.perf_counter() - began if b'class="sentence"' in body or b"<svg" in body else None
    if first is not None:
        seen.pictured(first)
    if b'class="sentence"' not in body:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", f"/compare/live?{query}")
        answer = connection.getresponse()
        while line := answer.readline():
            if first is None and b"<svg" in line:
                first = time.perf_counter() - began
                seen.pictured(first)
            if line.startswith(b"event: over"):
                break
            if time.perf_counter() - began > stays:
                connection.close()
                with seen.lock:
                    seen.n_left += 1
                return
        connection.close()
        status, body = ask(port, f"/compare?{query}")
    took = time.perf_counter() - began
    with seen.lock:
        if b'class="sentence"' not in body:
            seen.errors.append(f"no answer {query}")
        else:
            seen.answer.append(took)


def cpu_seconds(process: int) -> float:
    """Return how many seconds of CPU a process has had."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """Return how many megabytes a process holds."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def scenario(draw: random.Random, n_replications: int) -> str:
    """Return the query of a comparison that hardly anybody else asks for."""
    policy = draw.choice(POLICIES)
    gain = f"0.{draw.randrange(10, 25)}"
    seed = draw.randrange(2**31)
    scenario = f"policies={policy}&baseline=staircase&seed={seed}&parameters.trust.gain={gain}"
    return f"{scenario}&n_replications={n_replications}" if n_replications else scenario


def spread(values: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    if not values:
        return float("nan"), float("nan")
    return median(values), quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    for row in (head, *rows):
        print("  ".join(f"{cell:>27}" for cell in row))


def doors(n_times: int) -> None:
    """Print how long each door takes: its page, which holds the answer of the first two; strip and sentence behind it.

    Each has a server of its own, asked as soon as it has told its address.
    """
    rows = []
    for name, path in DOORS.items():
        draw, seen, times = random.Random(1), Seen(), []
        with tempfile.TemporaryDirectory() as cache, server(Path(cache)) as (port, _):
            for _ in range(n_times + 1):
                began = time.perf_counter()
                assert ask(port, path)[0] == 200
                times.append(time.perf_counter() - began)
                if name == OWN:
                    visit(port, scenario(draw, 0), seen)
        behind = {f"{name}: first strip": seen.strip, f"{name}: sentence": seen.answer} if name == OWN else {}
        for what, values in {name: times, **behind}.items():
            rows.append((what, f"{values[0]:.2f}", *(f"{value:.3f}" for value in spread(values[1:]))))
    show(("door", "just after the start, s", "median, s", "95th percentile, s"), rows)


def load(n_visitors: int, n_leaving: int, minutes: float, seed: int, n_replications: int) -> None:
    """Print what many visitors at once meet, again and again for so many minutes."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as cache, server(Path(cache)) as (port, process):
        visit(port, scenario(draw, n_replications), Seen())  # the model is compiled
        held, seen = [memory(process)], Seen(process=process)
        began, before = time.monotonic(), cpu_seconds(process)
        while True:
            visitors = [
                threading.Thread(
                    target=visit,
                    args=(
                        port,
                        scenario(draw, n_replications),
                        seen,
                        draw.uniform(0.5, 5.0) if number < n_leaving else PATIENCE,
                    ),
                )
                for number in range(n_visitors)
            ]
            for visitor in visitors:
                visitor.start()
            for visitor in visitors:
                visitor.join()
            held.append(memory(process))
            if time.monotonic() - began > 60 * minutes:
                break
        rows = [
            ("page", *(f"{value:.2f}" for value in spread(seen.page))),
            ("first picture", *(f"{value:.2f}" for value in spread(seen.strip))),
            ("answer", *(f"{value:.2f}" for value in spread(seen.answer))),
        ]
        show(("", "median, s", "95th percentile, s"), rows)
        print(json.dumps({"answered": len(seen.answer), "left": seen.n_left, "errors": seen.errors[:5]}))
        took, cpu = time.monotonic() - began, cpu_seconds(process) - before
        print(f"{took:.0f} s, {cpu:.0f} s of CPU; {seen.cpu - before:.1f} s of CPU until the last first picture")
        print("memory, MB, before and after each round:", ", ".join(f"{value:.0f}" for value in held))


def main() -> None:
    """Run the part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("doors", "load"))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--leaving", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--replications", type=int, default=0, help="of each comparison; 0 for the usual number")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.part == "doors":
        doors(given.times)
    else:
        load(given.visitors, given.leaving, given.minutes, given.seed, given.replications)


if __name__ == "__main__":
    main()
