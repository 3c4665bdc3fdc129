"""What does a sweep cost beyond the engine, and does it survive being killed?

    python -m benchmarks.sweep overhead          # engine phases, the rest of a replication, and the sweep around it
    python -m benchmarks.sweep runs              # 10,000 runs (4,000 clients x 16 quarters) on two processes
    python -m benchmarks.sweep kill [--times 20] # kill -9 at random moments, resume, compare every byte

Overhead is measured in processor time, so that it holds on a busy computer too.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SWEEP = """
policies: [coordinated_dose_matched, coordinated]
baseline: staircase
n_quarters: 16
design:
  kind: sobol
  n_points: {n_points}
  dimensions: {{progression.causal_share: [0, 1], job_entry.belief: null, job_entry.readiness: null}}
"""
N_ARMS = 3
OUTSIDE = "run"  # what of a sweep's folder isn't part of its results


def declare(folder: Path, n_points: int) -> str:
    """Write a declaration and return the setting that names its folder."""
    (folder / "configs" / "sweep").mkdir(parents=True, exist_ok=True)
    (folder / "configs" / "sweep" / "bench.yaml").write_text(SWEEP.format(n_points=n_points), encoding="utf-8")
    return f"config_dir={folder / 'configs'}"


def run_here(settings: list[str], out: Path, *more: str) -> None:
    """Run a sweep in this process."""
    from simulation.__main__ import main

    status = main(["sweep", *settings, f"out={out}", *more])
    if status:
        sys.exit(status)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "simulation", "sweep", *arguments]


def differences(one: Path, other: Path) -> list[str]:
    """Return the files that are missing in one of two folders or differ in a byte."""

    def names(folder: Path) -> set[Path]:
        files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return {path for path in files if path.parts[0] != OUTSIDE}

    both = names(one) & names(other)
    wrong = [path for path in both if not filecmp.cmp(one / path, other / path, shallow=False)]
    return sorted(str(path) for path in (names(one) ^ names(other)) | set(wrong))


@contextmanager
def counted_afterwards() -> Iterator[None]:
    """Let clients be counted after their quarter, as else that is done tile by tile in the middle of the phase."""
    from simulation.model.engine.replication import Replication
    from simulation.model.outcomes.recorder import Recorder

    step = Replication.step

    def step_then_count(run: Replication, recorder: Recorder | None = None) -> None:
        step(run)
        if recorder is not None:
            run.record(recorder)

    Replication.step = step_then_count  # type: ignore[method-assign]
    try:
        yield
    finally:
        Replication.step = step  # type: ignore[method-assign]


@contextmanager
def timed(owner: type, names: tuple[str, ...], times: dict[str, float]) -> Iterator[None]:
    """Add up the processor time of some methods."""
    before = {name: getattr(owner, name) for name in names}

    def wrapped(name: str, method: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **options: object) -> object:
            start = time.process_time()
            try:
                return method(*arguments, **options)
            finally:
                times[name] = times.get(name, 0.0) + time.process_time() - start

        return run

    for name, method in before.items():
        setattr(owner, name, wrapped(name, method))
    try:
        yield
    finally:
        for name, method in before.items():
            setattr(owner, name, method)


def overhead(folder: Path, n_points: int, n_replications: int) -> None:
    """Run a sweep in this process and part its time; all parts are of the same run, so that a slow minute hits each.

    Clients are counted after their quarter, which costs somewhat more than in its middle, as is done else.
    """
    from simulation.analyses.sweeps.runner import Runner
    from simulation.analyses.sweeps.work import Worker
    from simulation.model.engine.replication import Replication

    settings = [declare(folder, n_points), f"n_replications={n_replications}", "sweep=bench", "executor=serial"]
    run_here(settings, folder / "warm", "population.n_clients=200")
    phases = ("begin_quarter", "advance_rows", "end_quarter")
    times: dict[str, float] = {}
    with (
        counted_afterwards(),
        timed(Replication, (*phases, "__init__", "record"), times),
        timed(Worker, ("_replication", "run"), unit := {}),
        timed(Runner, ("run",), runner := {}),
    ):
        run_here(settings, folder / "timed")
    engine = sum(times[phase] for phase in phases)
    rest = {
        "population and intake": times["__init__"],
        "counting outcomes": times["record"],
        "the rest of a replication": unit["_replication"] - engine - times["__init__"] - times["record"],
        "the unit: parameters, shard": unit["run"] - unit["_replication"],
        "the runner: writing, taking in, results": runner["run"] - unit["run"],
    }
    print(f"engine (office, clients, caseworkers): {engine:.2f} s for {n_points * n_replications * N_ARMS} runs")
    for name, seconds in rest.items():
        print(f"{name}: {seconds:.2f} s, {seconds / engine:.1%}")
    print(f"together: {sum(rest.values()) / engine:.1%} of the engine's time")


def peak(pid: int) -> dict[int, int]:
    """Return the peak memory so far in bytes of a process and its children, by process."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line)
            if int(lines["PPid"]) == pid or int(process.name) == pid:
                found[int(process.name)] = int(lines["VmHWM"].split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue
    return found


def runs(folder: Path, n_points: int, n_replications: int) -> None:
    """Run a large sweep on two processes."""
    start, peaks = time.monotonic(), dict[int, int]()
    settings = [declare(folder, n_points), f"n_replications={n_replications}", "sweep=bench", "threads=2"]
    with subprocess.Popen(command(*settings, f"out={folder / 'runs'}")) as process:
        while process.poll() is None:
            for pid, size in peak(process.pid).items():
                peaks[pid] = max(size, peaks.get(pid, 0))
            time.sleep(0.5)
    seconds = time.monotonic() - start
    usage = os.times()
    n_runs = n_points * n_replications * N_ARMS
    print(f"{n_runs} runs in {seconds:.0f} s; processor time {usage.children_user + usage.children_system:.0f} s")
    print("peak memory in MB, runner first:", [round(size / 1e6) for _, size in sorted(peaks.items())])
    print(f"all processes together: {sum(peaks.values()) / 1e6:.0f} MB")


def kill(folder: Path, times: int, seed: int) -> int:
    """Kill sweeps at random moments, up to five times each, take them up again, and compare with a whole one."""
    settings = [declare(folder, 16), "n_replications=8", "population.n_clients=1000", "sweep=bench", "threads=2"]
    whole, killed = folder / "whole", folder / "killed"
    start = time.monotonic()
    subprocess.run(command(*settings, f"out={whole}"), check=True, capture_output=True)
    length, chance, n_kills = time.monotonic() - start, random.Random(seed), 0
    while n_kills < times:
        shutil.rmtree(killed, ignore_errors=True)
        moments = []
        while len(moments) < 5 and n_kills < times:
            is_begun = (killed / "sweep.json").is_file()
            arguments = [f"resume={killed}", "threads=2"] if is_begun else [*settings, f"out={killed}"]
            process = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            moment = chance.uniform(0.1, 1.0) * length
            try:
                process.wait(moment)
                break  # it was done before
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)  # the runner alone: its workers have to notice
                process.wait()
                n_shards = len(list(killed.glob("shards/*/*/*.parquet")))
                moments.append(f"{moment:.1f} s, {n_shards} shards")
                n_kills += 1
        if (killed / "sweep.json").is_file():
            subprocess.run(command(f"resume={killed}", "threads=2"), check=True, capture_output=True)
            wrong = differences(whole, killed)
            print(f"{n_kills} kills; at {'; '.join(moments)}: {wrong or 'the same bytes'}", flush=True)
            if wrong:
                return 1
    return 0


def main() -> int:
    """Run the measurement that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("overhead", "runs", "kill"))
    parser.add_argument("--points", type=int)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.what == "overhead":
            overhead(folder, asked.points or 8, asked.replications)
        elif asked.what == "runs":
            runs(folder, asked.points or 512, asked.replications if asked.points else 7)  # 10,752 runs
        else:
            return kill(folder, asked.times, asked.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
