"""A table as text: commas, semicolons or tabs between cells, in the encodings that spreadsheets write."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TextIO

from simulation.base.errors import InputError, reason_of
from simulation.base.sources import SentFile, Source, opened, opened_as_text
from simulation.base.tables import COMMENT, UserTable, from_rows

LARGEST_TEXT = 200_000_000  # bytes
LONGEST_LINE = 1_000_000  # characters
MEGABYTE = 1_000_000
A_PIECE = 1 << 20  # bytes looked at in one go
# Byte order marks, the longer ones first: that of UTF-16 begins that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What other files begin with, and the reason that the text catalogue gives (`cli.reasons`).
OTHER_KINDS = (
    (b"PAR1", "Parquet"),
    (b"PK\x03\x04", "an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ", "compressed"),
    (b"(\xb5/\xfd", "compressed"),
    (b"%PDF", "not text"),
)
# Some systems export a page with the ending of a workbook, which Excel opens.
WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|!--|html|head|meta|body|table|\?xml)\b", re.IGNORECASE)
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # Excel obeys this line and doesn't show it
DELIMITERS = "\t;,|"


def first_bytes(path: Source, largest: int) -> bytes:
    """Return what an ordinary file of at most `largest` bytes begins with.

    Raises:
        InputError: if it can't be read, is something else than a file, or is larger.
    """
    try:
        if isinstance(path, SentFile):
            if len(path.content) > largest:
                raise InputError("table_too_large", file=str(path), kind="megabytes", most=largest // MEGABYTE)
            return path.content[:A_PIECE]
        if path.exists() and not path.is_file() and not path.is_dir():  # reading a pipe might never end
            raise InputError("unreadable_file", file=str(path), reason="not an ordinary file")
        size = path.stat().st_size
        if size > largest:
            raise InputError("table_too_large", file=str(path), kind="megabytes", most=largest // MEGABYTE)
        with path.open("rb") as file:
            return file.read(A_PIECE)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("unreadable_file", file=str(path), reason=reason_of(error)) from error


def read_text_table(path: Source) -> UserTable:
    """Return the table in a text file.

    The first line says what stands between cells, by itself or as `sep=;`. Numbers have decimal points or commas.

    Raises:
        InputError: if the file can't be read, is too large or is no text, or the table can't be understood.
    """
    start = first_bytes(path, LARGEST_TEXT)
    for sign, reason in OTHER_KINDS:
        if start.startswith(sign):
            raise InputError("unreadable_file", file=str(path), reason=reason)
    if not start:
        raise InputError("unreadable_file", file=str(path), reason="it is empty")
    if WEB_PAGE.match(start):
        raise InputError("unreadable_file", file=str(path), reason="a web page")
    try:
        with opened_as_text(path, _encoding(path, start)) as file:
            return from_rows(str(path), _rows(str(path), file))
    except UnicodeError as error:
        raise InputError("unreadable_file", file=str(path), reason="not text") from error
    except OSError as error:
        raise InputError("unreadable_file", file=str(path), reason=reason_of(error)) from error


def _encoding(path: Source, start: bytes) -> str:
    """Return how a file is encoded: as its mark says, else as UTF-8, else as older Windows programs write."""
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if start[:1] and start[1:2] == b"\0":
        return "utf-16-le"
    if start[:1] == b"\0" and start[1:2] not in (b"", b"\0"):
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with opened(path) as file:
            while piece := file.read(A_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _lines(path: str, file: TextIO) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise InputError("table_too_large", file=path, kind="characters in a line", most=LONGEST_LINE)
        if "\0" in line:
            raise InputError("unreadable_file", file=path, reason="not text")
        yield line


def _rows(path: str, file: TextIO) -> Iterator[Sequence[str]]:
    """Yield the cells of each row; comments above the headings and empty lines are rows too."""
    lines = _lines(path, file)
    line = next(lines, "")
    delimiter = None
    if found := SEPARATOR_LINE.fullmatch(line.lstrip("\ufeff")):
        delimiter, line = found[1], next(lines, "")
    n_above = 0
    while line and (not line.strip() or line.lstrip(' "\ufeff').startswith(COMMENT)):
        n_above += 1
        yield [COMMENT]
        line = next(lines, "")
    if not line.strip():
        return
    reader = csv.reader(
        chain([line], lines), delimiter=delimiter or _delimiter(line), strict=True, skipinitialspace=True
    )
    n_read = n_above
    try:
        for row in reader:
            n_read += 1
            yield row
    except csv.Error as error:
        raise InputError("broken_quotation", file=path, row=n_read + 1) from error


def _delimiter(line: str) -> str:
    """Return the character that separates the headings; for a single heading a semicolon, as a comma may be decimal."""
    outside = re.sub(r'"[^"]*"?', "", line)
    if "\t" in outside:
        return "\t"
    found = max(DELIMITERS, key=outside.count)
    return found if found in outside else ";"
