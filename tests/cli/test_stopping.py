"""A signal that asks a command to end is heard once it can't be lost any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import simulation.__main__ as command
from simulation.cli.exit_status import INTERRUPTED

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

SEND = "os.kill(os.getpid(), signal.{name})"
FRAME = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets its background jobs ignore Ctrl-C
from simulation.cli.stopping import stop_on_signals
stopped = stop_on_signals()
try:
{body}
    time.sleep(10)
    print("not heard")
except KeyboardInterrupt:
    print("heard", *done, *stopped)
"""


def heard(body: str, folder: Path) -> tuple[str, str, int]:
    """Return what a process prints that does `body` and then waits to be stopped; also its errors and status."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    program = FRAME.format(body=lines)
    here = f"{Path.cwd()}{os.pathsep}{folder}"
    arguments = [sys.executable, "-c", program]
    done = subprocess.run(
        arguments, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": here}
    )
    return done.stdout.strip(), done.stderr, done.returncode


@pytest.mark.parametrize(("name", "number"), [("SIGINT", " 2"), ("SIGTERM", " 15")])
def test_at_once_where_nothing_is_imported(name: str, number: str, tmp_path: Path) -> None:
    assert heard(f"done = []\n{SEND.format(name=name)}\ndone = ['late']", tmp_path) == (f"heard{number}", "", 0)


def test_after_an_import(tmp_path: Path) -> None:
    (tmp_path / "sends.py").write_text(f"import os, signal\n{SEND.format(name='SIGTERM')}\nexec('import json')\n")
    assert heard("done = []\nimport sends\ndone = ['imported']", tmp_path) == ("heard imported 15", "", 0)


def test_after_the_linker_has_got_its_code(tmp_path: Path) -> None:
    """Raised in the linker's call for code, the exception is lost, and the process crashes for want of that code."""
    body = f"""
done = []
from numba.core import codegen
hook = codegen.JITCodeLibrary._object_getbuffer_hook
def sends(*arguments):
    if not done:
        done.append('linked')
        {SEND.format(name="SIGINT")}
    return hook(*arguments)
codegen.JITCodeLibrary._object_getbuffer_hook = sends
from simulation.study.warm_up import warm_up
warm_up()""".strip()
    assert heard(body, tmp_path) == ("heard linked 2", "", 0)


@pytest.mark.parametrize("signalled", [(), (signal.SIGTERM,)])
def test_an_interruption_that_a_library_made_another_error_of_is_told_as_one(
    signalled: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def program(_typed: object) -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise RuntimeError("query interrupted") from error

    monkeypatch.setattr(command, "_program", lambda _name: program)
    assert command._status(["info"], "en", signalled) == INTERRUPTED
    assert capsys.readouterr().err == "Stopped; nothing was written.\n"


def test_an_interruption_that_a_library_lost_altogether_is_told_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DuckDB, asked in the main thread, raises an error of its own that knows nothing of the signal."""

    def program(_typed: object) -> int:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(command, "_program", lambda _name: program)
    assert command._status(["info"], "en", (signal.SIGINT,)) == INTERRUPTED
    assert capsys.readouterr().err == "Stopped; nothing was written.\n"


def test_an_error_of_the_programs_own_is_no_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def program(_typed: object) -> int:
        raise ValueError("of the program's own")

    monkeypatch.setattr(command, "_program", lambda _name: program)
    with pytest.raises(ValueError, match="own"):
        command._status(["info"], "en", ())
