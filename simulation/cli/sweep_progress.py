"""How far a sweep has come: a bar in a terminal, lines elsewhere, both with the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from simulation.analyses.sweeps.runner import SweepProgress
from simulation.cli.progress import SECONDS_BETWEEN_LINES, clock
from simulation.cli.terminal import say
from simulation.report.sweep.words import Words


@contextmanager
def sweep_progress(words: Words) -> Iterator[Callable[[SweepProgress], None]]:
    """Show how far a sweep has come; gives the function to call now and then."""
    if not sys.stderr.isatty():
        yield _lines(words)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        n_asked = words.sweep.n_points * words.sweep.n_replications
        task = bar.add_task(words.text("running"), total=n_asked, left="")
        yield lambda now: bar.update(
            task, total=now.n_asked, completed=now.n_replications, left=time_left(words, now.seconds_left)
        )


def _lines(words: Words) -> Callable[[SweepProgress], None]:
    last = time.monotonic()

    def tell(now: SweepProgress) -> None:
        nonlocal last
        if now.n_replications < now.n_asked and time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            say(
                words.text(
                    "line",
                    done=now.n_replications,
                    total=now.n_asked,
                    runs=now.n_replications * len(words.sweep.arms),
                    failed=now.n_failed_units,
                    left=left_words(words, now.seconds_left),
                )
            )

    return tell


def left_words(words: Words, seconds: float | None) -> str:
    """Return how much time is left as a part of a sentence."""
    return words.text("left_unknown") if seconds is None else words.text("left", time=clock(seconds))


def time_left(words: Words, seconds: float | None) -> str:
    """Return how much time is left, as far as is known."""
    if seconds is None:
        return words.text("unknown_time")
    return clock(seconds)
