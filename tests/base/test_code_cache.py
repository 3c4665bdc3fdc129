"""Compiled code is read only as it was written and by whom; whatever else lies there is compiled anew."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numba
import pytest
from numba.core import config

from simulation.base import code_cache
from simulation.base.code_cache import CodeCache, CodeFolder, find_code_folder
from simulation.base.compiled import PACKAGE, told_when_compiling

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder a user")
as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can be somebody else")
NOBODY = 65534


def twice(x: int) -> int:
    return 2 * x


def call(folder: CodeFolder) -> tuple[int, bool]:
    """Return 2 * 21 as a fresh dispatcher computes it, and whether it had to be compiled."""
    heard: list[str] = []
    function = numba.njit(twice)
    function._cache = CodeCache(twice, folder)
    with told_when_compiling(lambda: heard.append("compiled")):
        return function(21), bool(heard)


def only_file(folder: CodeFolder) -> Path:
    assert folder.path is not None
    (file,) = folder.path.iterdir()
    return file


@pytest.fixture
def folder(tmp_path: Path) -> CodeFolder:
    made = CodeFolder(tmp_path / "code")
    assert made.path is not None
    made.path.mkdir()
    return made


def test_what_is_compiled_is_kept(folder: CodeFolder) -> None:
    assert [call(folder), call(folder), call(folder)] == [(42, True), (42, False), (42, False)]
    assert not folder.trouble


def _overwritten(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(255 - byte for byte in content[middle : middle + 400]) + content[middle + 400 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda content: content[:-1],
    "cut in the checksum": lambda content: content[:30],
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "machine code overwritten": _overwritten,
    "appended to": lambda content: content + b"x",
    "a pickle without checksum": lambda _: pickle.dumps(("key", ())),
    "zeros": lambda content: bytes(len(content)),
}


def test_a_damaged_file_is_compiled_anew_and_mended(folder: CodeFolder) -> None:
    call(folder)
    whole = only_file(folder).read_bytes()
    found = {}
    for name, damage in DAMAGES.items():
        only_file(folder).write_bytes(damage(whole))
        found[name] = [call(folder), call(folder)]
    assert found == {name: [(42, True), (42, False)] for name in DAMAGES}


@posix
def test_a_file_that_others_can_write_to_is_not_read(folder: CodeFolder) -> None:
    call(folder)
    for mode in (0o620, 0o602):
        only_file(folder).chmod(mode)
        assert call(folder) == (42, True)
        assert only_file(folder).stat().st_mode & 0o777 == 0o600
        assert call(folder) == (42, False)


@as_root
def test_a_file_of_somebody_else_is_not_read(folder: CodeFolder) -> None:
    call(folder)
    os.chown(only_file(folder), NOBODY, NOBODY)
    assert call(folder) == (42, True)
    assert only_file(folder).stat().st_uid == 0


def test_a_full_disk_is_told_and_nothing_is_left(folder: CodeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(code_cache.os, "open", full)
    assert [call(folder), call(folder)] == [(42, True), (42, True)]
    assert folder.trouble == "No space left on device"
    assert folder.path is not None
    assert not list(folder.path.iterdir())


def test_a_disk_that_fills_up_while_a_file_is_written(folder: CodeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert call(folder) == (42, True)
    assert folder.path is not None
    assert not list(folder.path.iterdir())


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return the folders of the user's cache and of temporary files, for a test alone."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(code_cache.platformdirs, "user_cache_dir", lambda *_, **__: str(home / ".cache"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    return home, temporary


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@posix
def test_the_folder_is_the_users_alone(places: tuple[Path, Path]) -> None:
    home, _ = places
    found = find_code_folder("abc")
    assert found.path == home / ".cache" / "tilltro" / "compiled" / "abc"
    assert [mode(path) for path in (found.path, found.path.parent, found.path.parent.parent)] == [0o700] * 3
    found.path.chmod(0o777)
    assert find_code_folder("abc").path == found.path
    assert mode(found.path) == 0o700


def blocked(home: Path) -> None:
    (home / ".cache").write_text("")


@posix
def test_without_a_home_a_folder_of_ones_own_among_the_temporary_ones_serves(places: tuple[Path, Path]) -> None:
    home, temporary = places
    blocked(home)
    found = find_code_folder("abc")
    assert found.path == temporary / f"tilltro-{os.geteuid()}" / "compiled" / "abc"
    assert mode(temporary / f"tilltro-{os.geteuid()}") == 0o700
    assert not found.trouble


@as_root
def test_a_folder_that_somebody_else_has_put_there_is_not_used(places: tuple[Path, Path]) -> None:
    home, temporary = places
    blocked(home)
    own = temporary / f"tilltro-{os.geteuid()}"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    found = find_code_folder("abc")
    assert found.path is None
    assert found.trouble
    assert not list(own.iterdir())
    own.rmdir()

    (temporary / "theirs").mkdir()
    own.symlink_to(temporary / "theirs")
    os.lchown(own, NOBODY, NOBODY)
    assert find_code_folder("abc").path is None
    assert not list((temporary / "theirs").iterdir())


def test_with_nowhere_to_write_nothing_is_kept(places: tuple[Path, Path]) -> None:
    home, temporary = places
    blocked(home)
    temporary.rmdir()
    temporary.write_text("")
    found = find_code_folder("abc")
    assert found.path is None
    assert found.trouble
    assert [call(found), call(found)] == [(42, True), (42, True)]


FIND = """
import os, sys
from simulation.base.code_cache import find_code_folder

for user in map(int, sys.argv[1:]):
    child = os.fork()
    if not child:
        os.setgroups([])
        os.setresuid(*3 * [user])
        print(find_code_folder("abc").path, flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""


@as_root
def test_two_users_without_a_writable_home_have_a_folder_each() -> None:
    users = (0, NOBODY, 0, NOBODY)
    with tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o1777)
        environment = {"HOME": os.devnull, "XDG_CACHE_HOME": os.devnull, "TMPDIR": shared}
        done = subprocess.run(  # one start of Python, a fork for each user
            [sys.executable, "-c", FIND, *map(str, users)],
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"{shared}/tilltro-{user}/compiled/abc" for user in users]
