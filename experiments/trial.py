"""Simulate a study before anybody pays for it, and say what it would find and teach: `tilltro trial`."""

from __future__ import annotations

from functools import partial

from simulation.analyses.trials.trial import n_steps
from simulation.cli.judged import carry_out
from simulation.cli.options import take_details
from simulation.cli.trial import PAGE, read_results, request_trial, shown_parts, simulate, write_results
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Simulate the studies, and show and write what was found; return the exit status."""
    is_all, others = take_details(typed)
    asked = request_trial(others)
    return carry_out(
        asked.request,
        asked.content_hash,
        n_steps(asked.request.settings),
        partial(read_results, design=asked.design),
        partial(simulate, asked),
        partial(write_results, asked),
        partial(shown_parts, asked, is_all=is_all),
        PAGE,
        is_all,
    )
