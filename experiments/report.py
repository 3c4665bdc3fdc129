"""Draw the report of a folder of results again, in any language, without simulating: `tilltro report DIR`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.drawn_again import is_drawn_here, write_page_again
from simulation.cli.terminal import show
from simulation.cli.typed import Typed, yes_or_no
from simulation.report.pdf import find_browser, print_page
from simulation.results.atomic import write_atomically
from simulation.results.folder import writing
from simulation.results.recorded import read_recorded


def main(typed: Typed) -> int:
    """Draw the report, print it where a PDF is asked for, and return the exit status."""
    typed.allow(("language", "pdf", "slides"))
    if len(typed.words) != 1:
        raise InputError("one_folder", command="report")
    browser = find_browser() if yes_or_no(typed, "pdf", usual=False) else None
    has_slides = yes_or_no(typed, "slides", usual=False)
    folder, language = Path(typed.words[0]).expanduser(), typed.language
    recorded = read_recorded(folder)
    comparison = None if is_drawn_here(recorded) else recorded.comparison(language)
    if has_slides and comparison is None:
        raise InputError("no_slides", folder=folder, command=recorded.command)
    from simulation.report.comparison import write_page  # takes a second to import
    from simulation.report.comparison.slides import FOLDER, write_slides

    with tempfile.TemporaryDirectory() as work, writing(folder):
        if comparison is None:
            page = write_page_again(recorded, language, Path(work))
        else:
            page = write_page(comparison, Path(work))
        printed = None if browser is None else print_page(page, browser)
        path = folder / f"report_{language}.html"
        write_atomically(path, page.read_bytes())
        show(text("handed_on.report.drawn", language, file=path))
        if printed is not None:
            write_atomically(path.with_suffix(".pdf"), printed)
            show(text("handed_on.report.drawn", language, file=path.with_suffix(".pdf")))
        if has_slides and comparison is not None:
            slides = folder / f"{FOLDER}_{language}"
            slides.mkdir(exist_ok=True)
            for made in write_slides(comparison, Path(work)):
                write_atomically(slides / made.name, made.read_bytes())
            show(text("handed_on.report.drawn", language, file=slides))
    return 0
