"""Compare policies on the same people with the same luck: `tilltro compare`."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.results.comparison import Comparison

from ._carry_out import carry_out
from ._money import money_notes, money_table
from ._request import request_compare
from ._results import contrasts_tables, notes
from ._uncertainty import uncertainty_notes


def main(arguments: list[str]) -> int:
    """Run the comparison that the arguments ask for and return the exit status."""
    request = request_compare(arguments)
    return carry_out(request, _parts)


def _parts(comparison: Comparison) -> list[RenderableType]:
    return [
        *contrasts_tables(comparison),
        *money_table(comparison),
        *notes(comparison),
        *uncertainty_notes(comparison),
        *money_notes(comparison),
    ]
