"""Write the lesson as one file for the browser, which needs no network: `tilltro lesson`."""

from __future__ import annotations

from pathlib import Path

from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.lookup import LANGUAGE, read_words
from simulation.cli.request import path_of
from simulation.cli.templates import write_new
from simulation.cli.terminal import show
from simulation.cli.typed import Typed

USUAL_PLACE = Path("tilltro_lesson.html")
ENDINGS = (".html", ".htm")
OUT = "out"


def main(typed: Typed) -> int:
    """Write the file where nothing is yet, and say where it is."""
    typed.no_words()
    asked = read_words(typed, (OUT, LANGUAGE))
    path = path_of(OUT, typed.settings.get(OUT)) or USUAL_PLACE
    if path.suffix.lower() not in ENDINGS:
        raise InputError("not_allowed", name=OUT, value=path, allowed=", ".join(f"*{each}" for each in ENDINGS))
    from simulation.web.lesson.pages import offline_file  # slow to import

    write_new(path, offline_file(asked.language).encode())
    show(text("lesson.written", asked.language, file=path))
    return 0
