"""Carry out a request: look for an earlier result, else simulate and write, then show."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from rich.console import RenderableType

from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_number, format_points
from simulation.cli.circumstances import circumstances
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request
from simulation.cli.terminal import say, show, show_place
from simulation.results.comparison import Comparison
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash
from simulation.results.folder import writing
from simulation.results.forms import ALL_FORMS, Forms
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata
from simulation.results.page_names import page_name
from simulation.results.tables import read_tables, write_tables
from simulation.study.carry_out import simulate
from simulation.study.contrasts.tables import Tables


def carry_out(request: Request, parts: Callable[[Comparison], Sequence[RenderableType]]) -> int:
    """Carry out a request, show its result and say where the files are; return the exit status."""
    language = request.language
    key = _content_hash(request, language)
    place = request.place(key)
    if is_reused := place.is_done():
        comparison = _comparison(request, read_tables(place.folder), key)
    else:
        with place.unfinished() as folder:
            comparison = _make(request, key, folder)
    show(*circumstances(request.settings, language), *parts(comparison))
    show_place(place, is_reused, page_name(request.command), language)
    return 0


def _content_hash(request: Request, language: str) -> str:
    return content_hash(request.settings, request.command, request.name, language, request.precision, request.forms)


def _earlier(request: Request) -> Path | None:
    """Return the usual folder that holds the same numbers, in whichever language and forms; None without one."""
    told = (replace(request, out=None, language=language, forms=forms) for language in LANGUAGES for forms in ALL_FORMS)
    places = (other.place(_content_hash(other, other.language)) for other in told)
    return next((place.folder for place in places if place.is_done()), None)


def _make(request: Request, key: str, folder: Path) -> Comparison:
    start = time.monotonic()
    # What draws the figures takes a second to import; the simulation leaves room for that.
    threading.Thread(target=_import_ahead, daemon=True).start()
    earlier = None if request.overwrite else _earlier(request)
    if earlier is not None:
        say(text("cli.progress.earlier", request.language, folder=earlier))
    comparison = _comparison(request, _tables(request) if earlier is None else read_tables(earlier), key)
    say(text("cli.progress.writing", request.language))
    _write(comparison, request.forms, folder, start)
    return comparison


def _import_ahead() -> None:
    with suppress(Exception):  # told when it is needed: there was no memory for it, say
        import_module("simulation.report.comparison")


def _write(comparison: Comparison, forms: Forms, folder: Path, start: float) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`."""
    # Pictures and tables need slow imports, which nothing but this writing does.
    from simulation.report.comparison import write_page
    from simulation.report.workbook import write_workbook

    name, command, settings = comparison.name, comparison.command, comparison.settings
    with writing(folder):
        write_config({"name": name, **resolved(settings), "language": comparison.language}, folder)
        write_tables(comparison.tables, folder, forms.is_nordic)
        write_page(comparison, folder)
        if forms.has_workbook:
            write_workbook(comparison, folder)
        write_metadata(comparison, folder)
        seconds = time.monotonic() - start
        write_manifest(folder, settings, command, name, comparison.content_hash, seconds, comparison.precision)


def _tables(request: Request) -> Tables:
    precision, language = request.precision, request.language
    compile_first(language)
    wished = "" if precision is None else format_points(precision.width, 2, language, sign=False)

    def why_more(n_asked: int) -> str:
        return text("cli.progress.more", language, wished=wished, n=format_number(n_asked, 0, language))

    with progress(request.settings.n_replications, language, why_more=why_more) as shown:
        return simulate(request.settings, precision, request.n_threads, shown, follow_clients=True)


def _comparison(request: Request, tables: Tables, key: str) -> Comparison:
    settings = replace(request.settings, n_replications=tables.n_replications)
    return Comparison(
        request.name, request.command, request.language, settings, settings.study(), tables, key, request.precision
    )
