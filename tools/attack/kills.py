"""Kills at random moments; the same command afterwards has to give the bytes of one that nobody disturbed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import time
from pathlib import Path
from random import Random

from tools.attack.running import Attack, Outcome, Runner, end_all, half_written, outlives, wait

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT)
COMPARE = ("compare", "population.n_clients=200", "n_quarters=8", "n_replications=20", "out=results", "threads=2")
SWEEP = (
    *("sweep", "sweep=staircase_and_coordinated", "population.n_clients=20", "n_quarters=2", "n_replications=1"),
    *("caseworkers.caseload=10", "threads=2", "out=results"),
)
LONGEST = 600.0  # seconds of processor time for a whole run, and to wait for it
LONGEST_END = 10.0  # seconds between a signal and the end


def kills(random: Random, n: int, runner: Runner) -> list[Outcome]:
    """Return what came of so many kills of each command."""
    found: list[Outcome] = []
    undisturbed: list[tuple[tuple[str, ...], float, dict[str, bytes]]] = []
    for command in (COMPARE, SWEEP):
        began = time.monotonic()
        whole = runner.one(Attack(command), in_fork=False, longest=LONGEST, wait_at_most=LONGEST)
        if whole.status != 0:
            raise SystemExit(f"{command}: {whole.error}")
        undisturbed.append((command, time.monotonic() - began, contents(runner.room / "results")))
    for command, lasts, expected in undisturbed:
        found += [_kill(command, SIGNALS[i % 4], random.uniform(0.2, lasts), expected, runner) for i in range(n)]
    return found


def _kill(command: tuple[str, ...], number: int, after: float, expected: object, runner: Runner) -> Outcome:
    attack = Attack((*command, f"# {signal.Signals(number).name} after {after:.2f} s"))
    shutil.rmtree(runner.room, ignore_errors=True)
    runner.room.mkdir()
    process = runner.start(command, in_fork=False)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
    began = time.monotonic()
    status, _ = wait(process, LONGEST)
    seconds = time.monotonic() - began
    lives_on = outlives(process)
    end_all(process)
    error = (runner.folder / "stderr").read_text(encoding="utf-8", errors="replace")
    fault = ""
    ends = (0, 128 + number)  # it may have been done before
    if "Traceback" in error:
        fault = "traceback"
    elif status not in ends:
        fault = f"exit status {status}"
    elif seconds > LONGEST_END:
        fault = "hang"
    elif lives_on:
        fault = "a worker lives on"
    elif number != signal.SIGKILL and command == COMPARE and half_written(runner.room):
        fault = "half-written"
    else:
        again = ("sweep", "resume=results", "threads=2") if command == SWEEP and _can_resume(runner) else command
        process = runner.start(again, in_fork=False)
        second, _ = wait(process, LONGEST)
        error += (runner.folder / "stderr").read_text(encoding="utf-8", errors="replace")
        if second != 0:
            fault = f"exit status {second} of the command afterwards"
        elif half_written(runner.room):
            fault = "parts are left after the command afterwards"
        elif contents(runner.room / "results") != expected:
            fault = "other bytes than undisturbed"
    return Outcome(attack, status, seconds, "", error, fault)


def _can_resume(runner: Runner) -> bool:
    return (runner.room / "results" / "sweep.json").is_file()


def contents(folder: Path) -> dict[str, bytes]:
    """Return the tables and figures of a folder of results: what mustn't depend on when it was made."""
    kept = (".csv", ".parquet", ".svg", ".png")
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in kept
    } | {"hash": json.dumps(_hash(folder / "manifest.json")).encode()}


def _hash(record: Path) -> object:
    if not record.exists():
        return None
    return json.loads(record.read_text(encoding="utf-8")).get("content_hash")
