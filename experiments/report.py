"""Draw the report of a folder of results again, in any language, without simulating: `tilltro report DIR`."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

from simulation.base.errors import InputError, reason_of
from simulation.base.texts import text
from simulation.cli.redraw import can_redraw, write_page_again
from simulation.cli.terminal import show
from simulation.cli.typed import Typed, yes_or_no
from simulation.report.pdf import find_browser, print_page
from simulation.results.atomic import write_atomically
from simulation.results.folder import writing
from simulation.results.recorded import read_recorded

# What our own files begin with; anything else of that name is the user's.
BEGINS = {".html": b"<!doctype html>", ".pdf": b"%PDF"}


def main(typed: Typed) -> int:
    """Draw the report, print it where a PDF is asked for, and return the exit status."""
    typed.allow(("language", "pdf", "slides"))
    if len(typed.words) != 1:
        raise InputError("one_folder", command="report")
    browser = find_browser() if yes_or_no(typed, "pdf", usual=False) else None
    has_slides = yes_or_no(typed, "slides", usual=False)
    folder, language = Path(typed.words[0]).expanduser(), typed.language
    recorded = read_recorded(folder)
    for path in _written(folder, language, browser is not None, has_slides):
        _check_room(path)
    comparison = None if can_redraw(recorded) else recorded.comparison(language)
    if has_slides and comparison is None:
        raise InputError("no_slides", folder=folder, command=recorded.command)
    from simulation.report.comparison import write_page  # takes a second to import
    from simulation.report.comparison.slides import write_slides

    with tempfile.TemporaryDirectory() as work, writing(folder):
        if comparison is None:
            page = write_page_again(recorded, language, Path(work))
        else:
            page = write_page(comparison, Path(work))
        printed = None if browser is None else print_page(page, browser)
        path = _page(folder, language)
        write_atomically(path, page.read_bytes())
        show(text("handed_on.report.drawn", language, file=path))
        if printed is not None:
            write_atomically(path.with_suffix(".pdf"), printed)
            show(text("handed_on.report.drawn", language, file=path.with_suffix(".pdf")))
        if has_slides and comparison is not None:
            slides = _slides(folder, language)
            slides.mkdir(exist_ok=True)
            for made in write_slides(comparison, Path(work)):
                write_atomically(slides / made.name, made.read_bytes())
            show(text("handed_on.report.drawn", language, file=slides))
    return 0


def _page(folder: Path, language: str) -> Path:
    return folder / f"report_{language}.html"


def _slides(folder: Path, language: str) -> Path:
    return folder / f"slides_{language}"


def _written(folder: Path, language: str, has_pdf: bool, has_slides: bool) -> Iterator[Path]:
    """Yield what is to be written."""
    yield _page(folder, language)
    if has_pdf:
        yield _page(folder, language).with_suffix(".pdf")
    if has_slides:
        yield _slides(folder, language)


def _check_room(path: Path) -> None:
    """Check, before anything is drawn, that nothing of the user's stands where something is to be written.

    Raises:
        InputError: if something else than an earlier page, PDF or folder of slides does.
    """
    begins = BEGINS.get(path.suffix)
    if begins is None and path.exists() and not path.is_dir():
        raise InputError("page_in_the_way", file=path)
    if begins is not None and path.is_dir():
        raise InputError("unwritable_file", file=path, reason=reason_of(IsADirectoryError(errno.EISDIR, "")))
    if begins is not None and path.is_file() and not path.read_bytes().startswith(begins):
        raise InputError("page_in_the_way", file=path)
