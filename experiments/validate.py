"""Hold the model against what was published: `tilltro validate`."""

from __future__ import annotations

from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.typed import Typed
from simulation.cli.validate import request_validate


def main(typed: Typed) -> int:
    """Simulate follow-up data as the sources had them, compute the same figures and show what agrees."""
    is_all, others = take_details(typed)
    return run_analysis(request_validate(others), is_all)
