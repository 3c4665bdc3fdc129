"""Show what one office can expect, at its own levels: `tilltro office`."""

from __future__ import annotations

from functools import partial

from simulation.analyses.office.expect import n_steps
from simulation.cli.judged import carry_out
from simulation.cli.office import PAGE, read_results, request_office, shown_parts, simulate, write_results
from simulation.cli.options import take_details
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Adapt the levels, and show and write what is to be expected; return the exit status."""
    is_all, others = take_details(typed)
    asked = request_office(others)
    return carry_out(
        asked.request,
        asked.content_hash,
        n_steps(asked.request.settings.n_replications, asked.office.questionnaires is not None),
        read_results,
        partial(simulate, asked),
        partial(write_results, asked),
        partial(shown_parts, asked, is_all=is_all),
        PAGE,
        is_all,
    )
