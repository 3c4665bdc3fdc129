"""What the answers depend on, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType

from simulation.analyses.sensitivity.result import Sensitivity
from simulation.base.texts import text
from simulation.cli.circumstances import circumstances
from simulation.cli.options import more, shortened
from simulation.cli.terminal import show, table

if TYPE_CHECKING:
    from simulation.report.sensitivity.tables import Cells


def show_sensitivity(found: Sensitivity, is_all: bool = True) -> None:
    """Show every question's answer and the decision in words; with `is_all` tables, what it depends on, and notes."""
    from simulation.cli.answer import finding_lines
    from simulation.report.sensitivity.finding import finding
    from simulation.report.sensitivity.tables import decision_table, index_table, step_table, worth_table
    from simulation.report.sensitivity.words import decision_words, notes, said

    head = [*circumstances(found.settings, found.language, tells_examples=False), *finding_lines(finding(found)), ""]
    if found.plan.is_small:
        head += [text("sensitivity.quick", found.language), ""]
    if not is_all:
        said_of_all = [said(found, question)[0] for question in found.plan.questions]
        answers = [] if found.plan.is_small else [*said_of_all, "", *decision_words(found), ""]
        show(*shortened([*head, *answers]), more(found.language))
        return
    show(*head)
    for question in found.plan.questions:
        show(_table(index_table(found, question)))
    for path in found.plan.steps:
        show(_table(step_table(found, path)))
    show(_table(decision_table(found)), _table(worth_table(found)))
    for question in found.plan.questions:
        first, lines = said(found, question)
        show(first, *(f"  {line}" for line in lines))
    show(*decision_words(found), "", *notes(found))


def _table(cells: Cells) -> RenderableType:
    return table(cells["headings"], cells["rows"], cells["title"], cells["n_text"])
