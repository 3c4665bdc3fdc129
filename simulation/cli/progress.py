"""How far a run has come, as the terminal shows it: a bar, or lines where it isn't a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulation.base.compiled import code_folder, told_when_compiling
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.terminal import say
from simulation.study.warm_up import warm_up

SECONDS_BETWEEN_LINES = 15.0


def compile_first(language: str) -> None:
    """Have the model compiled before the clock of a progress bar runs, and say so where that takes its time."""
    folder = code_folder()
    if known := folder.trouble:
        _say_not_kept(known, language)
    with told_when_compiling(lambda: say(text("cli.progress.compiling", language))):
        warm_up()
    if folder.trouble and not known:
        _say_not_kept(folder.trouble, language)


def _say_not_kept(reason: str, language: str) -> None:
    say(InputError("code_not_kept", reason=reason).sentence(language))


class Shown(Protocol):
    """Shows how far a run has come."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Tell how many steps are done, and how many there are to be; None: as many as before."""
        ...


@contextmanager
def progress(
    total: int,
    language: str,
    doing: str = "cli.progress.running",
    why_more: Callable[[int], str] | None = None,
) -> Iterator[Shown]:
    """Show how far a run has come; gives what to call with the number of steps done.

    `doing` is the key of the text beside the bar; `why_more(total)` says why there are to be more steps than before.
    """
    if not sys.stderr.isatty():
        yield _Lines(total, language, why_more)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar, total, language, doing, why_more)


class _Bar:
    """In a terminal: a bar, with the reason for more above it."""

    def __init__(
        self, bar: Progress, total: int, language: str, doing: str, why_more: Callable[[int], str] | None
    ) -> None:
        self._bar, self._total, self._why_more = bar, total, why_more
        self._task = bar.add_task(text(doing, language), total=total)

    def __call__(self, done: int, total: int | None = None) -> None:
        if total is not None and total != self._total:
            self._total = total
            if self._why_more is not None:
                self._bar.console.print(self._why_more(total), highlight=False, markup=False)
        self._bar.update(self._task, completed=done, total=self._total)


class _Lines:
    """Elsewhere: a line now and then, with the time left."""

    def __init__(self, total: int, language: str, why_more: Callable[[int], str] | None = None) -> None:
        self._total, self._language, self._why_more = total, language, why_more
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, total: int | None = None) -> None:
        if total is not None and total != self._total:
            self._total = total
            if self._why_more is not None:
                say(self._why_more(total))
        now = time.monotonic()
        if 0 < done < self._total and now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            left = clock((now - self._start) / done * (self._total - done))
            say(text("cli.progress.line", self._language, done=done, total=self._total, left=left))


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, with hours before them where there are any."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
