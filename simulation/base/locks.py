"""Locks on files: a lock ends with the process that holds it, however that ends, so leftovers can be recognised."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def take_lock(file: int) -> bool:
    """Try to take the lock of an open file, without waiting."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def new_locked(path_of: Callable[[str], Path]) -> tuple[Path, BinaryIO]:
    """Return the path of a new file, made by `path_of` from random letters, and the file, locked until it is closed.

    On a disk without locks the file isn't locked, and `remove_if_abandoned` never removes it.

    Raises:
        OSError: if it can't be made.
    """
    while True:
        path = path_of(secrets.token_hex(4))
        file = path.open("xb")
        take_lock(file.fileno())
        if path.exists():
            return path, file
        file.close()  # another process removed it before it was locked


def remove_if_abandoned(path: Path, remove: Callable[[], None]) -> bool:
    """Call `remove` and return True if no process holds the file's lock; else return False."""
    try:
        with path.open("r+b") as file:
            if not take_lock(file.fileno()):
                return False
            if os.name != "nt":
                remove()
    except OSError:
        return False
    if os.name == "nt":  # Windows removes no open files
        remove()
    return True
