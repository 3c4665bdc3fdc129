"""Where compiled code is kept: in a folder of the user alone, each file with a checksum.

Numba's own cache unpickles whatever it finds and hands it to the linker: a file that is cut short ends every command
in a traceback, one with an overwritten byte aborts the process, and one that somebody else has put there runs as the
user. Here a file is read only if nobody but the user can have written it and its bytes are those that were written;
any other is as good as missing, and the function is compiled anew. There is no index, a file holds one signature of
one function, and it is written aside and renamed, so processes that write at once don't disturb each other.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import secrets
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import platformdirs
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from simulation.base.errors import reason_of

_rebuild: Any = CompileResult._rebuild
_dumps: Any = dumps  # as Numba pickles functions and types

HEADER = b"tilltro compiled code 1\n"
ENDING = ".nbc"
DIGEST_BYTES = hashlib.sha256().digest_size
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
NOT_PRIVATE = "somebody else can write there"


class CodeFolder:
    """Where compiled code is kept; `path` is None where it can't be, `trouble` then says why in the system's words."""

    def __init__(self, path: Path | None, trouble: str = "") -> None:
        self.path = path
        self.trouble = trouble

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None if it is missing, others could have written it, or its checksum is wrong."""
        if self.path is None:
            return None
        try:
            with (self.path / name).open("rb") as file:
                if not _is_own(os.fstat(file.fileno())):
                    return None
                whole = file.read()
        except OSError:
            return None
        head, content = whole[: len(HEADER) + DIGEST_BYTES], whole[len(HEADER) + DIGEST_BYTES :]
        return content if head == HEADER + hashlib.sha256(content).digest() else None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all; after a failure, such as a full disk, no more is tried."""
        if self.path is None or self.trouble:
            return
        aside = self.path / f"{name}.{secrets.token_hex(4)}"
        try:
            with open(aside, "xb", opener=_private_opener) as file:
                file.write(HEADER + hashlib.sha256(content).digest() + content)
            aside.replace(self.path / name)
        except OSError as error:
            self.trouble = reason_of(error)
            aside.unlink(missing_ok=True)


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_own(info: os.stat_result) -> bool:
    """Say whether nobody but the user can have written a file or folder; Windows keeps a folder a user anyway."""
    return os.name == "nt" or (info.st_uid == os.geteuid() and not info.st_mode & WRITABLE_BY_OTHERS)


def find_code_folder(name: str) -> CodeFolder:
    """Return the folder of this name in the user's cache, or one of the user's own in the temporary folder."""
    trouble = ""
    readable: Path | None = None
    for parent, names in _parents():
        try:
            folder = _private_folder(parent(), (*names, "compiled", name))
        except (OSError, RuntimeError) as error:  # the latter: no home is known
            trouble = trouble or reason_of(error)
            continue
        try:
            with tempfile.TemporaryFile(dir=folder):
                return CodeFolder(folder)
        except OSError as error:
            trouble = trouble or reason_of(error)
            readable = readable or folder
    return CodeFolder(readable, trouble if readable is None else "")


def _parents() -> Iterator[tuple[Callable[[], str], tuple[str, ...]]]:
    yield lambda: platformdirs.user_cache_dir(None, appauthor=False), ("tilltro",)
    own = "tilltro" if os.name == "nt" else f"tilltro-{os.geteuid()}"
    yield tempfile.gettempdir, (own,)


def _private_folder(parent: str, names: tuple[str, ...]) -> Path:
    """Return a folder below one that there may be already, made for the user alone at every step.

    Raises:
        OSError: if it can't be made, or a step on the way to it belongs to somebody else.
    """
    folder = Path(parent)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        folder /= name
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.name == "nt":
            continue
        if folder.lstat().st_uid != os.geteuid() or folder.stat().st_uid != os.geteuid():
            raise PermissionError(0, NOT_PRIVATE)
        if folder.stat().st_mode & WRITABLE_BY_OTHERS:  # made by an earlier version, say
            folder.chmod(0o700)
            if folder.stat().st_mode & WRITABLE_BY_OTHERS:  # a file system without permissions
                raise PermissionError(0, NOT_PRIVATE)
    return folder


class CodeCache(_Cache):  # type: ignore[misc]
    """The compiled code of one function, as Numba's dispatcher asks for it."""

    def __init__(self, function: Callable[..., Any], folder: CodeFolder) -> None:
        self._function = function
        self._folder = folder

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(self._folder.path)

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Return what was compiled for a signature; None if there is no intact file of it."""
        target_context.refresh()  # as Numba's own cache does before it rebuilds anything
        key = self._key(signature, target_context.codegen())
        content = self._folder.read(self._name(key))
        if content is None:
            return None
        kept_key, kept = pickle.loads(content)  # noqa: S301 (written by this user, and unaltered)
        return _rebuild(target_context, *kept) if kept_key == key else None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what was compiled for a signature."""
        if compiled.lifted or compiled.library.has_dynamic_globals:  # it refers to objects of this process
            return
        key = self._key(signature, compiled.codegen)
        self._folder.write(self._name(key), _dumps((key, compiled._reduce())))

    def _key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        """Return all that decides the machine code, beside what the folder's name stands for."""
        code, source = self._function.__code__, inspect.getfile(self._function)
        versions = (numba.__version__, llvmlite.__version__, sys.version)
        cells = _dumps(tuple(cell.cell_contents for cell in self._function.__closure__ or ()))
        hashes = (_hash_of_file(source), hashlib.sha256(code.co_code).hexdigest(), hashlib.sha256(cells).hexdigest())
        return (signature, codegen.magic_tuple(), *versions, *hashes)

    def _name(self, key: tuple[Any, ...]) -> str:
        function = self._function
        words = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}".replace("<", "").replace(">", "")
        digest = hashlib.sha256(repr((function.__module__, function.__code__.co_firstlineno, key)).encode())
        return f"{words}-{digest.hexdigest()[:32]}{ENDING}"

    def enable(self) -> None:
        """Do nothing: the cache is always on."""

    def disable(self) -> None:
        """Do nothing: the cache is always on."""

    def flush(self) -> None:
        """Do nothing: what isn't valid any more is never found."""


@cache
def _hash_of_file(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
