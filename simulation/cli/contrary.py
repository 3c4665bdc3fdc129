"""The answers in worlds of contrary evidence, as the terminal shows them."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.analyses.contrary.answers import STANDS, USUAL_ANSWER, Contrary
from simulation.analyses.contrary.questions import Question
from simulation.base.texts import text
from simulation.cli.circumstances import circumstances
from simulation.cli.options import more, shortened
from simulation.cli.terminal import show, table, width
from simulation.study.worlds import World

LABEL_WIDTH, COLUMN_WIDTH = 34, 15  # characters


def show_contrary(contrary: Contrary, is_all: bool = True) -> None:
    """Show the answer; with `is_all` those of every world in a table too, each question in words, and notes."""
    from simulation.cli.answer import finding_lines
    from simulation.report.contrary.finding import finding
    from simulation.report.contrary.words import notes, said

    language = contrary.language
    head = [*circumstances(contrary.settings, language, tells_examples=False), *finding_lines(finding(contrary))]
    if not is_all:
        show(*shortened(head), more(language))
        return
    n_columns = max(1, (width() - LABEL_WIDTH) // COLUMN_WIDTH)
    parts = range(0, len(contrary.questions), n_columns)
    title = text("contrary.html.table", language)
    show(
        *head,
        "",
        *(_table(contrary, contrary.questions[at : at + n_columns], "" if at else title) for at in parts),
    )
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
