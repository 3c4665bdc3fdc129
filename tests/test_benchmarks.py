"""The benchmarks work and measure what they say; nothing here depends on how fast the machine is."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import engine, peers, sweep
from benchmarks.clock import Times, Work, take_turns
from benchmarks.large import large
from benchmarks.toy import EngineToy
from simulation.model.draws import fill
from simulation.model.draws.decisions import Kind
from simulation.model.state import LAST_SERVED
from tests.conftest import differing_columns

N = 2000
ROOT = Path(__file__).resolve().parent.parent


def test_works_take_turns_and_preparing_is_not_timed() -> None:
    now, called = [0.0], []

    def lasting(name: str, seconds: float):
        def work() -> None:
            called.append(name)
            now[0] += seconds

        return work

    works = {
        "one": Work(lasting("one", 6.0), size=3, prepare=lasting("prepare", 100.0)),
        "other": Work(lasting("other", 1.0), size=2),
    }
    times = take_turns(works, 2, clock=lambda: now[0])
    assert called == ["prepare", "one", "other"] * 2
    # 6 s / 3 = 2 s a piece; 1 s / 2 = 0.5 s a piece; in nanoseconds
    assert times.ns == {"one": [2e9, 2e9], "other": [0.5e9, 0.5e9]}
    assert times.ratio("one", "other") == 4.0


def test_a_ratio_is_taken_round_by_round() -> None:
    # rounds give 2, 3 and 10; the medians' own ratio would be 30 / 10 = 3 too, so let the second work be slow once
    times = Times({"above": [20.0, 30.0, 1000.0], "below": [10.0, 10.0, 100.0]})
    assert times.ratio("above", "below") == 3.0
    uneven = Times({"above": [20.0, 300.0, 50.0], "below": [10.0, 100.0, 50.0]})
    assert uneven.ratio("above", "below") == 2.0  # of 2, 3 and 1; the medians' ratio would be 50 / 50 = 1
    assert uneven.of("above") == 50.0


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (peers.Figure("a", 1.2, 1.3, True), "at most 1.3: yes"),
        (peers.Figure("a", 1.4, 1.3, True), "at most 1.3: NO"),
        (peers.Figure("a", 99.0, 100.0), "at least 100: NO"),
        (peers.Figure("a", 5.0), ""),
    ],
)
def test_verdicts(figure: peers.Figure, verdict: str) -> None:
    assert figure.verdict == verdict


def test_everybody_is_on_benefit_in_the_quarter_that_is_timed_and_it_can_be_repeated() -> None:
    phase = engine.FirstQuarter(300)
    phase.prepare()
    clients = phase._replication.clients
    assert np.all(clients["state"] <= LAST_SERVED)
    phase.run()
    once = clients.copy()
    phase.prepare()
    phase.run()
    assert differing_columns(once, clients) == []
    assert not np.array_equal(once, phase._start)


def test_the_limit_draws_the_normals_in_use() -> None:
    drawn = peers.limit(1000)()
    assert drawn.shape == (33_000,)  # ten indicators, deviation, distress, impression, twice ten answers
    assert drawn.dtype == np.float32
    assert abs(drawn.mean()) < 4 / np.sqrt(33_000)


def test_the_toy_is_what_it_says() -> None:
    toy, seed = EngineToy(N, 5), 5
    indicators, works = np.zeros((11, N)), np.zeros(N, bool)
    for quarter in (1, 2, 3):
        toy.step()
        normals = fill.normals(seed, 0, Kind.CLIENT, quarter, 0, 12, 0, N)[:11]
        uniform = fill.uniforms(seed, 0, Kind.CLIENT, quarter, 0, 12, 0, N)[11]
        indicators = 0.7 * indicators + 0.5 * normals
        works |= uniform < 1 - np.exp(-np.exp(-4 + indicators.mean(axis=0)))
    assert toy.agents["indicator"] == pytest.approx(indicators.T, abs=1e-12)
    assert toy.share_at_work() == works.mean() > 0


@pytest.mark.parametrize("framework", ["starsim", "ambr"])
def test_frameworks_agree_on_the_toy(framework: str) -> None:
    pytest.importorskip(framework)
    own = EngineToy(20_000, 1)
    others = [make(20_000, 1) for name, make in peers.toys() if name.lower().startswith(framework)]
    for toy in (own, *others):
        for _ in range(8):
            toy.step()
    share = own.share_at_work()
    error = np.sqrt(2 * share * (1 - share) / 20_000)
    assert others
    assert all(abs(other.share_at_work() - share) < 4 * error for other in others)


def test_frameworks_that_are_missing_are_left_out_with_a_sentence(monkeypatch, capsys) -> None:
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    assert list(peers.against_frameworks(100, 1)) == []
    said = capsys.readouterr().out
    assert "Starsim is left out" in said
    assert "ambr is left out" in said


def test_every_comparison_gives_figures() -> None:
    engine.compile_all()
    found = [
        *peers.against_the_limit(300, 2),
        *peers.against_the_rules_otherwise(300, 40, 2),
        *peers.scaling(40_000, 600, 2),
    ]
    assert len({figure.name for figure in found}) == len(found) == 10
    assert all(np.isfinite(figure.value) and figure.value > 0 for figure in found)


def test_the_pieces_can_be_timed() -> None:
    command = [sys.executable, "-m", "pytest", "benchmarks", "-q", "-p", "no:cacheprovider", "--benchmark-disable"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_large_run_says_its_seconds_and_its_memory() -> None:
    cost = large(2000)
    assert cost.seconds > 0
    assert cost.cpu_seconds > 0
    assert 0.05 < cost.peak_gigabytes < 4


def test_the_program_prints_a_table_and_writes_json(monkeypatch, capsys, tmp_path) -> None:
    figures = [peers.Figure("one", 1.25, 1.3, True), peers.Figure("two", 3.5)]
    monkeypatch.setattr(peers, "figures", lambda quick, with_large: iter(figures))
    monkeypatch.setattr(sys, "argv", ["peers", "--quick", "--json", str(tmp_path / "figures.json")])
    peers.main()
    assert capsys.readouterr().out.splitlines()[0].split() == ["1.25", "one", "at", "most", "1.3:", "yes"]
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert written[1] == {"name": "two", "value": 3.5, "bar": None, "is_at_most": False}


def test_what_a_sweep_costs_beyond_the_engine_is_parted_and_adds_up(tmp_path, capsys) -> None:
    sweep.overhead(tmp_path, n_points=4, n_replications=1)
    lines = capsys.readouterr().out.splitlines()
    first = next(line for line in lines if line.startswith("engine"))
    assert first.endswith("for 12 runs")  # 4 points x 1 replication x 3 policies
    shares = [float(line.rpartition(", ")[2].rstrip("%")) for line in lines if re.search(r" s, -?\d+\.\d%$", line)]
    together = re.fullmatch(r"together: (\d+\.\d)% of the engine's time", lines[-1])
    assert together is not None
    assert len(shares) == 5
    # each share is rounded to 0.1, so is their sum: 6 x 0.05
    assert float(together[1]) == pytest.approx(sum(shares), abs=0.3001)
    # one share is what is left of the whole: where other work disturbs the clock, it may fall below zero


def test_folders_are_compared_byte_by_byte_but_for_what_is_of_the_run_alone(tmp_path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "shards").mkdir(parents=True)
        (folder / "run").mkdir()
        (folder / "same").write_bytes(b"ab")
        (folder / "shards" / "part").write_bytes(b"ab")
        (folder / "run" / "log").write_text(folder.name)
    assert sweep.differences(one, other) == []
    (other / "shards" / "part").write_bytes(b"aB")
    (other / "more").touch()
    assert sweep.differences(one, other) == ["more", str(Path("shards") / "part")]
