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
    """Return a new file and its path, which `path_of` makes of a word by chance, with its lock held until it is closed.

    Where the disk knows no locks the file is there without one, and `remove_if_abandoned` never says that it is.

    Raises:
        OSError: if it can't be made.
    """
    while True:
        path = path_of(secrets.token_hex(4))
        file = path.open("xb")
        take_lock(file.fileno())
        if path.exists():
            return path, file
        file.close()  # somebody tidied it away before it was locked


def remove_if_abandoned(path: Path, remove: Callable[[], None]) -> bool:
    """Say whether nobody holds the lock of a file; then `remove` is called while nobody else can take it."""
    try:
        with path.open("r+b") as file:
            if not take_lock(file.fileno()):
                return False
            if os.name != "nt":
                remove()
    except OSError:
        return False
    if os.name == "nt":  # where nothing that is open can be removed
        remove()
    return True
