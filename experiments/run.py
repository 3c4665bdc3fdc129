"""Run one policy alone: `tilltro run`."""

from __future__ import annotations

from rich.console import RenderableType

from simulation.cli.carry_out import carry_out
from simulation.cli.comparison import levels_table, notes
from simulation.cli.request import request_run
from simulation.cli.typed import Typed
from simulation.results.comparison import Comparison


def main(typed: Typed) -> int:
    """Run the policy that the arguments name and return the exit status."""
    return carry_out(request_run(typed), _parts)


def _parts(comparison: Comparison) -> list[RenderableType]:
    return [levels_table(comparison), *notes(comparison)]
