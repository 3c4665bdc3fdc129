"""Ask the main questions again with contrary evidence switched on: `tilltro contrary`."""

from __future__ import annotations

import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from simulation.analyses.contrary.answers import STANDS, USUAL_ANSWER, Answer, Contrary, as_rows, ask
from simulation.analyses.contrary.questions import Question, load_worlds
from simulation.base.texts import text
from simulation.cli.circumstances import circumstances
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_contrary
from simulation.cli.terminal import say, show, table, width
from simulation.cli.typed import Typed
from simulation.cli.where import show_place
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.tables import write_csv
from simulation.study.worlds import World

CSV = "contrary.csv"
LABEL_WIDTH, COLUMN_WIDTH = 34, 15  # characters


def main(typed: Typed) -> int:
    """Ask every question in every world and show which answers turn round; return the exit status."""
    request, questions = request_contrary(typed)
    worlds = load_worlds(request.settings.own_configs)
    key = _content_hash(request, questions, worlds)
    place = request.place(key)
    empty = Contrary(request.settings, questions, worlds, (), request.language, key)
    if is_reused := place.is_done():
        contrary = replace(empty, answers=_read(place.folder / CSV))
    else:
        with place.unfinished() as folder:
            contrary = _simulate(request, empty, folder)
    _show(contrary)
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

    content = {"name": request.name, **resolved(contrary.settings), "language": contrary.language}
    content["world"] = [world.name for world in contrary.worlds]
    content["questions"] = [asdict(question) for question in contrary.questions]
    with writing(folder):
        write_config(content, folder)
        write_csv(pd.DataFrame(as_rows(contrary)), folder / CSV)
        write_page(contrary, folder)
        seconds = time.monotonic() - start
        write_manifest(folder, contrary.settings, request.command, request.name, contrary.content_hash, seconds)


def _read(path: Path) -> tuple[Answer, ...]:
    import pandas as pd

    names = [field.name for field in fields(Answer)]
    rows: Any = pd.read_csv(path)[names].to_dict("records")
    return tuple(Answer(**row) for row in rows)


def _show(contrary: Contrary) -> None:
    from simulation.report.contrary.words import notes, said, summary

    n_columns = max(1, (width() - LABEL_WIDTH) // COLUMN_WIDTH)
    parts = range(0, len(contrary.questions), n_columns)
    title = text("contrary.title", contrary.language)
    show(
        *circumstances(contrary.settings, contrary.language),
        *(_table(contrary, contrary.questions[at : at + n_columns], "" if at else title) for at in parts),
    )
    show(summary(contrary), "")
    for question in contrary.questions:
        first, lines = said(contrary, question)
        show(first, *(f"  {line}" for line in lines))
    show("", *notes(contrary))


def _table(contrary: Contrary, questions: tuple[Question, ...], title: str) -> RenderableType:
    from simulation.report.contrary.words import question_words

    rows = [
        [world.label[contrary.language], *(_cell(contrary, world, question) for question in questions)]
        for world in contrary.worlds
    ]
    headings = [question_words(question, contrary.language) for question in questions]
    return table([text("contrary.world", contrary.language), *headings], rows, title)


def _cell(contrary: Contrary, world: World, question: Question) -> str:
    """Return the difference, and on a line below what becomes of the usual answer where it doesn't stand."""
    from simulation.report.contrary.words import value_words

    answer = contrary.answer(world, question)
    value = value_words(answer, question, contrary.language)
    if answer.verdict in (STANDS, USUAL_ANSWER):
        return value
    return f"{value}\n{text(f'contrary.verdict.{answer.verdict}', contrary.language)}"
