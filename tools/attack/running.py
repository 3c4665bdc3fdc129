"""Run one attack in a fork or a process of its own, and judge what came of it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

LONGEST = 10.0  # seconds of processor time beyond those of the plain command; longer is a hang
WRITING = "Writing tables, figures and report."  # what a command says when its numbers are there
LONGEST_WAIT = 120.0  # seconds, should an attack only wait
GRACE = 5.0  # seconds, in which workers end after what started them
EVERY = 50  # one attack of so many is a process of its own
KNOWN = (0, 2)  # exit statuses of a command that nobody stops
SOME_FAILED = {"sweep": 1, "verify": 1}  # units of a sweep, or a folder that differs: what these two may end with too
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # what a command listens to
TINY = ("population.n_clients=20", "caseworkers.caseload=10", "n_quarters=2", "n_replications=1")


@dataclass(frozen=True)
class Attack:
    """One command line, with files that are written into its folder first."""

    arguments: tuple[str, ...]
    files: tuple[tuple[str, bytes | Callable[[Path], None]], ...] = ()
    is_for_engine: bool = False  # made of settings that are allowed: it has to be answered with status 0

    def shown(self) -> str:
        """Return the arguments and the beginning of each file, as one line."""
        contents = [f"{name}: {content[:200]!r}" for name, content in self.files if isinstance(content, bytes)]
        return " | ".join([repr(self.arguments), *contents])


@dataclass(frozen=True)
class Outcome:
    """What came of an attack; `fault` is empty where all was well."""

    attack: Attack
    status: int
    seconds: float
    out: str
    error: str
    fault: str

    def last_words(self) -> str:
        """Return the last line of what was complained of."""
        return (self.error.strip().splitlines() or [""])[-1]


class Runner:
    """Runs attacks one after the other, each in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.plain = 0.0  # seconds that the plain command takes on this machine, now
        self.outside = folder / "outside"  # what attacks aim at from their own folder, and must leave alone
        self.room = folder / "room"
        self.sweep = folder / "sweep"

    def prepare(self) -> None:
        """Make the folders, compile the model once and import what forks share."""
        self.outside.mkdir()
        for name in ("keep.txt", "home/diary.txt", "home/.config/settings"):
            path = self.outside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("mine\n", encoding="utf-8")
        os.environ.update(
            HOME=str(self.outside / "home"),
            XDG_CACHE_HOME=str(self.folder / "cache"),
            MPLCONFIGDIR=str(self.folder / "cache/figures"),
            TMPDIR=str(self.folder / "temporary"),
            OPENBLAS_NUM_THREADS="1",
            COLUMNS="120",
        )
        (self.folder / "temporary").mkdir()
        self.room.mkdir()
        first = self.one(Attack(("compare", *TINY, "out=first")), in_fork=False, longest=300)
        made = self.one(
            Attack(("sweep", "sweep=precise", *TINY, "precision=null", "executor=serial", f"out={self.sweep}")),
            in_fork=False,
            longest=300,
        )
        for outcome in (first, made):
            if outcome.status != 0:
                raise SystemExit(f"{outcome.attack.shown()}: {outcome.error}")
        self.plain = self.one(Attack(("compare", *TINY, "out=plain")), in_fork=False, longest=300).seconds
        self._as_parent()

    def _as_parent(self) -> None:
        """Carry out a plain command here, so that forks have its modules and its machine code from the start."""
        from simulation.__main__ import main

        here, handlers = Path.cwd(), [(number, signal.getsignal(number)) for number in ENDS]
        os.chdir(self.room)
        nowhere = io.StringIO()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            main(("compare", *TINY, "out=parent"))
        os.chdir(here)
        for number, handler in handlers:
            signal.signal(number, handler)

    def run(self, attacks: Iterable[Attack]) -> list[Outcome]:
        """Run the attacks, one of fifty as a process of its own; tell on standard error how far it is."""
        outcomes, began = [], time.monotonic()
        for number, each in enumerate(attacks, start=1):
            outcomes.append(self.one(each, in_fork=bool(number % EVERY)))
            if fault := outcomes[-1].fault:
                sys.stderr.write(f"{fault}: {each.shown()[:600]}\n{outcomes[-1].last_words()[:300]}\n")
            if number % EVERY == 0:
                faults = sum(bool(outcome.fault) for outcome in outcomes)
                sys.stderr.write(f"{number} attacks in {time.monotonic() - began:.0f} s, faults: {faults}\n")
        return outcomes

    def one(
        self, attack: Attack, in_fork: bool = True, longest: float | None = None, wait_at_most: float = LONGEST_WAIT
    ) -> Outcome:
        """Run one attack in an empty folder and judge it."""
        shutil.rmtree(self.room, ignore_errors=True)
        self.room.mkdir()
        for name, content in attack.files:
            path = self.room / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                content(path)
        began = time.monotonic()
        process = self.start(attack.arguments, in_fork)
        longest = LONGEST + self.plain if longest is None else longest
        status, worked = wait(process, max(longest, wait_at_most))
        seconds = time.monotonic() - began
        lives_on = status in (0, 1, 2) and outlives(process)
        is_hang = worked > longest or seconds > max(longest, wait_at_most)
        end_all(process)
        out, error = (
            (self.folder / name).read_text(encoding="utf-8", errors="replace") for name in ("stdout", "stderr")
        )
        return Outcome(attack, status, seconds, out, error, self._fault(attack, status, out, error, is_hang, lives_on))

    def start(self, arguments: tuple[str, ...], in_fork: bool = True) -> int:
        """Start the command in the attack's folder, the leader of a session of its own; return the process id."""
        out = os.open(self.folder / "stdout", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        error = os.open(self.folder / "stderr", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        if in_fork:
            sys.stdout.flush()
            process = os.fork()
            if process == 0:
                _as_command(arguments, self.room, out, error)
        else:
            command = [sys.executable, "-m", "simulation", *(a for a in arguments if "\0" not in a)]
            safe = [word.encode("utf-8", "surrogateescape") for word in command]
            process = subprocess.Popen(  # noqa: S603
                safe, cwd=self.room, stdin=subprocess.DEVNULL, stdout=out, stderr=error, start_new_session=True
            ).pid
        os.close(out)
        os.close(error)
        return process

    def _fault(self, attack: Attack, status: int, out: str, error: str, is_hang: bool, lives_on: bool) -> str:
        if is_hang:
            return "" if is_at_work(error, attack.is_for_engine) else "hang"
        if "Traceback (most recent call last)" in out + error:
            return "traceback"
        if status not in KNOWN and status != SOME_FAILED.get(attack.arguments[0]):
            return f"exit status {status}"
        if attack.is_for_engine and status != 0:
            return "allowed settings refused"
        if lives_on:
            return "a worker lives on"
        if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in out + error):
            return "control character shown"
        half = half_written(self.room)
        return f"half-written {half[0]}" if half else ""


def _as_command(arguments: tuple[str, ...], folder: Path, out: int, error: int) -> None:
    """Be the command in this forked process, to the end of it."""
    status = 70
    try:
        os.setsid()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(error, 2)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.argv = ["tilltro", *arguments]
        from simulation.__main__ import main

        status = main(arguments)
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)


def wait(process: int, longest: float) -> tuple[int, float]:
    """Return exit status (128 + its number after a signal) and processor time; kill it after so many seconds."""
    until = time.monotonic() + longest
    while True:
        ended, state, used = os.wait4(process, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(state)
            return status if status >= 0 else 128 - status, used.ru_utime + used.ru_stime
        if time.monotonic() > until:
            end_all(process)
            until += 1e9
        time.sleep(0.005)


def end_all(process: int) -> None:
    """Kill what is left of a process's session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def outlives(process: int) -> bool:
    """Say whether something of a process's session still runs some seconds after its own end."""
    until = time.monotonic() + GRACE
    while _n_running(process):
        if time.monotonic() > until:
            return True
        time.sleep(0.05)
    return False


def _n_running(group: int) -> int:
    """Return how many processes of a group run; those that have ended and that nobody has asked after don't."""
    proc = Path("/proc")
    if not (proc / "self/stat").exists():
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return 0
        return 1
    states = []
    for entry in proc.iterdir():
        with contextlib.suppress(OSError, ValueError):
            if entry.name.isdecimal():
                state, _, of_group = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:3]
                states += [state] if int(of_group) == group else []
    return sum(state not in "ZX" for state in states)


def is_at_work(error: str, is_small: bool) -> bool:
    """Say whether a command was killed in the middle of a long computation that told how much was left of it.

    Or, unless it is a small one, when that was done and its results were being written.
    """
    last = error.strip().rpartition("\n")[2]
    return " left." in last or (not is_small and last == WRITING)


def half_written(folder: Path) -> list[str]:
    """Return what commands leave under way: hidden parts, and folders of results without a record."""
    return [path.name for path in folder.rglob("*") if ".part" in path.name or path.name.endswith(".tmp")]


def listing(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Return size, kind and time of change of everything below a folder."""
    return {
        path: (state.st_size, state.st_mode, state.st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
        for state in (path.lstat(),)
    }
