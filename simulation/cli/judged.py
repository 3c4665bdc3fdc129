"""A command that is simulated into a folder with a page of its own, or read from there if it is done already."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import RenderableType

from simulation.base.texts import text
from simulation.base.threads import Progress
from simulation.cli.options import more, shortened
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request
from simulation.cli.terminal import say, show, show_place


def carry_out[Found](
    request: Request,
    content_hash: str,
    n_steps: int,
    read: Callable[[Path], Found],
    simulate: Callable[[Progress], Found],
    write: Callable[[Found, Path, float], None],
    parts_of: Callable[[Found], Sequence[RenderableType]],
    page: str,
    is_all: bool,
) -> int:
    """Show what a command found, simulating and writing it first where that isn't done; return the exit status.

    Args:
        request: what is asked for.
        content_hash: of all that decides what is in the files.
        n_steps: how many there are to tell the progress of.
        read: what a complete folder holds.
        simulate: what is found.
        write: into a folder; the last argument is when the work began on the clock `time.monotonic`.
        parts_of: what the terminal shows of it.
        page: the file's name.
        is_all: whether the terminal shows everything, however long.
    """
    place = request.place(content_hash)
    if is_reused := place.is_done():
        found = read(place.folder)
    else:
        start = time.monotonic()
        with place.unfinished() as folder:
            compile_first(request.language)
            with progress(n_steps, request.language) as shown:
                found = simulate(shown)
            say(text("cli.progress.writing", request.language))
            write(found, folder, start)
    parts = parts_of(found)
    show(*(parts if is_all else [*shortened(parts), more(request.language)]))
    show_place(place, is_reused, page, request.language)
    return 0
