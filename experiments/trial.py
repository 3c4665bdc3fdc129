"""Simulate a study before anybody pays for it, and say what it would find and teach: `tilltro trial`."""

from __future__ import annotations

from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.trial import request_trial
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Simulate the studies, and show and write what was found; return the exit status."""
    is_all, others = take_details(typed)
    return run_analysis(request_trial(others), is_all)
