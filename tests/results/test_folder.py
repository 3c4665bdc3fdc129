"""The folder of results: what may be moved aside, what two runs at once do, and what killed ones leave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulation.analyses.calibration.store import check_reusable
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.base.compiled import PACKAGE
from simulation.base.errors import InputError
from simulation.results.folder import Place
from simulation.results.manifest import is_complete
from simulation.results.recorded import read_recorded

KEY = "0123456789ab"


def fill(folder: Path, key: str = KEY) -> None:
    """Write what a run of this content hash writes, as far as the folder is concerned."""
    (folder / "manifest.json").write_text(json.dumps({"tilltro": "0", "content_hash": key, "files": {}}))


def refused(call: object) -> str:
    assert callable(call)
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.key


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here, home = tmp_path / "here", tmp_path / "users" / "home"
    here.mkdir()
    home.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return here


def test_only_what_carries_our_record_is_moved_aside(here: Path) -> None:
    thesis = here / "thesis"
    thesis.mkdir()
    (thesis / "chapter.txt").write_text("mine")
    found = {}
    for name, content in {
        "none": None,
        "of another program": '{"name": "app", "version": 1}',
        "no mapping": "[]",
        "broken": "{",
    }.items():
        if content is not None:
            (thesis / "manifest.json").write_text(content)
        found[name] = [
            refused(Place(thesis, KEY, overwrite=True).check),
            refused(SweepFolder(thesis).move_aside),
            refused(lambda: check_reusable(thesis)),
        ]
    assert found == {name: ["folder_not_ours"] * 3 for name in found}
    assert sorted(path.name for path in thesis.iterdir()) == ["chapter.txt", "manifest.json"]


def test_our_own_folders_are_moved_aside(here: Path) -> None:
    results, sweep = here / "results", here / "sweep"
    for folder in (results, sweep):
        folder.mkdir()
    fill(results, "another")
    (sweep / "sweep.json").write_text('{"key": "", "name": "", "worlds": {}, "design": {}}')
    place = Place(results, KEY, overwrite=True)
    with place.unfinished() as part:
        fill(part)
    assert place.moved_to == here / "results.old-1"
    assert is_complete(results, KEY)
    assert SweepFolder(sweep).move_aside() == here / "sweep.old-1"
    assert sorted(path.name for path in here.iterdir()) == ["results", "results.old-1", "sweep.old-1"]


def test_home_root_and_what_is_above_the_current_folder_stay(here: Path) -> None:
    home = Path.home()
    fill(home)  # even with a record of ours
    fill(here)
    found = {}
    for folder in (home, home.parent, here, here.parent, Path(here.anchor)):
        found[folder] = [
            refused(Place(folder, KEY, overwrite=True).check),
            refused(Place(folder, "another").check),
            refused(SweepFolder(folder).move_aside),
            refused(lambda folder=folder: check_reusable(folder)),
        ]
    assert found == {
        folder: ["folder_is_home" if folder in (home, home.parent) else "folder_is_here"] * 4 for folder in found
    }


def test_an_empty_folder_needs_no_moving(here: Path) -> None:
    (here / "empty").mkdir()
    assert SweepFolder(here / "empty").move_aside() is None


def test_of_two_equal_runs_at_once_the_later_finds_the_result_there(here: Path) -> None:
    first, second = Place(here / "mine", KEY), Place(here / "mine", KEY)
    with first.unfinished() as part, second.unfinished() as other:
        for folder in (part, other):
            fill(folder)
        assert part != other
    assert is_complete(here / "mine", KEY)
    assert [path.name for path in here.iterdir()] == ["mine"]


def test_of_two_different_runs_at_once_the_later_is_refused(here: Path) -> None:
    def write() -> None:
        with Place(here / "mine", KEY).unfinished() as part:
            fill(part)
            with Place(here / "mine", "another").unfinished() as other:
                fill(other, "another")

    assert refused(write) == "folder_not_empty"
    assert is_complete(here / "mine", "another")
    assert [path.name for path in here.iterdir()] == ["mine"]


WRITE = """
import sys, time
from pathlib import Path
from simulation.results.folder import Place
with Place(Path("mine"), "0123456789ab").unfinished() as part:
    (part / "half").touch()
    print(part, flush=True)
    time.sleep(300)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_what_a_killed_run_left_is_tidied_by_the_next_and_a_living_one_is_let_be(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITE], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        dead, living = (Path(process.stdout.readline().strip()) for process in processes if process.stdout)
        processes[0].send_signal(signal.SIGKILL)
        processes[0].wait(timeout=30)
        assert (dead / "half").exists()
        with Place(here / "other", KEY).unfinished() as part:
            fill(part)
        assert not dead.exists()
        assert (living / "half").exists()
        assert {path.name for path in here.iterdir()} == {"other", living.name, f"{living.name}.lock"}
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    with Place(here / "third", KEY).unfinished() as part:
        fill(part)
    assert {path.name for path in here.iterdir()} == {"other", "third"}


STOPPED = """
import sys, time
import simulation.__main__ as program
from simulation.results.folder import Place
from pathlib import Path

def answer(*_):
    with Place(Path("mine"), "0123456789ab").unfinished() as part:
        print(part, flush=True)
        time.sleep(300)

program._answer = answer
sys.exit(program.main(["compare"]))
"""


def _hear_signals() -> None:
    """Let signals be heard that a shell has told its background jobs to ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_signals_leave_nothing_and_tell_their_number(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    found = {}
    for sent in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        with subprocess.Popen(
            [sys.executable, "-c", STOPPED],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_hear_signals,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            process.send_signal(sent)
            time.sleep(0.01)
            if sent != signal.SIGINT:
                process.send_signal(sent)  # a second one stops nothing that is being tidied
            _, err = process.communicate(timeout=30)
        found[sent] = process.returncode, err, [path.name for path in here.iterdir()]
    said = "Stopped; nothing was written.\n"
    assert found == {
        signal.SIGTERM: (143, said, []),
        signal.SIGHUP: (129, said, []),
        signal.SIGINT: (130, said, []),
    }


def test_a_folder_of_folders_is_told_with_the_newest(here: Path) -> None:
    assert refused(lambda: read_recorded(here)) == "no_results_here"
    for age, name in enumerate(("second", "first", "third")):
        (here / name).mkdir()
        fill(here / name)
        os.utime(here / name / "manifest.json", (100.0 - age, 100.0 - age))
    with pytest.raises(InputError, match=r"the newest is .*second") as caught:
        read_recorded(here)
    assert caught.value.key == "results_below"
