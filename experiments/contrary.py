"""Ask the main questions again with contrary evidence switched on: `tilltro contrary`."""

from __future__ import annotations

import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from simulation.analyses.contrary.answers import Answer, Contrary, as_rows, ask
from simulation.analyses.contrary.questions import Question, load_worlds, split_suppressed
from simulation.base.texts import text
from simulation.cli.contrary import show_contrary
from simulation.cli.options import take_details
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_contrary
from simulation.cli.terminal import say, show_place
from simulation.cli.typed import Typed
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.tables import write_csv
from simulation.study.suppression import unanswerable_groups
from simulation.study.worlds import World

CSV = "contrary.csv"


def main(typed: Typed) -> int:
    """Ask every question in every world and show which answers reverse; return the exit status."""
    is_all, others = take_details(typed)
    request, questions = request_contrary(others)
    worlds = load_worlds(request.settings.own_configs)
    key = _content_hash(request, questions, worlds)
    place = request.place(key)
    told, suppressed = split_suppressed(questions, unanswerable_groups(request.settings))
    empty = Contrary(request.settings, told, worlds, (), request.language, key, suppressed)
    if is_reused := place.is_done():
        contrary = replace(empty, answers=_read(place.folder / CSV))
    else:
        with place.unfinished() as folder:
            contrary = _simulate(request, empty, folder)
    show_contrary(contrary, is_all)
    show_place(place, is_reused, "contrary.html", request.language)
    return 0


def _content_hash(request: Request, questions: tuple[Question, ...], worlds: tuple[World, ...]) -> str:
    parts = [
        content_hash(
            replace(request.settings, world_names=world.parts), request.command, request.name, request.language
        )
        for world in worlds
    ]
    return short_hash([parts, [asdict(question) for question in questions]])


def _simulate(request: Request, empty: Contrary, folder: Path) -> Contrary:
    start = time.monotonic()
    compile_first(request.language)
    with progress(len(empty.worlds) * request.settings.n_replications, request.language) as shown:
        answers = ask(request.settings, empty.questions, empty.worlds, request.n_threads, shown)
    contrary = replace(empty, answers=tuple(answers))
    say(text("cli.progress.writing", request.language))
    _write(contrary, request, folder, start)
    # What is shown is what was written, so that the same result shown again later reads the same to the last digit.
    return replace(empty, answers=_read(folder / CSV))


def _write(contrary: Contrary, request: Request, folder: Path, start: float) -> None:
    import pandas as pd

    from simulation.report.contrary.page import write_page
    from simulation.report.contrary.workbook import sheets
    from simulation.report.sheets import write_sheets

    content = {"name": request.name, **resolved(contrary.settings), "language": contrary.language}
    content["world"] = [world.name for world in contrary.worlds]
    content["questions"] = [asdict(question) for question in (*contrary.questions, *contrary.suppressed)]
    with writing(folder):
        write_config(content, folder)
        write_csv(pd.DataFrame(as_rows(contrary)), folder / CSV)
        write_page(contrary, folder)
        told = {"command": request.command, **content, "content_hash": contrary.content_hash}
        write_sheets(sheets(contrary, folder), contrary.settings, contrary.language, told, folder)
        write_metadata_of_csv(folder, request.name, contrary.content_hash, contrary.language)
        seconds = time.monotonic() - start
        write_manifest(folder, contrary.settings, request.command, request.name, contrary.content_hash, seconds)


def _read(path: Path) -> tuple[Answer, ...]:
    import pandas as pd

    names = [field.name for field in fields(Answer)]
    rows: Any = pd.read_csv(path)[names].to_dict("records")
    return tuple(Answer(**row) for row in rows)
