"""Results that the pages have computed, kept on disk by content hash, the oldest thrown away beyond a limit.

A result is a folder of tables that appears whole or not at all. Nothing of a visitor's own file is ever kept here.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

from simulation.results.tables import read_tables, write_parquet
from simulation.study.contrasts.tables import Tables

HASH = re.compile(r"[0-9a-f]{12}")
PART = re.compile(r"\.part-.+")
MOST_BYTES = 500_000_000
ABANDONED = 3600.0  # seconds after which a part that nobody finished is thrown away


def usual_folder() -> Path:
    """Return the default folder of results."""
    return Path(platformdirs.user_cache_dir("tilltro", appauthor=False)) / "answers"


class Store:
    """Tables by content hash; safe in several threads. Without a folder that can be written to it keeps nothing."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()

    @property
    def can_keep(self) -> bool:
        """Whether results can be kept: the folder is there, or can be made, and can be written to."""
        if self.folder is None:
            return False
        try:
            self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError:
            return False
        return os.access(self.folder, os.W_OK)

    def read(self, key: str) -> Tables | None:
        """Return the tables of a content hash, None where there are none or they are damaged."""
        place = self._place(key)
        if place is None or not place.is_dir():
            return None
        try:
            tables = read_tables(place)
            os.utime(place)
        except (OSError, ValueError, KeyError):  # damaged, or thrown away meanwhile
            return None
        return tables

    def write(self, key: str, tables: Tables) -> bool:
        """Keep the tables; return whether that worked."""
        place = self._place(key)
        if place is None or self.folder is None:
            return False
        part = self.folder / f".part-{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            part.mkdir(mode=0o700)
            write_parquet(tables, part)
            with self._lock:
                if place.exists():
                    shutil.rmtree(part)
                else:
                    part.rename(place)
                self._tidy(keep=place)
        except OSError:  # full, or read-only: the answer is shown all the same
            shutil.rmtree(part, ignore_errors=True)
            return False
        return True

    def _place(self, key: str) -> Path | None:
        return None if self.folder is None or not HASH.fullmatch(key) else self.folder / key

    def _tidy(self, keep: Path) -> None:
        """Throw away parts that nobody finished, and the results not used for longest while there are too many."""
        if self.folder is None:
            return
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                used = path.stat().st_mtime
                if PART.fullmatch(path.name) and time.time() - used > ABANDONED:
                    shutil.rmtree(path, ignore_errors=True)
                elif HASH.fullmatch(path.name):
                    found.append((used, sum(file.stat().st_size for file in path.iterdir()), path))
        size = sum(n_bytes for _, n_bytes, _ in found)
        for _, n_bytes, path in sorted(found):
            if size <= self._most_bytes:
                break
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)
                size -= n_bytes
