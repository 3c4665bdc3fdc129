"""Carry out a request: look for an earlier result, else simulate and write, then show."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import RenderableType

from simulation.comparison import Comparison
from simulation.compiled import is_warm
from simulation.contrasts import Tables
from simulation.manifest import content_hash
from simulation.output import Place, default_folder, read_tables, write_results
from simulation.study import Study, run_study
from simulation.texts import text

from ._circumstances import circumstances
from ._request import Request
from ._terminal import progress, say, show


def carry_out(request: Request, parts: Callable[[Comparison], Sequence[RenderableType]]) -> int:
    """Carry out a request, show its result and say where the files are; return the exit status."""
    language = request.language
    study = request.settings.study()
    key = content_hash(request.settings, request.command, request.name, language)
    place = Place(request.out or default_folder(request.command, request.name, key), key, request.overwrite)
    if is_reused := place.is_done():
        comparison = _comparison(request, study, read_tables(place.folder), key)
    else:
        with place.unfinished() as folder:
            comparison = _simulate(request, study, key, folder)
    show(*circumstances(request.settings, language), *parts(comparison))
    if is_reused:
        show(text("cli.result.reused", language))
    if place.moved_to is not None:
        show(text("cli.result.moved", language, folder=place.moved_to))
    show(text("cli.result.folder", language, folder=place.folder))
    show(text("cli.result.report", language, file=place.folder / "report.html"))
    return 0


def _simulate(request: Request, study: Study, key: str, folder: Path) -> Comparison:
    start = time.monotonic()
    if not is_warm():
        say(text("cli.progress.compiling", request.language))
    # What draws the figures takes a second to import; the simulation leaves room for that.
    threading.Thread(target=import_module, args=("simulation.report.comparison",), daemon=True).start()
    with progress(study.n_replications, request.language) as on_replication:
        tables = run_study(study, request.n_threads, on_replication)
    comparison = _comparison(request, study, tables, key)
    say(text("cli.progress.writing", request.language))
    write_results(comparison, folder, time.monotonic() - start)
    return comparison


def _comparison(request: Request, study: Study, tables: Tables, key: str) -> Comparison:
    return Comparison(request.name, request.command, request.language, request.settings, study, tables, key)
