"""Compare policies on the same people with the same luck: `tilltro compare`."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.cli.answer import answer_lines
from simulation.cli.carry_out import carry_out
from simulation.cli.comparison import contrasts_tables, notes
from simulation.cli.money import money_notes, money_table
from simulation.cli.options import more, take_details
from simulation.cli.request import request_compare
from simulation.cli.typed import Typed
from simulation.cli.uncertainty import precision_notes, uncertainty_notes
from simulation.report.answer.block import make_answer
from simulation.results.comparison import Comparison


def main(typed: Typed) -> int:
    """Run the comparison that the arguments ask for and return the exit status."""
    is_all, others = take_details(typed)
    return carry_out(request_compare(others), _all_parts if is_all else _answer)


def _answer(comparison: Comparison) -> list[RenderableType]:
    lines = answer_lines(make_answer(comparison))
    return ["\n".join([*lines, *precision_notes(comparison), more(comparison.language)])]


def _all_parts(comparison: Comparison) -> list[RenderableType]:
    return [
        *contrasts_tables(comparison),
        *money_table(comparison),
        *notes(comparison),
        *uncertainty_notes(comparison),
        *money_notes(comparison),
    ]
