"""Chunks made in processes: nothing half-written stays, dead processes are told of, and none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from simulation.base.chunks import ONE_THREAD, make
from simulation.base.compiled import PACKAGE
from simulation.base.errors import Cancelled, InputError
from simulation.base.locks import new_locked, remove_if_abandoned
from tests.base.work import die, number, wait_for

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def test_chunks_are_made_and_half_written_ones_removed(tmp_path: Path) -> None:
    (tmp_path / ".0.npz.0123abcd").write_text("left by a process that was killed")
    (tmp_path / ".0.npz.4711").write_text("and by an earlier version")
    chunks = {n: (tmp_path / f"{n}.npz", partial(number, n)) for n in range(3)}
    assert sorted(make(chunks, 1)) == [0, 1, 2]
    assert [int(np.load(tmp_path / f"{n}.npz")["value"]) for n in range(3)] == [0, 1, 2]
    assert {path.name for path in tmp_path.iterdir()} == {"0.npz", "1.npz", "2.npz"}


def test_what_a_living_process_writes_is_left_alone(tmp_path: Path) -> None:
    path, file = new_locked(lambda word: tmp_path / f".0.npz.{word}")
    with file:
        list(make({0: (tmp_path / "0.npz", partial(number, 0))}, 1))
        assert path.exists()
        assert not remove_if_abandoned(path, path.unlink)
    assert remove_if_abandoned(path, path.unlink)
    assert not path.exists()


@posix
def test_a_killed_worker_is_told_in_a_sentence(tmp_path: Path) -> None:
    chunks = {n: (tmp_path / f"{n}.npz", partial(die, n)) for n in range(2)}
    with pytest.raises(InputError, match="worker process ended"):
        list(make(chunks, 2))


def test_cancelled_between_chunks_made_here(tmp_path: Path) -> None:
    chunks = {n: (tmp_path / f"{n}.npz", partial(number, n)) for n in range(3)}
    with pytest.raises(Cancelled):
        list(make(chunks, 1, (tmp_path / "1.npz").exists))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.npz", "1.npz"]


def test_cancelling_one_leaves_the_processes_of_another_thread_alone(tmp_path: Path) -> None:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    sign, stop, others = tmp_path / "sign", threading.Event(), []
    ours = {n: (tmp_path / f"ours-{n}.npz", partial(wait_for, sign)) for n in range(2)}
    cancelled = {n: (tmp_path / f"theirs-{n}.npz", partial(wait_for, tmp_path / "never")) for n in range(2)}
    other = threading.Thread(target=lambda: others.extend(make(ours, 2)))
    other.start()

    def in_time() -> bool:
        return stop.is_set() or not other.is_alive()

    threading.Timer(0.5, stop.set).start()
    with pytest.raises(Cancelled):
        list(make(cancelled, 2, in_time))
    sign.touch()
    other.join(60)
    assert sorted(others) == [0, 1]
    assert not list(tmp_path.glob("theirs-*"))
    assert {name: os.environ.get(name) for name in ONE_THREAD} == before


PARENT = """
import sys, time
from functools import partial
from pathlib import Path
from simulation.base.chunks import make
from tests.base.work import sleep

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    list(make({n: (folder / f"{n}.npz", partial(sleep, folder)) for n in range(2)}, 2))
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at Linux's processes")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent(sent: signal.Signals, tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT, encoding="utf-8")
    folder = tmp_path / "chunks"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with subprocess.Popen(
        [sys.executable, program, folder],
        env=environment,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        deadline = time.monotonic() + 60
        while len(workers := list(folder.glob("*.pid"))) < 2:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(sent)
        process.wait(timeout=30)
    pids = [int(path.stem) for path in workers]
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, pids))
