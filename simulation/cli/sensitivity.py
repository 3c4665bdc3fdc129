"""What `tilltro sensitivity` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.contrary.questions import Question, split_suppressed
from simulation.analyses.sensitivity.analysis import Analysis, n_points
from simulation.analyses.sensitivity.plan import Plan, load_plan
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import Rows, read_rows, write_rows
from simulation.analyses.sensitivity.run import Asked
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.contrary import REFUSED as NOT_WITH_CONTRARY
from simulation.cli.defaults import OWN
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_workbook
from simulation.cli.request import read_request
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.terminal import table
from simulation.cli.typed import Typed, own_folder
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.settings import CENTRAL
from simulation.study.suppression import unanswerable_groups
from simulation.study.worlds import USUAL

if TYPE_CHECKING:
    from simulation.report.sensitivity.tables import Cells
    from simulation.report.sheets import Sheet

REFUSED = (*NOT_WITH_CONTRARY, "n_replications")
SIZE = "sensitivity"  # the setting that names the size of the run
TO_GO_ON_WITH = ("unwritable_folder", "worker_died")  # errors after which the simulations so far are of use


@dataclass(frozen=True)
class SensitivityRequest(AnalysisRequest[Rows]):
    """What the main answers depend on, as asked for."""

    plan: Plan
    suppressed: tuple[Question, ...]  # not asked: about a group of one's own clients that is too small

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        return self._hash(self.request.language, self.request.forms)

    @cached_property
    def chunks(self) -> Path:
        """Where the simulations are kept until all are there, whatever the language: beside the folder of results."""
        folder = self.request.place(self.content_hash).folder
        return folder.with_name(f".runs-{self._hash('', USUAL_FORMS)}")

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return n_points(self.plan)

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        plan = json.loads(json.dumps(asdict(self.plan)))
        settings, language = resolved(self.request.settings), self.request.language
        return {"name": self.request.name, **settings, "language": language, "sensitivity": plan}

    def simulate(self, progress: Progress) -> Rows:
        """Simulate, or go on where an earlier run was stopped, and return what was found."""
        settings, plan = self.request.settings, self.plan
        asked = Asked(settings, plan.questions, plan.decision)
        try:
            return Analysis(plan, asked, self.chunks, self.request.n_threads, progress).run()
        except InputError as error:
            if error.key not in TO_GO_ON_WITH:
                self.remove_chunks()
            raise

    def remove_chunks(self) -> None:
        """Remove the simulations that were kept."""
        shutil.rmtree(self.chunks, ignore_errors=True)

    def write_tables(self, found: Rows, folder: Path) -> None:
        """Write what was found."""
        write_rows(found, folder)

    def read_tables(self, folder: Path) -> Rows:
        """Return what `write_tables` wrote."""
        return read_rows(folder)

    def write_page(self, found: Rows, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""
        from simulation.report.sensitivity.page import write_page
        from simulation.report.sensitivity.workbook import sheets

        shown = self._shown(found)
        write_page(shown, folder)
        return sheets(shown, folder)

    def parts(self, found: Rows, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows."""
        return sensitivity_parts(self._shown(found), is_all)

    def _shown(self, rows: Rows) -> Sensitivity:
        request = self.request
        return Sensitivity(request.settings, self.plan, rows, request.language, self.content_hash, self.suppressed)

    def _hash(self, language: str, forms: Forms) -> str:
        request = self.request
        base = content_hash(request.settings, request.command, request.name, language, forms=forms)
        return short_hash([base, asdict(self.plan), [asdict(question) for question in self.suppressed]])


def request_sensitivity(typed: Typed) -> SensitivityRequest:
    """Return what `tilltro sensitivity` is asked for; its plan decides policies, horizon and sizes.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_workbook(typed)
    typed.refuse(REFUSED, "not_with_sensitivity")
    own, others = typed.take((SIZE,))
    content = compose(others)
    plan = load_plan(own.get(SIZE, OWN[SIZE][SIZE]), own_folder(others))
    if not {"population.n_clients", "population.table", "population"} & set(typed.settings):
        content["population"]["n_clients"] = plan.sizes.n_clients
    if not {"caseworkers.caseload", "caseworkers"} & set(typed.settings):
        content["caseworkers"]["caseload"] = plan.sizes.caseload
    content |= {"policies": list(plan.arms), "baseline": plan.arms[0], "n_quarters": plan.n_quarters, "world": USUAL}
    # The unknowns are moved over their whole ranges; what isn't moved has its central value.
    content |= {"n_replications": plan.sizes.n_steps, "name": plan.name, "parameter_set": CENTRAL}
    request = replace(read_request("sensitivity", others, content), forms=forms)
    told, suppressed = split_suppressed(plan.questions, unanswerable_groups(request.settings))
    return SensitivityRequest(
        request, replace(plan.with_fixed(request.settings.parameters), questions=told), suppressed
    )


def sensitivity_parts(found: Sensitivity, is_all: bool) -> list[RenderableType]:
    """Return every question's answer and the decision in words; with `is_all` tables, what it depends on, and notes."""
    from simulation.cli.answer import finding_lines
    from simulation.report.sensitivity.finding import finding
    from simulation.report.sensitivity.tables import decision_table, index_table, step_table, worth_table
    from simulation.report.sensitivity.words import decision_words, notes, said

    questions, language = found.plan.questions, found.language
    parts: list[RenderableType] = [
        *circumstances(found.settings, language, tells_examples=False),
        *finding_lines(finding(found)),
        "",
    ]
    if found.plan.is_small:
        parts += [text("sensitivity.quick", language), ""]
    if not is_all:
        answers = [*(said(found, question)[0] for question in questions), "", *decision_words(found), ""]
        return parts if found.plan.is_small else [*parts, *answers]
    tables = [
        *(index_table(found, question) for question in questions),
        *(step_table(found, path) for path in found.plan.steps),
        decision_table(found),
        worth_table(found),
    ]
    parts += map(_table, tables)
    for question in questions:
        first, lines = said(found, question)
        parts += [first, *(f"  {line}" for line in lines)]
    return [*parts, *decision_words(found), "", *notes(found)]


def _table(cells: Cells) -> RenderableType:
    return table(cells["headings"], cells["rows"], cells["title"], cells["n_text"])
