"""Files that appear whole or not at all: written beside their place, and renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part-"  # part of the name of an unfinished file


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that it is there whole or not at all.

    Raises:
        OSError: if it can't be written.
    """
    with writing_atomically(path) as file:
        file.write(content)


@contextmanager
def writing_atomically(path: Path) -> Iterator[BinaryIO]:
    """Give a file beside its place that is renamed when the block ends well, and else is removed.

    Raises:
        OSError: if it can't be written.
    """
    part = path.with_name(f"{path.name}{PART}{secrets.token_hex(4)}")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
