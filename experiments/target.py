"""Find who should get few places, and whether that was found or built in: `tilltro target`."""

from __future__ import annotations

from functools import partial

from simulation.analyses.targeting.runs import n_steps
from simulation.cli.judged import carry_out
from simulation.cli.options import take_details
from simulation.cli.target import PAGE, read_results, request_target, shown_parts, simulate, write_results
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Judge every rule, and show and write what was found; return the exit status."""
    is_all, others = take_details(typed)
    asked = request_target(others)
    return carry_out(
        asked.request,
        asked.content_hash,
        n_steps(asked.request.settings, asked.places),
        read_results,
        partial(simulate, asked),
        partial(write_results, asked),
        partial(shown_parts, asked, is_all=is_all),
        PAGE,
        is_all,
    )
