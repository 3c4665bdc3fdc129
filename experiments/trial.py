"""Simulate a study before anybody pays for it, and say what it would find and teach: `tilltro trial`."""

from __future__ import annotations

import time

from simulation.analyses.trials.trial import n_steps
from simulation.base.texts import text
from simulation.cli.details import more, shortened, take_details
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import say, show
from simulation.cli.trial import PAGE, read_results, request_trial, shown_parts, simulate, write_results
from simulation.cli.typed import Typed
from simulation.cli.where import show_place


def main(typed: Typed) -> int:
    """Simulate the studies, and show and write what was found; return the exit status."""
    is_all, others = take_details(typed)
    asked = request_trial(others)
    request = asked.request
    place = request.place(asked.content_hash)
    if is_reused := place.is_done():
        found = read_results(place.folder, asked.design)
    else:
        start = time.monotonic()
        with place.unfinished() as folder:
            compile_first(request.language)
            with progress(n_steps(request.settings), request.language) as shown:
                found = simulate(asked, shown)
            say(text("cli.progress.writing", request.language))
            write_results(asked, found, folder, start)
    parts = shown_parts(asked, found, is_all)
    show(*(parts if is_all else [*shortened(parts), more(request.language)]))
    show_place(place, is_reused, PAGE, request.language)
    return 0
