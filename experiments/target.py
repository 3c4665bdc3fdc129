"""Find who should get few places, and whether that was found or built in: `tilltro target`."""

from __future__ import annotations

from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.target import request_target
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Judge every rule, and show and write what was found; return the exit status."""
    is_all, others = take_details(typed)
    return run_analysis(request_target(others), is_all)
