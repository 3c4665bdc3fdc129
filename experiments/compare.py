"""Compare policies on the same people with the same luck: `tilltro compare`."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.cli.carry_out import carry_out
from simulation.cli.comparison import contrasts_tables, notes
from simulation.cli.money import money_notes, money_table
from simulation.cli.request import request_compare
from simulation.cli.typed import Typed
from simulation.cli.uncertainty import uncertainty_notes
from simulation.results.comparison import Comparison


def main(typed: Typed) -> int:
    """Run the comparison that the arguments ask for and return the exit status."""
    request = request_compare(typed)
    return carry_out(request, _parts)


def _parts(comparison: Comparison) -> list[RenderableType]:
    return [
        *contrasts_tables(comparison),
        *money_table(comparison),
        *notes(comparison),
        *uncertainty_notes(comparison),
        *money_notes(comparison),
    ]
