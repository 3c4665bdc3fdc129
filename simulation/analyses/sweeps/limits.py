"""Limits of a question: how long it may take, and how much memory.

A few words can ask for more than a computer has. So DuckDB works in a thread of its own, while the main thread watches
time and memory and reacts to Ctrl-C at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from simulation.base.checks import check_whole
from simulation.base.errors import InputError

MOST_SECONDS = 7 * 24 * 3600
UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
LEAST_MEMORY, MOST_MEMORY = 10**8, 10**15  # bytes
SECONDS_BETWEEN_CHECKS = 0.05  # seconds between two looks at clock and memory
GRACE = 2.0  # seconds that DuckDB has to stop when it is told to
# How much more than its own limit DuckDB may take: it doesn't count every text and list that it makes.
MEMORY_FACTOR = 1.5
_MEMORY_IN_USE = Path("/proc/self/statm")  # in pages, of 4096 bytes as a rule; Linux alone has it


@dataclass(frozen=True)
class Limits:
    """How long a question may take, in seconds, and how much memory, as it was written and in bytes."""

    seconds: int
    memory: str
    n_bytes: int


def read_limits(seconds: object, memory: str) -> Limits:
    """Return the limits that are given.

    Raises:
        InputError: if one isn't a whole number of seconds or a size of memory.
    """
    found = re.fullmatch(rf"(\d{{1,6}}(?:\.\d{{1,3}})?) ?({'|'.join(UNITS)})", memory.strip(), re.IGNORECASE | re.ASCII)
    n_bytes = int(float(found[1]) * UNITS[found[2].upper()]) if found else 0
    if not LEAST_MEMORY <= n_bytes <= MOST_MEMORY:
        raise InputError("not_memory", value=memory)
    return Limits(check_whole("seconds", seconds, 1, MOST_SECONDS), memory.strip(), n_bytes)


class StillAtWorkError(Exception):
    """DuckDB can't be interrupted while it computes a single value that takes long; `cause` is why it was to stop."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Watch:
    """Calls DuckDB within limits that begin to run when this is made."""

    def __init__(self, connection: Any, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._end = time.monotonic() + limits.seconds
        self._before = _memory_in_use()
        self.is_unresponsive = False  # DuckDB was told to stop, and didn't

    def call[Answer](self, function: Callable[..., Answer], *arguments: Any) -> Answer:
        """Return what a call of DuckDB's gives.

        Raises:
            InputError: if it takes longer or more memory than is allowed.
            StillAtWorkError: if it doesn't stop then, or when the user wants it to.
        """
        answer: Future[Answer] = Future()
        Thread(target=_answer, args=(answer, function, arguments), daemon=True).start()
        try:
            while not answer.done():
                self._check()
                wait((answer,), timeout=SECONDS_BETWEEN_CHECKS)
        except BaseException as error:
            self._stop(answer)
            if self.is_unresponsive:
                raise StillAtWorkError(error) from error
            raise
        return answer.result()

    def _check(self) -> None:
        if time.monotonic() > self._end:
            raise InputError("question_too_long", seconds=self._limits.seconds)
        if _memory_in_use() - self._before > MEMORY_FACTOR * self._limits.n_bytes:
            raise InputError("question_too_large", memory=self._limits.memory)

    def _stop(self, answer: Future[Any]) -> None:
        """Tell DuckDB to stop until it does; once isn't enough if it hasn't begun yet."""
        end = time.monotonic() + GRACE
        self.is_unresponsive = True
        while not answer.done() and time.monotonic() < end:
            self._connection.interrupt()
            wait((answer,), timeout=SECONDS_BETWEEN_CHECKS)
        self.is_unresponsive = not answer.done()


def _answer(answer: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        answer.set_result(function(*arguments))
    except BaseException as error:
        answer.set_exception(error)


def _memory_in_use() -> int:
    """Return how many bytes of memory this process holds; 0 where that can't be told."""
    try:
        return 4096 * int(_MEMORY_IN_USE.read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
