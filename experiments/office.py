"""Show what one office can expect, at its own levels: `tilltro office`."""

from __future__ import annotations

from simulation.cli.office import request_office
from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Adapt the levels, and show and write what is to be expected; return the exit status."""
    is_all, others = take_details(typed)
    return run_analysis(request_office(others), is_all)
