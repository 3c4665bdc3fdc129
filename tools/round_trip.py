"""Hold page, API and command against each other: `python -m tools.round_trip --n 200 --seed 1`.

Each random scenario is asked for as a page and from the API; the command that the page shows is then carried out in an
empty folder. Of every scenario the bytes of `contrasts.csv` are compared between page (download) and command, every
number of the API with those of that file, and the sentence of the page with that of the API. The exit status is 1 if
anything differs.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import html
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, urlencode

from starlette.testclient import TestClient

from simulation.__main__ import main as command
from simulation.base.resources import named_files
from simulation.model.parameters import entries
from simulation.model.policies import policy_names
from simulation.study.money.prices import catalogue as prices
from simulation.study.worlds import USUAL, world_names
from simulation.web.app import make_app
from simulation.web.safety import Buckets
from simulation.web.store import Store

OWN = ("own.measures=sequence&own.meetings=6", "own.measures=none&own.demands=with_sanctions", "own.employers=50",
       "own.measures=together&own.groups=job,health&own.places=40")  # fmt: skip
EXPERIMENTS = ("carrot_and_stick", "staircase_and_coordinated", "incentives")
NUMBERS = ("difference", "mc_low", "mc_high", "cred_low", "cred_high")
MOST_LOOKS = 200


def scenario(draw: Random) -> list[tuple[str, str]]:
    """Return a random scenario as names and values; small, so that hundreds can be computed."""
    names = draw.sample(policy_names(), draw.randint(2, 5))
    pairs = [("policies", ",".join(names[1:])), ("baseline", names[0])]
    kind = draw.random()
    if kind < 0.2:
        pairs = [*parse_qsl(draw.choice(OWN)), ("baseline", names[0])]
    elif kind < 0.3:
        pairs = [("experiment", draw.choice(EXPERIMENTS))]
    pairs += [("n_quarters", str(draw.randint(1, 8))), ("n_replications", str(draw.randint(2, 6))),
              ("population.n_clients", str(draw.randint(60, 200))), ("seed", str(draw.randrange(2**32)))]  # fmt: skip
    for found in draw.sample(list(entries().values()), draw.randrange(3)):
        pairs.append((found.path, f"{draw.uniform(found.low, found.high):.6g}"))
    if draw.random() < 0.2:
        price = draw.choice(list(prices().values()))
        pairs.append((price.path, f"{draw.uniform(price.low, price.high):.6g}"))
    if draw.random() < 0.2:
        pairs.append(("labour_market", draw.choice(sorted(named_files("labour_market")))))
    if draw.random() < 0.2:
        pairs.append(("world", draw.choice([name for name in world_names() if name != USUAL])))
    if draw.random() < 0.2:
        pairs.append(("parameters", "central"))
    return [*pairs, ("language", draw.choice(["en", "sv", "da"]))]


def plain(page: str) -> str:
    """Return the words of a piece of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def differences(client: TestClient, pairs: list[tuple[str, str]]) -> list[str] | None:
    """Return what differs between page, API and command; None where the scenario isn't allowed."""
    query = urlencode(pairs, safe=",")
    asked = client.get(f"/api/compare?{query}")
    if asked.status_code == 400:
        return None
    answer = asked.json()
    for _ in range(MOST_LOOKS):
        page = client.get(f"/compare?{query}").text
        if 'id="live"' not in page:
            break
    found = []
    words = plain(page)
    shown_as = "brief" if len(answer["answers"]) > 1 else "sentence"
    if not all(plain(part[shown_as]) in words for part in answer["answers"]):
        found.append("the page has another sentence than the API")
    shown = next(
        (line for line in re.findall(r"<(?:pre|code)[^>]*>(.*?)</", page, re.DOTALL) if "tilltro " in line), ""
    )
    if plain(shown) != " ".join(answer["command"].split()):
        found.append(f"the page shows another command: {plain(shown)!r}")
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        if answer["own_policy"]:
            place = Path(answer["own_policy"]["file"])
            place.parent.mkdir(parents=True)
            place.write_text(answer["own_policy"]["content"], encoding="utf-8", newline="\n")
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = command([*shlex.split(answer["command"])[1:], "out=here", "xlsx=false", "threads=1"])
        if status != 0:
            return [*found, f"exit status {status}: {said.getvalue()[-300:]}"]
        written = Path("here", "contrasts.csv").read_bytes()
    if client.get(f"/download/csv?{query}").content != written:
        found.append("contrasts.csv differs")
    rows = {(row["policy"], row["outcome"], row["quarter"]): row
            for row in csv.DictReader(io.StringIO(written.decode())) if row["group"] == "all"}  # fmt: skip
    for row in answer["contrasts"]:
        other = rows[row["policy"], row["outcome"], str(row["quarter"])]
        found += [
            f"{row['policy']}, {row['outcome']}, {number}: {row[number]} and {other[number]}"
            for number in NUMBERS
            if row[number] != (float(other[number]) if other[number] else None)
        ]
    return found


def main() -> int:
    """Try the scenarios and return 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.round_trip", description="Hold page, API, command together.")
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = Random(given.seed)  # noqa: S311 (no secret)
    n_tried = n_refused = n_wrong = 0
    with tempfile.TemporaryDirectory() as kept:
        app = make_app(Store(Path(kept)), n_workers=os.cpu_count(), buckets=Buckets(burst=1e9))
        with TestClient(app, base_url="http://localhost") as client:
            while n_tried < given.n:
                pairs = scenario(draw)
                found = differences(client, pairs)
                if found is None:  # two parameters that don't go together, say
                    n_refused += 1
                    continue
                n_tried += 1
                if found:
                    n_wrong += 1
                    sys.stdout.write(f"{urlencode(pairs)}\n" + "".join(f"  {words}\n" for words in found[:5]))
                    sys.stdout.flush()
    sys.stdout.write(f"{n_tried} scenarios, {n_wrong} differ; {n_refused} others aren't allowed\n")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
