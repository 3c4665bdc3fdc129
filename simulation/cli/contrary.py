"""What `tilltro contrary` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.contrary.answers import STANDS, USUAL_ANSWER, Answer, Contrary, ask
from simulation.analyses.contrary.files import read_answers, write_answers
from simulation.analyses.contrary.questions import Question, arms_of, load_questions, load_worlds, split_suppressed
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_workbook
from simulation.cli.request import read_request, with_own_clients, with_own_default
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.terminal import table, width
from simulation.cli.typed import Typed, own_folder
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash, short_hash
from simulation.study.suppression import unanswerable_groups
from simulation.study.worlds import USUAL, World

if TYPE_CHECKING:
    from simulation.report.sheets import Sheet

REFUSED = ("policies", "policy", "baseline", "experiment", "n_quarters", "world", "name")
LABEL_WIDTH, COLUMN_WIDTH = 34, 15  # characters


@dataclass(frozen=True)
class ContraryRequest(AnalysisRequest[Contrary]):
    """The main questions in every world, as asked for."""

    questions: tuple[Question, ...]
    suppressed: tuple[Question, ...]  # not asked: about a group of one's own clients that is too small
    worlds: tuple[World, ...]  # the usual one first

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        settings = [replace(request.settings, world_names=world.parts) for world in self.worlds]
        parts = [
            content_hash(one, request.command, request.name, request.language, forms=request.forms) for one in settings
        ]
        return short_hash([parts, self._every_question])

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return len(self.worlds) * self.request.settings.n_replications

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        return {
            "name": self.request.name,
            **resolved(self.request.settings),
            "language": self.request.language,
            "world": [world.name for world in self.worlds],
            "questions": self._every_question,
        }

    def simulate(self, progress: Progress) -> Contrary:
        """Return every question's answer in every world."""
        return self._with(ask(self.request.settings, self.questions, self.worlds, self.request.n_threads, progress))

    def write_tables(self, found: Contrary, folder: Path) -> None:
        """Write what was found."""
        write_answers(found, folder)

    def read_tables(self, folder: Path) -> Contrary:
        """Return what `write_tables` wrote."""
        return self._with(read_answers(folder))

    def write_page(self, found: Contrary, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""
        from simulation.report.contrary.page import write_page
        from simulation.report.contrary.workbook import sheets

        write_page(found, folder)
        return sheets(found, folder)

    def parts(self, found: Contrary, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows."""
        return contrary_parts(found, is_all)

    def _with(self, answers: Sequence[Answer]) -> Contrary:
        request = self.request
        return Contrary(
            request.settings,
            self.questions,
            self.worlds,
            tuple(answers),
            request.language,
            self.content_hash,
            self.suppressed,
        )

    @property
    def _every_question(self) -> list[dict[str, Any]]:
        return [asdict(question) for question in (*self.questions, *self.suppressed)]


def request_contrary(typed: Typed) -> ContraryRequest:
    """Return what `tilltro contrary` is asked for; its questions decide policies and horizon.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_workbook(typed)
    typed.refuse(REFUSED, "not_with_contrary")
    content = with_own_default("contrary", "n_replications", typed, compose(typed))
    content = with_own_clients("contrary", typed, content)
    questions = load_questions(own_folder(typed))
    arms = arms_of(questions)
    content |= {"policies": list(arms), "baseline": arms[0], "name": "contrary", "world": USUAL}
    content["n_quarters"] = max(question.quarter for question in questions)
    request = replace(read_request("contrary", typed, content), forms=forms)
    settings = request.settings
    if settings.n_replications < 2:
        raise InputError("too_short", name="n_replications", value=1, low=2)
    told, suppressed = split_suppressed(questions, unanswerable_groups(settings))
    return ContraryRequest(request, told, suppressed, load_worlds(settings.own_configs))


def contrary_parts(contrary: Contrary, is_all: bool) -> list[RenderableType]:
    """Return the answer; with `is_all` those of every world in a table too, each question in words, and notes."""
    from simulation.cli.answer import finding_lines
    from simulation.report.contrary.finding import finding
    from simulation.report.contrary.words import notes, said

    language = contrary.language
    head = [*circumstances(contrary.settings, language, tells_examples=False), *finding_lines(finding(contrary))]
    if not is_all:
        return [*head]
    n_columns = max(1, (width() - LABEL_WIDTH) // COLUMN_WIDTH)
    title = text("contrary.html.table", language)
    places = range(0, len(contrary.questions), n_columns)
    tables = (_table(contrary, contrary.questions[at : at + n_columns], "" if at else title) for at in places)
    parts: list[RenderableType] = [*head, "", *tables]
    for question in contrary.questions:
        first, lines = said(contrary, question)
        parts += [first, *(f"  {line}" for line in lines)]
    return [*parts, "", *notes(contrary)]


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
