"""The page of `tilltro contrary`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.analyses.contrary.answers import STANDS, USUAL_ANSWER, Contrary
from simulation.analyses.contrary.questions import Question
from simulation.base.texts import text
from simulation.report import pages
from simulation.report.comparison.circumstances import market_circumstance, world_circumstance
from simulation.report.contrary.figure import write_figure
from simulation.report.contrary.finding import finding
from simulation.report.contrary.words import notes, number_words, question_words, said, unit_words
from simulation.report.pages import Frame, Picture, picture
from simulation.report.table import Cell, Column, Row, Table
from simulation.results.page_names import page_name
from simulation.study.worlds import World


def write_page(contrary: Contrary, folder: Path) -> Path:
    """Write the figure and `folder/contrary.html`, and return its path."""
    language = contrary.language
    frame = Frame(text("contrary.title", language), "contrary", language, contrary.content_hash)
    shown = picture(write_figure(contrary, folder), text("contrary.figure.title", language))
    return pages.write(folder / page_name("contrary"), "report/contrary/page.html", frame, _content(contrary, shown))


def _content(contrary: Contrary, shown: Picture) -> dict[str, Any]:
    language, questions = contrary.language, contrary.questions
    given = contrary.settings.parameters
    described = [world_circumstance(world, given, language) for world in contrary.worlds]
    market = contrary.settings.market()
    return {
        "finding": finding(contrary),
        "said": [said(contrary, question) for question in questions],
        "picture": shown,
        "table": _table(contrary),
        "notes": notes(contrary),
        "worlds": described if market.is_steady else [*described, market_circumstance(market, language)],
    }


def _table(contrary: Contrary) -> Table:
    """Return every answer in every world: a row a world, a column a question."""
    language, questions = contrary.language, contrary.questions
    return Table(
        id="answers",
        caption=text("contrary.html.caption", language),
        columns=[Column(question_words(question, language), unit_words(question, language)) for question in questions],
        rows=[
            Row(world.label[language], "", [_cell(contrary, world, question) for question in questions])
            for world in contrary.worlds
        ],
        head=text("contrary.world", language),
    )


def _cell(contrary: Contrary, world: World, question: Question) -> Cell:
    answer = contrary.answer(world, question)
    value, interval = number_words(answer, question, contrary.language)
    is_plain = answer.verdict in (STANDS, USUAL_ANSWER)
    mark = "" if is_plain else text(f"contrary.verdict.{answer.verdict}", contrary.language)
    return Cell(value, interval, mark=mark, look=answer.verdict)
