"""Find what the main answers depend on, where they reverse and what is worth knowing: `tilltro sensitivity`."""

from __future__ import annotations

from simulation.base.texts import text
from simulation.cli.exit_status import INTERRUPTED
from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.sensitivity import request_sensitivity
from simulation.cli.terminal import say
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Simulate, or go on where an earlier run was stopped; show and write what came out; return the exit status."""
    is_all, others = take_details(typed)
    asked = request_sensitivity(others)
    try:
        status = run_analysis(asked, is_all)
    except KeyboardInterrupt:
        say(text("sensitivity.stopped", asked.request.language, folder=asked.chunks))
        return INTERRUPTED
    asked.remove_chunks()
    return status
