"""Tables that visitors have sent: in memory alone, for a while, each for the visitor who sent it.

A table may be health data. Nothing of it is written to disk; the address that somebody passes on has its hash, by which
the page asks for the same file again, and not the word by which it is found here.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from simulation.base.errors import InputError
from simulation.base.sources import SentFile
from simulation.web.addresses import FILES
from simulation.web.safety import LARGEST_BODY

MOST_BYTES = 200_000_000  # of all together
SECONDS_KEPT = 3600.0
MOST_FIELDS = 1_000
LONGEST_NAME = 100


class _InMemory(MultiPartParser):
    """Never puts a part on disk, as Starlette otherwise does from a megabyte on."""

    spool_max_size = LARGEST_BODY + 1


@dataclass
class Uploads:
    """The tables that are kept, by a secret token that only the visitor who sent one knows."""

    clock: Callable[[], float] = time.monotonic
    most_bytes: int = MOST_BYTES
    _kept: dict[str, tuple[float, SentFile]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, file: SentFile) -> str:
        """Keep a file; return the secret token that finds it again."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._forget(self.most_bytes - len(file.content))
            self._kept[token] = (self.clock(), file)
        return token

    def find(self, token: str) -> SentFile | None:
        """Return the file of a token; None if it isn't kept any more."""
        with self._lock:
            self._forget(self.most_bytes)
            found = self._kept.get(token)
            return None if found is None else found[1]

    def _forget(self, most_bytes: int) -> None:
        """Let go of files that are old, and of the oldest while all together are too large."""
        now = self.clock()
        for word in list(self._kept):  # the oldest first
            size = sum(len(file.content) for _, file in self._kept.values())
            if now - self._kept[word][0] <= SECONDS_KEPT and size <= most_bytes:
                break
            del self._kept[word]


async def read_form(request: Request) -> tuple[list[tuple[str, str]], dict[str, SentFile]]:
    """Return the fields of a form that was sent, and its files by field.

    Raises:
        InputError: if the form can't be understood.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InputError("form_not_understood")
    parser = _InMemory(
        request.headers, request.stream(), max_files=len(FILES), max_fields=MOST_FIELDS, max_part_size=10_000
    )  # fmt: skip
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError, KeyError) as error:
        raise InputError("form_not_understood") from error
    try:
        files: dict[str, SentFile] = {}
        pairs: list[tuple[str, str]] = []
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                pairs.append((name, value))
            elif name in files:
                raise InputError("form_not_understood")
            elif name in FILES and value.filename:
                files[name] = SentFile(_name(value.filename), await value.read())
    finally:
        await form.close()
    return pairs, files


def _name(given: str) -> str:
    """Return a file's name without the folders that some browsers put before it."""
    return given.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:] or "table"
