"""Ask the main questions again with contrary evidence switched on: `tilltro contrary`."""

from __future__ import annotations

from simulation.cli.contrary import request_contrary
from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Ask every question in every world and show which answers reverse; return the exit status."""
    is_all, others = take_details(typed)
    return run_analysis(request_contrary(others), is_all)
