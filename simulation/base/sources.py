"""Where a file comes from: the disk, or an upload that is kept in memory only."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO, TextIO


@dataclass(frozen=True)
class SentFile:
    """A file that somebody sent: its content, and the name that messages call it by."""

    name: str
    content: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        """Its name without its ending."""
        return PurePath(self.name).stem

    @property
    def suffix(self) -> str:
        """How its name ends."""
        return PurePath(self.name).suffix

    @property
    def digest(self) -> str:
        """SHA-256 of its content."""
        return hashlib.sha256(self.content).hexdigest()

    def __str__(self) -> str:
        return self.name


type Source = Path | SentFile


def opened(source: Source) -> BinaryIO:
    """Return a source open for reading as bytes.

    Raises:
        OSError: if a file on disk can't be opened.
    """
    return io.BytesIO(source.content) if isinstance(source, SentFile) else source.open("rb")


def opened_as_text(source: Source, encoding: str) -> TextIO:
    """Return a source open for reading as text, its line ends as they are.

    Raises:
        OSError: if a file on disk can't be opened.
    """
    return io.TextIOWrapper(opened(source), encoding=encoding, newline="")
