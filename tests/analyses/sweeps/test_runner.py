"""The batch runner: the same bytes on every executor and after every interruption, failures told, nothing corrupt."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from simulation.__main__ import main
from simulation.analyses.sweeps.database import ask
from simulation.analyses.sweeps.design import Design, read_design
from simulation.analyses.sweeps.executors import start
from simulation.analyses.sweeps.executors.base import Answer
from simulation.analyses.sweeps.executors.serial import Serial
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.runner import Runner, SweepProgress
from simulation.analyses.sweeps.shards import decode, encode
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit, units
from simulation.analyses.sweeps.work import Failure, Worker
from simulation.base.errors import InputError
from simulation.report.sweep.finish import finish, is_complete
from simulation.study.replications import Study, replications
from tests.analyses.sweeps.small import begun, differences, files, one_point, settings, small_sweep


class Watched(Serial):
    """Counts what it is asked for, and stops or fails where it is told to."""

    def __init__(self, sweep: Sweep, failing: tuple[int, ...] = (), stop_after: int = 10**9) -> None:
        super().__init__(sweep)
        self.done: list[Unit] = []
        self.failing = failing
        self.stop_after = stop_after

    def next(self) -> Answer:
        if len(self.done) >= self.stop_after:
            raise KeyboardInterrupt
        unit = self._waiting[0]
        self.done.append(unit)
        if unit.point in self.failing:
            return Answer(self._waiting.popleft(), Failure("Trouble", "It didn't work."))
        return super().next()


class TwoAtOnce(Watched):
    """Takes two units before it answers one, and fails where the runner asks and asks without waiting for an answer."""

    n_asked = 0

    @property
    def n_slots(self) -> int:
        self.n_asked += 1
        assert self.n_asked < 1000, "the runner goes round without waiting"
        return 2


def carry_out(sweep: Sweep, folder: SweepFolder, executor: Watched | None = None) -> SweepProgress:
    with folder.locked():
        done = Runner(sweep, folder, lambda: executor or Serial(sweep)).run()
        finish(sweep, folder, "en")
    return done


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sweep that ran uninterrupted; tests only look at it."""
    path = tmp_path_factory.mktemp("whole") / "sweep"
    sweep = small_sweep()
    carry_out(sweep, begun(path, sweep))
    return path


def test_results_are_those_of_a_study(whole: Path) -> None:
    sweep = small_sweep()
    results = pd.read_parquet(whole / "results.parquet")
    assert len(results) == 4 * 2 * 6  # points x policies x main outcomes; of two quarters only the last is kept
    point = sweep.worlds[0].parameters(sweep.design.parameters(3))
    single = small_sweep(one_point(), {"one": settings(parameters=point)}).settings.study()
    study = Study(single.environment, single.policies, single.baseline, 3, single.seed)
    found = [result.mean[:, 2, 0, 0] for result in replications(study, 1)]  # first job, everybody, quarter 2
    rows = results[(results["point"] == 3) & (results["outcome"] == "first_job")].set_index("policy")
    assert rows.loc["observed_mix", "level"] == pytest.approx(np.mean([each[0] for each in found]), abs=1e-15)
    difference = np.mean([each[1] - each[0] for each in found])
    assert rows.loc["coordinated", "difference"] == pytest.approx(difference, abs=1e-15)
    assert rows.loc["coordinated", "n_replications"] == 3
    assert rows.loc["coordinated", ["progression.causal_share", "job_entry.belief"]].tolist() == [1.0, 1.3]


@pytest.mark.parametrize("stop_after", [0, 1, 3])
def test_taken_up_again_it_does_what_is_missing(stop_after: int, whole: Path, tmp_path: Path) -> None:
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    with pytest.raises(KeyboardInterrupt):
        carry_out(sweep, folder, Watched(sweep, stop_after=stop_after))
    assert not (folder.path / "results.csv").exists()
    executor = Watched(folder.sweep())
    done = carry_out(folder.sweep(), folder, executor)
    assert len(executor.done) == 4 - stop_after
    assert (done.n_replications, done.n_simulated) == (12, 3 * (4 - stop_after))
    assert differences(whole, folder.path) == set()


def test_complete_until_a_byte_changes(whole: Path, tmp_path: Path) -> None:
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    carry_out(sweep, folder)
    assert is_complete(folder, sweep.key, "en")
    assert not is_complete(folder, sweep.key, "da")
    (folder.path / "results.csv").write_text("nothing")
    assert not is_complete(folder, sweep.key, "en")


def test_equal_draws_are_points_of_their_own(tmp_path: Path) -> None:
    """Draws repeat as often as their weight says; two of them under way at once are two units with the same key."""
    design = Design("draws", ("job_entry.belief",), np.array([[0.5], [1.0], [1.0], [1.0]]))
    sweep = small_sweep(design)
    executor = TwoAtOnce(sweep)
    done = carry_out(sweep, begun(tmp_path / "sweep", sweep), executor)
    assert sorted(unit.point for unit in executor.done) == [0, 1, 2, 3]
    assert done.n_simulated == done.n_replications == 4 * sweep.n_replications
    results = pd.read_parquet(tmp_path / "sweep" / "results.parquet")
    level = results[results["outcome"] == "first_job"].set_index(["point", "policy"])["level"]
    assert level[1].equals(level[2])  # the same parameters, people and luck
    assert level[2].equals(level[3])


def test_broken_shards_are_done_again(whole: Path, tmp_path: Path) -> None:
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    carry_out(sweep, folder)
    cut, flipped, gone, _ = sorted(folder.path.glob("shards/*/*/*.parquet"))
    cut.write_bytes(cut.read_bytes()[:-100])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 1  # one bit
    flipped.write_bytes(content)
    gone.unlink()
    half_written = gone.with_name(f"{gone.name}.part-0123abcd")
    half_written.write_bytes(b"PAR1")
    left, damaged = folder.shards.whole_and_damaged()
    assert len(left) == 1
    assert sorted(damaged) == sorted([cut, flipped])
    executor = Watched(sweep)
    carry_out(sweep, folder, executor)
    assert sorted(unit.point for unit in executor.done) == [0, 1, 2]
    assert not half_written.exists()
    assert differences(whole, folder.path) == set()


def test_a_failed_unit_is_recorded_and_the_rest_goes_on(whole: Path, tmp_path: Path) -> None:
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    done = carry_out(sweep, folder, Watched(sweep, failing=(1,)))
    assert done.n_failed_units == 1
    (failure,) = folder.read_failures()
    assert failure == {
        "world": "one", "point": 1, "first_replication": 0, "n_replications": 3, "kind": "Trouble",
        "message": "It didn't work.",
    }  # fmt: skip
    results = pd.read_parquet(folder.path / "results.parquet")
    assert Counter(results["n_replications"]) == {3: 36, 0: 12}
    assert not is_complete(folder, sweep.key, "en")
    executor = Watched(sweep)
    carry_out(sweep, folder, executor)
    assert [unit.point for unit in executor.done] == [1]
    assert folder.read_failures() == []
    assert differences(whole, folder.path) == set()


def test_a_workers_error_is_an_answer() -> None:
    sweep = small_sweep()
    (unit,) = units(sweep, 0, 0, 0, 1)
    answer = Worker(sweep).run(Unit(unit.key, world=7, point=0, first=0, n_replications=1))
    assert isinstance(answer, Failure)
    assert answer.kind == "IndexError"


def test_all_failed(tmp_path: Path) -> None:
    sweep = small_sweep()
    with pytest.raises(InputError) as caught:
        carry_out(sweep, begun(tmp_path / "sweep", sweep), Watched(sweep, failing=(0, 1, 2, 3)))
    assert "It didn't work" in str(caught.value)


def test_processes_give_the_same_bytes_and_one_that_dies_costs_nothing_but_time(whole: Path, tmp_path: Path) -> None:
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    executor = start("processes", sweep, 2)
    dying = executor._workers[1]  # type: ignore[attr-defined]
    assert dying.pipe.recv() == b"ready"
    dying.is_ready = True
    os.kill(dying.process.pid, signal.SIGSTOP)  # so that what it is given is lost with it
    lost = []

    def kill_once(_: SweepProgress) -> None:
        if not lost and dying.units:
            lost.extend(dying.units)
            dying.process.kill()

    with folder.locked():
        Runner(sweep, folder, lambda: executor, kill_once).run()
        finish(sweep, folder, "en")
    assert lost
    assert differences(whole, folder.path) == set()


def test_a_unit_that_kills_every_worker_has_failed() -> None:
    sweep = small_sweep()
    executor = start("processes", sweep, 1)
    try:
        (unit,) = units(sweep, 0, 0, 0, 100)
        executor.submit(unit)
        workers = executor._workers  # type: ignore[attr-defined]
        worker = workers[0]
        assert worker.pipe.recv() == b"ready"
        worker.is_ready = True
        executor._attempts[unit] = 1  # type: ignore[attr-defined]
        worker.process.kill()
        answer = executor.next()
        assert isinstance(answer.result, Failure)
        assert answer.result.kind == "WorkerDied"
    finally:
        executor.close()


def test_killed_from_outside_and_taken_up_again(tmp_path: Path) -> None:
    """kill -9 of the runner while it works; its workers end by themselves, and the resumed bytes are the same."""
    own = tmp_path / "own" / "sweep" / "mine.yaml"
    own.parent.mkdir(parents=True)
    many = [round(0.1 + 0.02 * step, 2) for step in range(40)]  # points, so that much is left to do after the first
    own.write_text(f"policies: [coordinated]\ndesign: {{kind: grid, dimensions: {{trust.gain: {many}}}}}\n")
    small = ["population.n_clients=120", "n_quarters=2", "n_replications=2"]
    arguments = ["sweep=mine", f"config_dir={tmp_path / 'own'}", *small, "threads=1"]

    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "simulation", "sweep", *arguments, f"out={killed}"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(killed.glob("shards/*/*/*.parquet")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert not (killed / "manifest.json").exists()
    assert main(["sweep", f"resume={killed}", "executor=serial"]) == 0
    assert main(["sweep", *arguments, f"out={whole}", "executor=serial"]) == 0
    assert differences(whole, killed) == set()


def test_a_second_runner_is_kept_out(tmp_path: Path) -> None:
    folder = begun(tmp_path / "sweep", small_sweep())
    with folder.locked():
        assert folder.is_running()
        with pytest.raises(InputError) as caught, SweepFolder(folder.path).locked():
            pass
        assert caught.value.key == "sweep_is_running"
    assert not folder.is_running()


def test_what_changed_since_is_refused(tmp_path: Path) -> None:
    folder = begun(tmp_path / "sweep", small_sweep())
    path = folder.path / "sweep.json"
    content = json.loads(path.read_text())
    content["worlds"]["one"]["settings"]["seed"] = 2
    path.write_text(json.dumps(content))
    with pytest.raises(InputError) as caught:
        folder.sweep()
    assert caught.value.key == "changed_since"


def test_another_sweep_in_the_folder_is_refused(tmp_path: Path) -> None:
    folder = begun(tmp_path / "sweep", small_sweep())
    folder.begin(small_sweep())  # the same one is welcome
    with pytest.raises(InputError):
        folder.begin(small_sweep(worlds={"one": settings(seed=2)}))


@pytest.mark.parametrize("there_before", [False, True])
def test_a_beginning_that_is_interrupted_leaves_nothing(
    there_before: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "sweep"
    if there_before:
        here.mkdir()

    def stopped_at_the_declaration(path: Path, content: bytes) -> None:
        if path.name == "sweep.json":
            raise KeyboardInterrupt
        path.write_bytes(content)

    monkeypatch.setattr("simulation.analyses.sweeps.folder.write_atomically", stopped_at_the_declaration)
    with pytest.raises(KeyboardInterrupt):
        begun(here, small_sweep())
    assert here.exists() == there_before
    assert not there_before or not list(here.iterdir())


def test_a_beginning_that_is_interrupted_when_it_is_whole_can_be_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped_after_the_declaration(path: Path, content: bytes) -> None:
        path.write_bytes(content)
        if path.name == "sweep.json":
            raise KeyboardInterrupt

    monkeypatch.setattr("simulation.analyses.sweeps.folder.write_atomically", stopped_after_the_declaration)
    with pytest.raises(KeyboardInterrupt):
        begun(tmp_path / "sweep", small_sweep())
    assert SweepFolder(tmp_path / "sweep").sweep().key == small_sweep().key


def test_units_cover_all_replications_once() -> None:
    sweep = small_sweep(worlds={"one": settings(n_replications=1)})
    most = sweep.replications_a_unit(sweep.worlds[0])
    found = list(units(sweep, 0, 0, 5, 2 * most + 1))
    assert [number for unit in found for number in range(unit.first, unit.first + unit.n_replications)] == list(
        range(5, 5 + 2 * most + 1)
    )
    assert len(found) == 3
    assert max(unit.n_replications for unit in found) <= most
    assert len({unit.key for unit in found}) == 3


def test_a_shard_gives_back_what_went_in() -> None:
    sweep = small_sweep(
        record={"outcomes": ["first_job", "distress"], "groups": ["all", "age=18-29"], "quarters": [0, 2]}
    )
    (unit,) = units(sweep, 0, 2, 4, 2)
    rows = Worker(sweep).simulate(unit)
    assert rows.value.shape == (2, 2, 2, 2, 2)  # replications, policies, quarters, groups, outcomes
    content = encode(sweep, unit, rows)
    assert content == encode(sweep, unit, Worker(sweep).simulate(unit))
    again = decode(sweep, unit, content)
    for name in ("value", "higher", "lower"):
        np.testing.assert_array_equal(getattr(rows, name), getattr(again, name))
    rows.value[0, 1, 0, 1, 0] = np.nan  # of replication 4, the second policy, intake, the second group, the first
    table = pq.read_table(io.BytesIO(encode(sweep, unit, rows)))
    assert table["value"].null_count == 1
    assert table.slice(8 + 2, 1).drop_columns(["higher", "lower"]).to_pylist() == [
        {"world": "one", "point": 2, "replication": 4, "policy": sweep.arms[1], "quarter": 0, "group": "age=18-29",
         "outcome": "first_job", "value": None}
    ]  # fmt: skip


def test_nothing_but_results_is_in_the_folder(whole: Path) -> None:
    names = {name.split("/")[0] for name in files(whole)}
    assert names == {"sweep.json", "design.parquet", "shards", "results.csv", "results.parquet", "results.xlsx",
                     "datapackage.json",
                     "figures", "report.html", "manifest.json"}  # fmt: skip


def test_a_world_has_its_own_seed() -> None:
    sweep = small_sweep(one_point(), {"one": settings(), "other": settings(seed=9), "same": settings()})
    first, other, same = (
        Worker(sweep).simulate(next(units(sweep, world, 0, 0, 2))).value for world in range(len(sweep.worlds))
    )
    assert np.array_equal(first, same, equal_nan=True)
    assert not np.array_equal(first, other, equal_nan=True)


DESIGNS = {
    "grid": {"dimensions": {"trust.gain": [0.1, 0.2]}},
    "latin_hypercube": {"n_points": 2, "dimensions": {"trust.gain": None}},
    "sobol": {"n_points": 2, "dimensions": {"trust.gain": None}},
    "table": {"file": "points.csv"},
    "draws": {"file": "points.csv", "n_points": 2},
    "posterior": {"n_points": 2},
}


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_policy_meets_every_world_point_and_replication(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"trust.gain": [0.1, 0.2]}).to_csv("points.csv", index=False)
    worlds = {"one": settings(n_replications=2), "other": settings(n_replications=2, world="selection_only")}
    sweep = small_sweep(read_design({"kind": kind, **DESIGNS[kind]}), worlds)
    folder = begun(tmp_path / "sweep", sweep)
    carry_out(sweep, folder)
    found = ask(folder, "SELECT world, point, policy, replication FROM replications WHERE outcome = 'first_job'").rows
    expected = set(product(("one", "other"), (0, 1), ("observed_mix", "coordinated"), (0, 1)))
    assert set(found) == expected
    assert len(found) == len(expected) == 16  # worlds x points x policies x replications
    points = ask(folder, "SELECT * EXCLUDE (point) FROM design ORDER BY point").rows
    assert np.array(points) == pytest.approx(sweep.design.values)


def test_time_left_leaves_out_how_long_workers_took_to_start() -> None:
    progress = SweepProgress(n_points=1, n_asked=100)
    assert progress.seconds_left is None
    # Two workers, ten seconds to start, two a unit of ten replications: 20 replications after 12 seconds.
    progress.n_replications = progress.n_simulated = progress.n_first = 20
    progress.seconds = progress.seconds_of_first = 12.0
    assert progress.seconds_left is None  # starting took nearly all of it
    progress.n_replications = progress.n_simulated = 40
    progress.seconds = 14.0
    assert progress.seconds_left == 2 / 20 * 60
    # Nor does what had been written before count: 50 more that were there already.
    progress.n_replications += 50
    assert progress.seconds_left == pytest.approx(2 / 20 * 10)


def test_ray_gives_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    sweep = small_sweep()
    folder = begun(tmp_path / "sweep", sweep)
    with folder.locked():
        Runner(sweep, folder, lambda: start("ray", sweep, 1)).run()
        finish(sweep, folder, "en")
    assert differences(whole, folder.path) == set()


def test_contrary_evidence_holds_whatever_was_drawn() -> None:
    sweep = small_sweep(read_design({"kind": "posterior", "n_points": 2}), {"one": settings(world="selection_only")})
    drawn = sweep.design.parameters(1)
    assert drawn["progression"]["causal_share"] > 0.0
    assert sweep.worlds[0].parameters_of_draw(drawn)["progression"]["causal_share"] == 0.0
    assert sweep.worlds[0].parameters_of_draw(drawn)["job_entry"] == drawn["job_entry"]
